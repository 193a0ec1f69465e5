"""What was bid: a picture per amount, its numbers, and the demand it implies."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ikea_effect.language import phrase, say
from ikea_effect.protocol.kinds.measures.money import what_it_is
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.models import Protocol
from ikea_effect.report.cards import Block, Card, Column, Prose, Row, Table
from ikea_effect.report.figures.demand import demand_curve
from ikea_effect.report.figures.raincloud import Bounds, raincloud
from ikea_effect.report.figures.rounds import round_means
from ikea_effect.report.figures.spread import Cell, cell
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.occasions import Occasion, occasions
from ikea_effect.report.origins import Computed
from ikea_effect.report.people import People
from ikea_effect.report.sections.intervals import interval_blocks, interval_cells
from ikea_effect.report.sections.naming import is_money, measure_label, words_of
from ikea_effect.report.wording import Words, amount, capital, count, share, spoken, spread

if TYPE_CHECKING:
    from pandas import Series

MANY_AT_CAP = 0.05


def _nothing(words: Words) -> Block:
    return Prose(say("No {bids} were recorded.", bids=words.many))


def money_cards(material: ReportMaterial, everyone: People) -> tuple[Card, ...]:
    """One card per amount that is measured."""
    names = [name for name in material.protocol.measures if is_money(material.protocol, name)]
    several = len(names) > 1
    return tuple(_card(material, everyone, name, f": {spoken(name)}" if several else "") for name in names)


def _title(protocol: Protocol, name: str, suffix: str) -> str:
    """What the amounts are, by how they were asked for: nobody pays what is only stated, or foretold."""
    told = {
        "Stated willingness to pay": phrase("Stated willingness to pay{suffix}"),
        "Predicted amount": phrase("Predictions{suffix}"),
        "Willingness to accept": phrase("Willingness to accept{suffix}"),
    }
    return say(told.get(what_it_is(name, protocol), phrase("Willingness to pay{suffix}")), suffix=suffix)


def _card(material: ReportMaterial, everyone: People, name: str, suffix: str) -> Card:
    protocol, words = material.protocol, words_of(material.protocol, name)
    title = _title(protocol, name, suffix)

    def printed(value: float) -> str:
        return amount(value, protocol.currency)

    axis = say("{measure}, in {currency}", measure=measure_label(protocol, name), currency=protocol.currency)
    asked = occasions(protocol, everyone, name)
    cells = [cell(one.label, one.values(everyone)) for one in asked]
    if not any(found.values.size for found in cells):
        answers = interval_cells(everyone, asked)
        shown = answers and interval_blocks(name, answers, printed, axis, protocol.currency)
        blocks = shown or [_nothing(words)]
        return Card(f"money-{name}", title, (*_first_answers(everyone, name), *blocks))
    bounds = bid_bounds(protocol, name)
    blocks = _first_of_several(everyone, name)
    blocks += [raincloud(f"bids-{name}", cells, bounds, printed, axis, words)]
    blocks.append(_table(cells, bounds, printed, protocol.currency, words))
    blocks += _cap_warning(cells, bounds, printed)
    if curve := demand_curve(
        f"demand-{name}", cells, printed, say("price, in {currency}", currency=protocol.currency), words
    ):
        blocks.append(curve)
    blocks += round_blocks(everyone, name, cells, printed, measure_label(protocol, name))
    return Card(f"money-{name}", title, tuple(blocks))


def bid_bounds(protocol: Protocol, measure: str) -> Bounds:
    """The range that could be bid, as the bidding step declares it."""
    for step in biddings(protocol.timeline):
        if step.measure == measure:
            low, high = getattr(step.mechanism, "low", 0), getattr(step.mechanism, "high", None)
            return Bounds(float(low), None if high is None else float(high))
    return Bounds()


MOST_TOLD = 8
"""In so many cells at most it is told of each how many bids were at zero; of more, of those with any."""


def held_note(protocol: Protocol, everyone: People, name: str) -> str | None:
    """One sentence on the bids at zero and at the cap, per condition; None where nothing was bid."""
    there = occasions(protocol, everyone, name)
    cells = [(one, one.values(everyone)) for one in there]
    if not is_money(protocol, name) or not any(values.size for _, values in cells):
        return None
    bounds = bid_bounds(protocol, name)

    def counted(fact: str, held: Callable[[Series[Any]], Series[Any]]) -> str:
        all_of_them = [(one, values, int(held(values).sum())) for one, values in cells]
        some = [cell for cell in all_of_them if cell[2] or len(cells) <= MOST_TOLD]
        counts = "; ".join(_held(one, values, fact, times) for one, values, times in some)
        if len(some) == len(cells):
            return counts
        return say("{counts}; elsewhere none", counts=counts) if some else say("none")

    zero = counted("at_zero", lambda values: values <= 0)
    words = words_of(protocol, name)
    said = say(
        "{Bids} of {zero} are kept as {bids} like any other: {counts}.",
        Bids=capital(words.many),
        bids=words.many,
        zero=amount(0, protocol.currency),
        counts=zero,
    )
    if bounds.high is None:
        return said
    high = bounds.high
    cap = counted("at_cap", lambda values: values >= high)
    return say(
        "{said} {Bids} at the cap of {high}: {cap}.",
        said=said,
        Bids=capital(words.many),
        high=amount(high, protocol.currency),
        cap=cap,
    )


def _held(one: Occasion, values: Series[Any], fact: str, held: int) -> str:
    """ "Builders 2 of 60 (3%)", each number with its id."""
    place = f"observations[{one.group.key}].{one.name}"
    part, whole = Computed(held, f"{place}.{fact}"), Computed(values.size, f"{place}.n")
    return say(
        "{label} {part} of {whole} ({share})",
        label=one.label,
        part=count(part),
        whole=count(whole),
        share=share(part, whole),
    )


def _table(
    cells: list[Cell], bounds: Bounds, printed: Callable[[float], str], unit: str, words: Words
) -> Table:
    columns = [
        Column(say("Condition"), "text"),
        *(Column(title) for title in ("n", say("Mean"), say("95% interval"), say("SD"), say("Median"))),
    ]
    columns += [Column(say("At {zero}", zero=printed(0))), Column(say("At the cap"))]
    rows = tuple(
        Row((found.label, count(found.values.size), *_numbers(found, bounds, printed, unit)))
        for found in cells
    )
    return Table(say("{Bids} of the analyzed participants", Bids=capital(words.many)), tuple(columns), rows)


def _numbers(found: Cell, bounds: Bounds, printed: Callable[[float], str], unit: str) -> tuple[str, ...]:
    import numpy as np

    if found.mean is None:
        return ("–",) * 6
    values, n = found.values, found.values.size
    interval = say(" to ").join(map(printed, found.interval)) if found.interval else "–"
    sd = spread(values.std(ddof=1), unit) if n > 1 else "–"
    at_cap = _of(int((values >= bounds.high).sum()), n) if bounds.high is not None else "–"
    zeros = _of(int((values <= 0).sum()), n)
    return printed(found.mean), interval, sd, printed(float(np.median(values))), zeros, at_cap


def _of(part: int, n: int) -> str:
    return f"{part} ({share(part, n)})"


def _cap_warning(cells: list[Cell], bounds: Bounds, printed: Callable[[float], str]) -> list[Block]:
    def crowded(found: Cell) -> bool:
        return bool(found.values.size) and float((found.values >= (bounds.high or 0)).mean()) > MANY_AT_CAP

    if bounds.high is None or not any(map(crowded, cells)):
        return []
    text = say(
        "More than {many_at_cap:.0%} of a condition are at the cap of {high}. Some of them would "
        "have gone higher, so that means are too low and the difference may be too small.",
        many_at_cap=MANY_AT_CAP,
        high=printed(bounds.high),
    )
    return [Prose(text, "warning")]


# --- bids that were given several times --------------------------------------------------------------------


def rounds_of(everyone: People, name: str) -> list[str]:
    """The columns of the second and every later bid on the same, in order; of bounds, the lower ones."""
    found = (column for column in map(str, everyone.table.columns) if column.startswith(f"{name}."))
    parts = (column[len(name) + 1 :].partition(".") for column in found)
    later = sorted((int(number), end) for number, _, end in parts if number.isdigit() and end != "high")
    return [f"{name}.{number}.{end}" if end else f"{name}.{number}" for number, end in later]


def _first_answers(everyone: People, name: str) -> list[Block]:
    """That the bounds shown are those of the first of several rounds."""
    later = rounds_of(everyone, name)
    rounds = Computed(len(later) + 1, f"observations.{name}.rounds")
    said = say(
        "Each participant answered in {rounds} rounds. What is shown here is the first round.",
        rounds=count(rounds),
    )
    return [Prose(said)] if later else []


def _first_of_several(everyone: People, name: str) -> list[Block]:
    later = rounds_of(everyone, name)
    if not later:
        return []
    rounds = Computed(len(later) + 1, f"observations.{name}.rounds")
    said = say(
        "Each participant bid {rounds} times. The estimates, the first picture and the demand "
        "curve are on the first bid; all bids follow below.",
        rounds=count(rounds),
    )
    return [Prose(said)]


def round_blocks(
    everyone: People, name: str, first: list[Cell], printed: Callable[[float], str], what: str
) -> list[Block]:
    """The bids of all rounds as a picture and a table; nothing where there is one round."""
    later = rounds_of(everyone, name)
    if not later:
        return []
    rounds = [
        first,
        *([cell(g.label, everyone.values(g, column)) for g in everyone.groups] for column in later),
    ]
    columns = (Column(say("Round"), "text"), *(Column(found.label) for found in first))
    rows = tuple(
        Row((str(number), *(_mean_and_n(found, printed) for found in cells)))
        for number, cells in enumerate(rounds, start=1)
    )
    table = Table(say("Mean bid of every round, with n"), columns, rows)
    return [round_means(f"rounds-{name}", rounds, printed, what), table]


def _mean_and_n(found: Cell, printed: Callable[[float], str]) -> str:
    return "–" if found.mean is None else f"{printed(found.mean)} ({found.values.size})"


__all__: list[Any] = ["bid_bounds", "money_cards"]
