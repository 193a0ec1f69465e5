"""For whom an effect holds and by which way it comes: moderation as a picture, mediation as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ikea_effect.analysis.support import unit as unit_of
from ikea_effect.language import anew, phrase, say
from ikea_effect.protocol.expressions import parse_contrast
from ikea_effect.protocol.models import Protocol
from ikea_effect.report.cards import Block, Card, Column, Prose, Row, Table
from ikea_effect.report.figures.effects import Effect, effects
from ikea_effect.report.figures.slopes import Slopes, slopes
from ikea_effect.report.figures.spread import Values
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import People
from ikea_effect.report.sections.estimates import statistic
from ikea_effect.report.sections.naming import (
    claim_of,
    compares_roles,
    level_label,
    measure_label,
    variable_label,
)
from ikea_effect.report.wording import (
    MINUS,
    amount,
    finite,
    is_currency_code,
    joined,
    number,
    p_value,
    spoken,
)

CAVEAT = phrase(
    "**Read with care.** Conditions were assigned, the mediator was measured. An indirect effect is causal "
    "only if nothing else moves mediator and outcome together, and if the outcome does not move the "
    "mediator; these data cannot show that."
)
ROLES_CAVEAT = phrase(
    "**Read with care.** Roles were not drawn, and the mediator was measured. An indirect effect is causal "
    "only if those who came in one role are like those who came in the other, if nothing else moves mediator "
    "and outcome together, and if the outcome does not move the mediator; these data cannot show that."
)
Found = Mapping[str, Any]


def mechanism_card(material: ReportMaterial, everyone: People) -> Card | None:
    """Every moderation and mediation of the analysis; None where there is none."""
    blocks: list[Block] = []
    for place, found in enumerate(material.estimates):
        details = found.get("details") or {}
        if "johnson_neyman" in details:
            moderator = spoken(str(found.get("term", "")).rpartition(" x ")[2])
            blocks.append(_heading(material, found, say("over {moderator}", moderator=moderator)))
            blocks += _moderation(material, everyone, found, place)
        elif "effects_by_level" in details:
            moderator = measure_label(material.protocol, _moderator_of(found))
            blocks.append(_heading(material, found, say("by {moderator}", moderator=moderator)))
            blocks += _by_level(material, found, place)
        elif "paths" in details and "effects" in details:
            mediators = joined(dict.fromkeys(_mediators(material.protocol, found)))
            blocks += [
                _heading(material, found, say("by way of {mediators}", mediators=mediators)),
                *_mediation(material, found),
            ]
    return Card("mechanism", say("For whom, and by which way?"), tuple(blocks)) if blocks else None


def _heading(material: ReportMaterial, found: Found, way: str) -> Prose:
    roles = {"without-exclusions": say(" (without exclusions)"), "robustness": say(" (robustness check)")}
    role = roles.get(str(found.get("role")), "")
    return Prose(f"{claim_of(material.protocol, str(found['hypothesis']))}: {way}{role}", "heading")


# --- moderation -------------------------------------------------------------------------------------------


def _moderation(material: ReportMaterial, everyone: People, found: Found, place: int) -> Iterator[Block]:
    """The picture of the simple slopes, and their table."""
    drawn, details = found["details"]["johnson_neyman"], found["details"]
    contrast, _, moderator = str(found.get("term", "")).rpartition(" x ")
    unit = str(found.get("unit", "")).partition(" per unit of ")[0]
    measure = measure_label(material.protocol, str(found.get("measure")))
    effect = f"{measure}: {_difference(material.protocol, contrast.strip('()'))}"
    band = np.asarray(drawn.get("band") or [], dtype=float)
    if band.ndim == 2 and band.shape[1] == 4 and np.isfinite(band).all() and band[-1, 0] > band[0, 0]:
        shown = Slopes(
            effect,
            spoken(moderator),
            band,
            tuple((float(low), float(high)) for low, high in drawn.get("regions") or ()),
            tuple(map(float, drawn.get("bounds") or ())),
            _column(everyone, moderator),
        )
        yield slopes(f"slopes-{place}", shown, lambda value: amount(value, unit))
    rows = tuple(_slope(row, unit) for row in details.get("simple_slopes") or ())
    titles = (say("Effect"), say("95% interval"), say("Test"), "p")
    columns = (
        Column(say("At {moderator}", moderator=spoken(moderator)), "text"),
        Column(say("Value")),
        *map(Column, titles),
    )
    yield Table(
        say("Simple slopes: {effect}", effect=effect), columns, rows, (say("p values are two-sided."),)
    )


def _moderator_of(found: Found) -> str:
    """The column that moderates, as the method names it."""
    return str(found.get("method")).removeprefix("moderation by ").partition(",")[0]


def _by_level(material: ReportMaterial, found: Found, place: int) -> Iterator[Block]:
    """The effect at each level of a moderator, as a picture and a table."""
    protocol, measure = material.protocol, str(found.get("measure"))
    unit, moderator = unit_of(protocol, measure), _moderator_of(found)
    title = say(
        "Effect on {measure} by {moderator}",
        measure=measure_label(protocol, measure),
        moderator=measure_label(protocol, moderator),
    )
    rows, drawn = [], []
    for row in found["details"]["effects_by_level"]:
        key = f"{moderator}={row['level']}" if moderator in protocol.factors else str(row["level"])
        label = level_label(protocol, key) if moderator in protocol.factors else spoken(str(row["level"]))
        low, high = row["ci"]
        drawn.append(Effect(label, float(row["estimate"]), float(low), float(high)))
        test = statistic({"name": "t", "value": row.get("t"), "df": row.get("df")})
        limits = say("{low} to {high}", low=amount(low, unit), high=amount(high, unit))
        rows.append(
            Row(
                (
                    label,
                    amount(row["estimate"], unit),
                    limits,
                    test,
                    p_value(row["p"]),
                    p_value(row["p_holm"]),
                )
            )
        )
    yield effects(f"levels-{place}", title, drawn, lambda value: amount(value, unit))
    titles = (say("Effect"), say("95% interval"), say("Test"), "p", say("p (Holm)"))
    yield Table(
        title,
        (Column(say("Level"), "text"), *map(Column, titles)),
        tuple(rows),
        (say("p values are two-sided."),),
    )


def _slope(row: Found, unit: str) -> Row:
    limits = say(" to ").join(amount(limit, unit) for limit in row["ci"])
    test = statistic({"name": "t", "value": row.get("t"), "df": row.get("df")})
    term = anew(str(row["term"])).replace(" - ", f" {MINUS} ")
    return Row((term, number(row["at"]), amount(row["estimate"], unit), limits, test, p_value(row["p"])))


def _difference(protocol: Protocol, contrast: str) -> str:
    """ "Builders − Non-builders" of "build - prebuilt"."""
    try:
        weights = parse_contrast(contrast)
    except Exception:  # an analysis from elsewhere may word its term as it likes
        return contrast
    high, low = ([level for level, weight in weights.items() if weight == sign] for sign in (1, -1))
    if len(high) != 1 or len(low) != 1:
        return contrast
    return f"{level_label(protocol, high[0])} − {level_label(protocol, low[0])}"


def _column(everyone: People, name: str) -> Values:
    import pandas as pd

    if name not in everyone.kept.columns:
        return np.empty(0)
    found = pd.to_numeric(everyone.kept[name], errors="coerce").astype(float).dropna()
    return np.asarray(found, dtype=np.float64)


# --- mediation --------------------------------------------------------------------------------------------


def _mediation(material: ReportMaterial, found: Found) -> Iterator[Block]:
    """Indirect, direct and total effects, every path, and the caveat."""
    unit = str(found.get("unit"))
    scale = say(", in {unit}", unit=spoken(unit)) if is_currency_code(unit) or unit == "points" else ""
    columns = (
        Column(say("Effect"), "text"),
        Column(say("Estimate")),
        Column(say("SE")),
        Column(say("95% interval")),
    )
    rows = tuple(
        Row(
            (
                _effect(str(row["effect"])),
                number(row["estimate"], 3),
                number(row["se"], 3),
                _limits(row["ci"]),
            ),
            not place,
        )
        for place, row in enumerate(found["details"]["effects"])
    )
    note = say("Intervals: {method}.", method=anew(str(found.get("method")).partition("), ")[2]))
    outcome = measure_label(material.protocol, str(found["measure"]))
    yield Table(
        say("Indirect, direct and total effect on {outcome}{scale}", outcome=outcome, scale=scale),
        columns,
        rows,
        (note,),
    )
    yield _paths(material.protocol, found)
    yield Prose(say(ROLES_CAVEAT if compares_roles(material.protocol, str(found["hypothesis"])) else CAVEAT))


def _mediators(protocol: Protocol, found: Found) -> list[str]:
    """What is both explained and explains, in words."""
    outcomes = [str(row["outcome"]) for row in found["details"]["paths"]]
    return [measure_label(protocol, name) for name in outcomes if name != found.get("measure")]


def _effect(name: str) -> str:
    said = anew(name)
    return spoken(said).capitalize() if name.islower() else spoken(said)


def _limits(limits: Any) -> str:
    low, high = limits or (None, None)
    return (
        "–"
        if finite(low) is None or finite(high) is None
        else say("{low} to {high}", low=number(low, 3), high=number(high, 3))
    )


def _paths(protocol: Protocol, found: Found) -> Table:
    titles = (say("Estimate"), say("SE"), say("95% interval"), say("Test"), "p")
    columns = (Column(say("To"), "text"), Column(say("From"), "text"), *map(Column, titles))
    rows, before = [], None
    for row in found["details"]["paths"]:
        outcome = str(row["outcome"])
        test = statistic({"name": "t", "value": row.get("t"), "df": row.get("df")})
        said = "" if outcome == before else measure_label(protocol, outcome)
        numbers = (
            number(row["estimate"], 3),
            number(row["se"], 3),
            _limits(row.get("ci")),
            test,
            p_value(row.get("p")),
        )
        rows.append(Row((said, variable_label(protocol, str(row["term"])), *numbers)))
        before = outcome
    note = say("Each outcome is one regression on all that is named beside it; classic standard errors.")
    return Table(say("Paths"), columns, tuple(rows), (note,))
