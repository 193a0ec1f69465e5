"""What was rated: a picture per rating or scale, and how a scale's items behaved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ikea_effect.language import anew, phrase, say
from ikea_effect.language import name as name_of
from ikea_effect.protocol.kinds import Item, form_of, items_of, main_column
from ikea_effect.protocol.models import Protocol
from ikea_effect.report.cards import Block, Card, Column, Prose, Row, Table
from ikea_effect.report.figures.ratings import rating_bars
from ikea_effect.report.figures.spread import Cell, cell
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.occasions import Occasion, occasions
from ikea_effect.report.people import People
from ikea_effect.report.wording import count, number, sentence, spoken

if TYPE_CHECKING:
    from pandas import DataFrame

    from ikea_effect.analysis.results import Interval
    from ikea_effect.analysis.scales import Reliability

MOST_BARS = 40
"""Points that bars can be told apart of."""

RELIABILITY = phrase(
    "Cronbach’s alpha with Feldt’s exact interval; McDonald’s omega of one factor with a percentile "
    "bootstrap. Over all analyzed participants with a whole answer, reverse-keyed items turned."
)


def ratings_card(material: ReportMaterial, everyone: People) -> Card | None:
    """Every measure of numbers that are no amounts, such as ratings; None where the protocol has none."""
    protocol = material.protocol
    rated = [name for name in protocol.measures if form_of(protocol, name) == "number"]
    if not rated:
        return None
    blocks: list[Block] = []
    for name in rated:
        blocks += _measure(protocol, everyone, name)
    blocks += _reliability(material, everyone)
    return Card("ratings", say("Ratings"), tuple(blocks))


def _measure(protocol: Protocol, everyone: People, name: str) -> list[Block]:
    asked = occasions(protocol, everyone, name)
    cells = [cell(one.label, one.values(everyone)) for one in asked]
    if not any(found.values.size for found in cells):
        return [Prose(say("No answers on {name} were recorded.", name=spoken(name)))]
    blocks: list[Block] = [_picture(protocol, name, cells)]
    if source := _source(protocol, name):
        blocks.append(source)
    if table := _items(everyone, name, asked, items_of(protocol, name)):
        blocks.append(table)
    return blocks


def _source(protocol: Protocol, name: str) -> Prose | None:
    """Where a scale from a file comes from; nothing of what the protocol words itself."""
    measure = protocol.measures[name]
    about = getattr(measure, "scale", None)
    if about is None:
        return None
    title, status, source = map(name_of, (about.title, about.status, about.source))
    return Prose(f"{title}: {status}. {sentence(source)}", "note")


def _picture(protocol: Protocol, name: str, cells: Sequence[Cell]) -> Block:
    """A bar for each point; of numbers without ends, or of too many points, n, mean and SD in a table."""
    column = main_column(protocol, name)
    low, high = (None, None) if column is None else (column.low, column.high)
    if low is not None and high is not None and high - low <= MOST_BARS:
        return rating_bars(f"rating-{name}", spoken(name), cells, int(low), int(high))
    heads = (
        Column(say("Condition"), "text"),
        *map(Column, ("n", say("Mean"), say("SD"), say("Lowest"), say("Highest"))),
    )
    return Table(spoken(name).capitalize(), heads, tuple(map(_described, cells)))


def _described(one: Cell) -> Row:
    values = one.values
    if not len(values):
        return Row((one.label, "0", "–", "–", "–", "–"))
    spread = number(values.std(ddof=1)) if len(values) > 1 else "–"
    return Row(
        (
            one.label,
            count(len(values)),
            number(values.mean()),
            spread,
            number(values.min()),
            number(values.max()),
        )
    )


def _items(everyone: People, name: str, asked: Sequence[Occasion], items: Sequence[Item]) -> Table | None:
    columns = {one.column(item.name) for item in items for one in asked}
    if not items or not columns <= set(everyone.kept.columns):
        return None
    titles = (Column(say("Item"), "text"), *(Column(one.label) for one in asked))
    rows = []
    for item in items:
        means = [one.values(everyone, item.name) for one in asked]
        reverse = say(", reverse-keyed") if item.reversed else ""
        rows.append(Row((f"{item.name}{reverse}", *(number(v.mean()) if len(v) else "–" for v in means))))
    turned = any(item.reversed for item in items)
    note = (say("Reverse-keyed items as answered; they are turned before the mean."),) if turned else ()
    return Table(say("Means of the items of {name}", name=spoken(name)), titles, tuple(rows), note)


def _reliability(material: ReportMaterial, everyone: People) -> list[Block]:
    """How well the items of each scale agree, over all analyzed participants; nothing without scales."""
    if not any(items_of(material.protocol, name) for name in material.protocol.measures):
        return []
    from ikea_effect.analysis.scales import reliabilities

    found = reliabilities(material.protocol, _with_numbers(material, everyone))
    blocks: list[Block] = []
    if rows := tuple(_agreement(one) for one in found if one.problem is None):
        titles = (
            "n",
            say("Alpha"),
            say("95% interval"),
            say("Omega"),
            say("95% interval"),
            say("Item-rest correlations"),
        )
        columns = (Column(say("Scale"), "text"), *map(Column, titles))
        blocks.append(
            Table(say("Do the items of a scale agree?"), columns, rows, (say(RELIABILITY), *_told(found)))
        )
    blocks += [
        Prose(
            say(
                "The reliability of {measure} cannot be computed: {problem}",
                measure=spoken(one.measure),
                problem=sentence(anew(one.problem)),
            ),
            "note",
        )
        for one in found
        if one.problem is not None
    ]
    return blocks


def _with_numbers(material: ReportMaterial, everyone: People) -> DataFrame:
    """The analyzed rows with every scale's items as numbers, what is none as missing."""
    import pandas as pd

    protocol = material.protocol
    items = [f"{name}.{item.name}" for name in protocol.measures for item in items_of(protocol, name)]
    there = [column for column in items if column in everyone.kept.columns]
    numbers = {name: pd.to_numeric(everyone.kept[name], errors="coerce").astype(float) for name in there}
    return pd.DataFrame(numbers, index=everyone.kept.index)


def _agreement(found: Reliability) -> Row:
    def limits(interval: Interval | None) -> str:
        return (
            "–"
            if interval is None
            else say("{low} to {high}", low=number(interval.low), high=number(interval.high))
        )

    omega = "–" if found.omega is None else number(found.omega)
    numbers = (count(found.n), number(found.alpha), limits(found.alpha_ci), omega, limits(found.omega_ci))
    ends = sorted(found.item_rest)
    return Row(
        (
            spoken(found.measure),
            *numbers,
            say("{first} to {last}", first=number(ends[0]), last=number(ends[-1])) if ends else "–",
        )
    )


def _told(found: Iterable[Reliability]) -> list[str]:
    return [f"{spoken(one.measure).capitalize()}: {anew(note)}" for one in found for note in one.notes]
