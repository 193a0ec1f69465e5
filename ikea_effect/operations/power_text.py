"""A diagnosis in lines for a person, and its power curve as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ikea_effect.operations.power import Power
from ikea_effect.operations.power_plans import plan_lines
from ikea_effect.record.disk import disk_errors, write_durably
from ikea_effect.rounding import fixed

if TYPE_CHECKING:
    from ikea_effect.diagnosis.find import Needed
    from ikea_effect.diagnosis.results import Cost, Diagnosis, Simulated
    from ikea_effect.protocol.models import Protocol


def power_text(found: Power) -> str:
    """The diagnosis in lines for a person."""
    lines = [f"{found.protocol.id}: simulated studies of answers as `simulation` declares them"]
    for name, effect in dict.fromkeys((one.hypothesis, one.effect) for one in found.diagnoses):
        lines += ["", *_hypothesis(found, name, effect)]
    lines += ["", *(f"Left out: {reason}" for reason in found.left_out)] if found.left_out else []
    lines += ["", *cost_lines(found.costs, found.protocol)] if found.costs else []
    lines += ["", *plan_lines(found.plans)] if found.plans else []
    notes = dict.fromkeys(note for one in found.diagnoses for note in one.notes)
    return "\n".join([*lines, "", *(f"Note: {note}" for note in notes)] if notes else lines)


def _hypothesis(found: Power, name: str, effect: str) -> Iterator[str]:
    mine = tuple(one for one in found.of(name) if one.effect == effect)
    first = mine[0]
    expected = ", ".join(f"{level} {fixed(value, 2)}" for level, value in first.expected.items())
    d = "" if first.planted_d is None else f", d = {fixed(first.planted_d, 2)}"
    yield f"{name}: {first.measure}, {first.tested_by}"
    planted = f"{_number(first.planted)} {first.planted_unit}{d}"
    if first.alternative == "any" and first.planted is not None:
        from ikea_effect.diagnosis.one_by_one import MANY

        planted = f"in {MANY:,} participants per condition {first.method} finds {planted}, chance included"
    if first.planted is None:
        planted = f"what {first.method} would find is not worked out"
    yield f"  {first.effect}, after cap and grid: {planted}{f' ({expected})' if expected else ''}"
    if first.aims_elsewhere:
        aim = f"{_number(first.target)} {first.target_unit}"
        yield f"  what {first.method} estimates of that: {aim}; bias, coverage and width go by it"
    if first.at_zero:
        zero = ", ".join(f"{level} {fixed(100 * share, 0)}%" for level, share in first.at_zero.items())
        cap = ", ".join(f"{level} {fixed(100 * share, 0)}%" for level, share in first.at_cap.items())
        yield f"  expected at zero: {zero}; at the cap: {cap}"
    yield from _aligned(_rows(mine))
    yield from _without_estimate(mine)
    if verdict := first.verdict:
        yield f"  Last columns: what {verdict.rule} says of the original, over {verdict.studies:,} studies."
    from ikea_effect.report.power_deciders import why_not_computed

    yield from (f"  {said}" for said in why_not_computed(mine))
    if effect == "planted" and (needed := found.needed.get(name)):
        yield f"  {found.goal:.0%} power by noncentral t: {needed} per condition."
    yield from _deciders(mine)
    for one in found.found:
        if (one.hypothesis, one.effect) == (name, effect):
            yield _needed(one)
    studies = "each" if len({one.studies for one in mine}) == 1 else "or fewer each"
    most = max(one.studies for one in mine)
    yield f"  {most:,} studies {studies}, seed {first.seed}; in brackets: {_brackets(mine)}."


def _without_estimate(mine: tuple[Diagnosis, ...]) -> Iterator[str]:
    """In how many studies the model gives nothing, where there are any: what the other numbers are of."""
    some = [one for one in mine if one.not_estimable.value]
    if some:
        shares = ", ".join(
            f"{one.not_estimable.percent} of studies at n = {one.n_per_condition}" for one in some
        )
        yield (
            f"  No estimate in {shares}: they count as not significant, and bias, coverage and width are of "
            "the others."
        )


def _brackets(mine: tuple[Diagnosis, ...]) -> str:
    """What stands in brackets: limits as well, where a share is none or all."""
    from ikea_effect.diagnosis.results import BRACKETS

    shares = [share for one in mine for share in (one.power, one.coverage, one.wrong_sign, *_outcomes(one))]
    return BRACKETS if any(share.value in (0, 1) for share in shares) else "Monte-Carlo standard errors"


def _outcomes(one: Diagnosis) -> Iterator[Simulated]:
    yield from (share for each in one.verdicts for share in each.outcomes.values())


def cost_lines(costs: tuple[Cost, ...], protocol: Protocol) -> list[str]:
    """What studies take, in lines for a person, the first a heading."""
    lines = ["Expected of a study as it will be run, by recruited participants per condition:"]
    several = len({one.effect for one in costs}) > 1
    for one in costs:
        kept = (one.kept.value or 0.0) / one.recruited
        hours = f"{fixed((one.minutes.value or 0.0) / 60, 1, thousands=True)} hours of sessions"
        paid = f"{one.currency} {fixed(one.pay.value or 0.0, 2, thousands=True)} paid out"
        days = f"{fixed(one.desk_days, 1, thousands=True)} days of 8 hours at one desk"
        people = f"{one.recruited} people, of whom {fixed(100 * kept, 1)}% are analyzed"
        which = f" ({one.effect})" if several else ""
        lines.append(f"  {one.n_per_condition}{which}: {people}; {paid}; {hours}, {days}")
        lines += [f"    {line}" for line in _declared_lines(one, protocol)]
        if one.to_recruit is not None and one.to_recruit > one.n_per_condition:
            lines.append(
                f"    for {one.n_per_condition} analyzed per condition recruit about {one.to_recruit}"
            )
    return lines


def _declared_lines(one: Cost, protocol: Protocol) -> Iterator[str]:
    """What the protocol itself says of time, and what its auctions do to what is paid out."""
    if protocol.practical is not None:
        minutes = protocol.practical.minutes * one.recruited
        hours, days = (fixed(minutes / one, 1, thousands=True) for one in (60, 480))
        time = f"{hours} hours, {days} days at one desk"
        yield f"by the {protocol.practical.minutes} minutes that are declared for each: {time}"
    if one.unfilled.value is not None:
        back, what = (
            f"{one.currency} {fixed(one.sold.value or 0.0, 2, thousands=True)}",
            unfilled_words(protocol),
        )
        bids = f"{fixed(one.unfilled.value, 1)} bids lie in a group that does not fill ({what})"
        yield f"winners of auctions pay {back} of it back; {bids}"


def unfilled_words(protocol: Protocol) -> str:
    """What becomes of bids in a group that does not fill, as declared."""
    from ikea_effect.protocol.kinds.steps.bidding import biddings

    said = {"no-sale": "nobody buys there", "settle": "two or more are settled among themselves"}
    declared = (getattr(step.mechanism, "if_unfilled", None) for step in biddings(protocol.timeline))
    return ", or ".join(said[rule] for rule in sorted({rule for rule in declared if rule}))


def _needed(one: Needed) -> str:
    if one.n is None:
        return f"  {one.goal:.0%} power: no n was found; {one.problem}."
    limits = f"95% limits {one.low} to {one.high}"
    how = f"{limits}, {one.studies:,} studies at each n"
    return f"  {one.goal:.0%} power by simulation: {one.n} per condition ({how})."


def _deciders(mine: tuple[Diagnosis, ...]) -> Iterator[str]:
    """How often each criterion is met at each n, where several judged; and which accepts a true zero."""
    from ikea_effect.report.power_deciders import zero_warnings

    rules = [chances.rule for chances in mine[0].verdicts]
    if len(rules) > 1:
        yield "  The original is called replicated by:"
        head = ["n per condition", *rules]
        rows = [
            [str(one.n_per_condition), *(_share(each.outcomes["met"]) for each in one.verdicts)]
            for one in mine
        ]
        yield from _aligned([head, *rows])
    yield from (f"  {said}" for said in zero_warnings(mine))


def _rows(mine: tuple[Diagnosis, ...]) -> list[list[str]]:
    """A head, and a line per sample size; outcomes that never occur have no column."""
    head = ["n per condition", "power", "bias", "coverage", "width", "exaggeration", "wrong sign"]
    outcomes = list(mine[0].verdict.outcomes) if mine[0].verdict else []
    shown = [outcome for outcome in outcomes if any(_chance(one, outcome) for one in mine)]
    rows = [
        [str(one.n_per_condition), *_cells(one), *(_share(_outcome(one, outcome)) for outcome in shown)]
        for one in mine
    ]
    return [[*head, *shown], *rows]


def _cells(one: Diagnosis) -> list[str]:
    bias = "-" if one.bias.value is None else f"{one.bias.value:+.3f}"
    times = "-" if one.exaggeration.value is None else f"{fixed(one.exaggeration.value, 2)}x"
    width = _number(one.width.value)
    return [_share(one.power), bias, _share(one.coverage), width, times, _share(one.wrong_sign)]


def _share(found: Simulated | None) -> str:
    return "-" if found is None else found.percent


def _outcome(one: Diagnosis, name: str) -> Simulated | None:
    return one.verdict.outcomes.get(name) if one.verdict else None


def _chance(one: Diagnosis, name: str) -> float:
    found = _outcome(one, name)
    return 0.0 if found is None or found.value is None else found.value


def _number(value: float | None) -> str:
    return "-" if value is None else fixed(value, 3)


def _aligned(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))


def plot_power(found: Power, path: Path) -> None:
    """Writes the power curves, as PNG where the file is named so, else as SVG with an alternative text.

    Raises: StationError if it cannot.
    """
    from ikea_effect.report.figures.power import ANALYZED, RECRUITED, Curve, power_curves, power_png
    from ikea_effect.report.figures.standalone import standalone
    from ikea_effect.report.sections.naming import claim_of

    curves = []
    for name, effect in dict.fromkeys((one.hypothesis, one.effect) for one in found.diagnoses):
        mine = tuple(one for one in found.of(name) if one.effect == effect)
        power = tuple(one.power.value or 0.0 for one in mine)
        limits = tuple(one.power.limits or (0.0, 0.0) for one in mine)
        label = claim_of(found.protocol, name) + ("" if effect == "planted" else f" ({effect})")
        curves.append(Curve(label, tuple(one.n_per_condition for one in mine), power, limits))
    planned = found.protocol.planned_per_condition
    counted = RECRUITED if found.costs else ANALYZED
    if path.suffix.lower() == ".png":
        drawn = power_png(curves, planned, counted, found.goal)
    else:
        drawn = standalone(power_curves("power", curves, planned, counted, found.goal))
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, drawn)


def write_page(found: Sequence[Power], path: Path) -> None:
    """Writes the diagnoses as one self-contained page. Raises: StationError if it cannot."""
    from ikea_effect.report.power_page import StudyPart, studies_page

    parts = [StudyPart(*_part(one, several=len(found) > 1)) for one in found]
    first = found[0]
    if len(found) == 1:
        title, about = f"{first.protocol.id}: before data", f"Simulated participants. {_planned(first)}"
    else:
        title, about = f"{len(found)} studies: before data", "Simulated participants."
    html = studies_page(title, about, parts, first.goal)
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, html.encode())


def _part(found: Power, *, several: bool) -> tuple[Any, ...]:
    """What the page tells of one study: named where there are several."""
    from ikea_effect.report.sections.naming import claim_of

    protocol = found.protocol
    claims = {one.id: claim_of(protocol, one.id) for one in protocol.hypotheses}
    costs = cost_lines(found.costs, protocol)[1:]
    name, about = (protocol.id, _planned(found)) if several else ("", "")
    return name, claims, found.diagnoses, costs, found.plans, about, found.left_out


def _planned(found: Power) -> str:
    return f"Planned are {found.protocol.planned_per_condition} analyzed per condition."
