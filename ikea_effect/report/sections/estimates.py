"""What was estimated: primary results, the same without exclusions, and the declared checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ikea_effect.analysis.results import DRAWN, EXACT
from ikea_effect.analysis.support import unit as unit_of
from ikea_effect.language import anew, in_a_row, phrase, say, written
from ikea_effect.language import name as name_of
from ikea_effect.report.cards import Block, Card, Column, Criterion, Panel, Prose, Row, Table
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import People
from ikea_effect.report.sections.answers import answer
from ikea_effect.report.sections.money import held_note
from ikea_effect.report.sections.naming import (
    cells_in_order,
    claim,
    claim_of,
    compares_roles,
    kept_label,
    level_label,
    measure_label,
    measure_of,
    sides_named,
    variable_label,
)
from ikea_effect.report.wording import (
    MINUS,
    amount,
    count,
    effect_unit,
    finite,
    formula_said,
    in_words,
    joined,
    n_counted,
    number,
    p_value,
    sentence,
    span,
    spelled,
    spoken,
    spread,
    true_minus,
    unrounded,
)
from ikea_effect.rounding import fixed

EFFECTS = {
    "hedges_g": "Hedges’\u00a0g",
    "cohens_d": "Cohen’s\u00a0d",
    "hedges_gz": "Hedges’ g (paired)",
    "cramers_v": "Cramér’s\u00a0V",
}
MOST_DETAILS = 30  # lines per estimate
SHOWN = {
    "johnson_neyman", "simple_slopes", "effects", "paths", "specifications", "share_of_spread", "curves",
    "survival", "coefficients", "effects_by_level", "line", "table",
}  # fmt: skip
"""Details that have a picture or a table of their own."""
PER_UNIT = " per unit of "
"""What stands in the unit of a slope, between what changes and what it changes with."""
Found = Mapping[str, Any]


NOT_DRAWN = phrase(
    "Roles were not drawn: what differs between them may come from the role, or from who came in it and when."
)


def estimates_card(material: ReportMaterial, everyone: People) -> Card:
    """The primary estimate of every hypothesis."""
    primary = [found for found in material.estimates if found.get("role") == "primary"]
    if not primary:
        return Card("estimates", say("Estimates"), (Prose(say("The analysis holds no estimate.")),))
    blocks: list[Block] = [results(material, primary, say("Estimates as declared")), *_in_words(material)]
    blocks += [Prose(problem(material, found), "warning") for found in primary if found.get("problem")]
    blocks += [*_claims(material), _cells(material, primary)]
    blocks.append(_methods(material, primary))
    blocks += details_tables(material, primary)
    measures = dict.fromkeys(str(found.get("measure")) for found in primary)
    held = [held_note(material.protocol, everyone, name) for name in measures]
    blocks += [Prose(note, "note") for note in held if note]
    blocks += [Prose(sentence(note), "note") for note in _notes(primary)]
    if any(compares_roles(material.protocol, str(found["hypothesis"])) for found in primary):
        blocks.append(Prose(say(NOT_DRAWN), "note"))
    return Card("estimates", say("Estimates"), tuple(blocks))


def _in_words(material: ReportMaterial) -> Iterator[Block]:
    """The answer to every hypothesis that has an estimate, in sentences."""
    for hypothesis in material.protocol.hypotheses:
        if finite((material.primary(hypothesis.id) or {}).get("estimate")) is not None:
            words = " ".join(answer(material, hypothesis))
            yield Prose(f"**{claim(material.protocol, hypothesis).rstrip('.')}.** {words}")


def _claims(material: ReportMaterial) -> list[Block]:
    """The claims that are made of several hypotheses, each with its outcome."""
    verdicts = {str(one["hypothesis"]): one for one in material.verdicts if one.get("rule") == "claim"}
    found = tuple(
        Criterion(one.claim, verdicts[one.id]["outcome"], sentence(true_minus(verdicts[one.id]["sentence"])))
        for one in material.protocol.claims
        if one.id in verdicts
    )
    return [Panel(say("Claims made of several tests"), found)] if found else []


def results(material: ReportMaterial, found: Sequence[Found], caption: str, with_role: bool = False) -> Table:
    """Estimates below each other: number, interval, test, p and effect size.

    Beside a role there is no room for the interval of the effect size.
    """
    names = dict.fromkeys(filter(None, map(effect_name, found)))
    effect = next(iter(names)) if len(names) == 1 else say("Effect size")
    columns = [Column(say("Hypothesis"), "text"), *([Column(say("Analysis"), "text")] if with_role else [])]
    titles = (say("Estimate"), say("95% interval"), say("Test"), "p", effect, say("95% interval"))
    shown = len(titles) - with_role
    columns += map(Column, titles[:shown])
    rows, before = [], None
    for one in found:
        hypothesis = str(one["hypothesis"])
        said = "" if hypothesis == before else claim_of(material.protocol, hypothesis)
        first = (said, *([role(one)] if with_role else []))
        marked = with_role and one.get("role") == "primary"
        rows.append(Row((*first, *numbers(one, name_effect=len(names) > 1)[:shown]), marked))
        before = hypothesis
    return Table(caption, tuple(columns), tuple(rows), p_note(found))


def effect_name(estimate: Found) -> str:
    """What the effect size is called."""
    name = str((estimate.get("effect_size") or {}).get("name") or "")
    per_unit = say(" per unit") if PER_UNIT in str(estimate.get("unit")) else ""
    return EFFECTS.get(name, spoken(name)) + per_unit if name else ""


def role(estimate: Found) -> str:
    """Which analysis it is, in a few words."""
    named = {"primary": say("as declared"), "without-exclusions": say("without exclusions")}
    return named.get(str(estimate.get("role")), anew(str(estimate.get("method") or "")))


def numbers(estimate: Found, name_effect: bool) -> tuple[str, ...]:
    """Estimate, interval, test, p and effect size as printed."""
    if finite(estimate.get("estimate")) is None:
        return (say("cannot be computed"), *["–"] * 5)
    unit, size = effect_unit(estimate), estimate.get("effect_size") or {}
    effect = f"{effect_name(estimate) if name_effect else ''} {number(size.get('value'))}".strip()
    return (
        amount(estimate["estimate"], unit),
        _limits(estimate, unit),
        statistic(estimate.get("statistic")),
        "–" if estimate.get("p") is None else p_value(estimate["p"]),
        effect if size else "–",
        _limits(size, "points"),
    )


def _limits(found: Found, unit: str) -> str:
    """The interval, with its level where that is not the column's 95%."""
    if not found.get("ci"):
        return "–"
    level = found.get("level", 0.95)
    return span(found["ci"], unit) + ("" if level == 0.95 else f" ({level:.0%})")


def statistic(found: Found | None) -> str:
    """ "t(182.4) = 4.13", or a dash."""
    if not found or finite(found.get("value")) is None:
        return "–"
    df = found.get("df")
    parts = df if isinstance(df, list | tuple) else [df] if df is not None else []
    inside = in_a_row(fixed(float(part), 1).removesuffix(written(".0")) for part in parts)
    return f"{found.get('name')}{f'({inside})' if inside else ''} = {number(found['value'])}"


def p_note(found: Iterable[Found]) -> tuple[str, ...]:
    """Whose side the p values are on."""
    estimates = [estimate for estimate in found if finite(estimate.get("estimate")) is not None]
    sides = {str(estimate.get("alternative") or "two-sided") for estimate in estimates}
    narrower = any(estimate.get("level", 0.95) != 0.95 for estimate in estimates if estimate.get("ci"))
    other = say(", or 90% where it says so") if narrower else ""
    points = say(" pp: percentage points.") if any(effect_unit(one) == "pp" for one in estimates) else ""
    weaker = say(" A test of equivalence has the p of its weaker side.") if "equivalence" in sides else ""
    methods = " ".join(str(estimate.get("method")) for estimate in estimates)
    if EXACT in methods:
        weaker += say(" Where a cell expects fewer than 5, p is that of Fisher's exact test, not of chi2.")
    if DRAWN in methods:
        weaker += say(
            " Where a cell expects fewer than 5 in a table larger than two by two, p is that of Fisher's "
            "test over drawn tables, not of chi2."
        )
    return (
        say(
            "p values {whose}; intervals are two-sided 95% intervals{other}.{weaker}{points}",
            whose=sides_named(sides),
            other=other,
            weaker=weaker,
            points=points,
        ),
    )


def _cells(material: ReportMaterial, found: Iterable[Found]) -> Table:
    titles = (
        Column(say("Measure"), "text"),
        Column(say("Condition"), "text"),
        *map(Column, ("n", say("Mean"), say("SD"))),
    )
    estimates = [one for one in found if one.get("mean")]
    cells = [(one, _cell(material, one, key)) for one in estimates for key in _keys(material, one)]
    exact = joined(dict.fromkeys(filter(None, (_exactly(material, one) for one in estimates))))
    note = say("Each number is rounded by itself. Before rounding: {exact}.", exact=exact) if exact else ""
    rows = tuple(_told_apart(material, cells))
    return Table(say("Cells behind the estimates"), titles, rows, (note,) if note else ())


def _told_apart(material: ReportMaterial, cells: Sequence[tuple[Found, Row]]) -> Iterator[Row]:
    """Each row once; where models see a cell otherwise (all their values, pairs, bounds), with its model."""
    seen: dict[tuple[str, ...], dict[Row, Found]] = {}
    for estimate, row in cells:
        seen.setdefault(tuple(map(str, row.cells[:2])), {}).setdefault(row, estimate)
    for rows in seen.values():
        for row, estimate in rows.items():
            yield row if len(rows) == 1 else _of_its_model(material, row, estimate)


def _of_its_model(material: ReportMaterial, row: Row, estimate: Found) -> Row:
    asked = [one for one in material.protocol.hypotheses if one.id == estimate["hypothesis"]]
    model = asked[0].model if asked else None
    mediators = [measure_label(material.protocol, name) for name in getattr(model, "mediators", ())]
    named = ", ".join(filter(None, (spoken(str(getattr(model, "kind", ""))), *mediators)))
    return replace(row, cells=(row.cells[0], f"{row.cells[1]} ({named})", *row.cells[2:]))


def _exactly(material: ReportMaterial, estimate: Found) -> str:
    """The difference with more decimals, where the printed means do not give the printed one; else ""."""
    means, pair = estimate.get("mean") or {}, str(estimate.get("term") or "").split(" - ")
    whole, *both = (finite(value) for value in (estimate.get("estimate"), *map(means.get, pair)))
    if whole is None or len(both) != 2 or None in both:
        return ""
    high, low = (value or 0.0 for value in both)
    exact = unrounded(high, low, whole, effect_unit(estimate))
    what = measure_label(material.protocol, str(estimate.get("measure")))
    compared = f" {MINUS} ".join(level_label(material.protocol, one) for one in pair)
    return f"{spelled(exact)} ({what}: {compared})" if exact else ""


def _keys(material: ReportMaterial, estimate: Found) -> list[str]:
    return cells_in_order(material.protocol, estimate.get("n") or {}, str(estimate.get("term", "")))


def _cell(material: ReportMaterial, estimate: Found, key: str) -> Row:
    measure = measure_of(material.protocol, str(estimate["hypothesis"]), key)
    unit = unit_of(material.protocol, measure)
    sd = (estimate.get("sd") or {}).get(key)
    of = (kept_label(material.protocol, str(estimate["hypothesis"])), level_label(material.protocol, key))
    return Row(
        (
            measure_label(material.protocol, measure),
            " · ".join(filter(None, of)),
            n_counted((estimate.get("n") or {}).get(key), estimate.get("n_of")),
            amount((estimate.get("mean") or {}).get(key), unit),
            "–" if sd is None else spread(sd, unit),
        )
    )


def _methods(material: ReportMaterial, found: Iterable[Found]) -> Table:
    rows = tuple(
        Row(
            (
                claim_of(material.protocol, str(estimate["hypothesis"])),
                anew(str(estimate.get("method") or "")),
                formula_said(str(estimate["formula"])) if estimate.get("formula") else "–",
                anew(str(estimate.get("library") or "")),
            )
        )
        for estimate in found
    )
    columns = tuple(
        Column(title, "text")
        for title in (say("Hypothesis"), say("Method"), say("Formula"), say("Fitted by"))
    )
    return Table(say("How they were estimated"), columns, rows)


def problem(material: ReportMaterial, estimate: Found) -> str:
    """Why there is no estimate, with the claim it is about."""
    claim = claim_of(material.protocol, str(estimate["hypothesis"]))
    return f"**{claim}:** {sentence(str(estimate['problem']))}"


def _notes(found: Iterable[Found]) -> list[str]:
    return list(dict.fromkeys(str(note) for estimate in found for note in estimate.get("notes") or ()))


def details_tables(material: ReportMaterial, found: Iterable[Found]) -> list[Block]:
    """What models yield beside their first number: coefficients, then all other details; none if nothing."""
    estimates = list(found)
    tables: list[Block] = [
        _coefficients(material, estimate)
        for estimate in estimates
        if (estimate.get("details") or {}).get("coefficients")
    ]
    rows, before = [], ("", "")
    for estimate in estimates:
        for name, value in list(printed_details(_others(estimate)))[:MOST_DETAILS]:
            first = (claim_of(material.protocol, str(estimate["hypothesis"])), role(estimate))
            said = [new if new != old else "" for new, old in zip(first, before, strict=True)]
            rows.append(Row((*said, name, value)))
            before = first
    titles = (
        *(Column(title, "text") for title in (say("Hypothesis"), say("Analysis"), say("What"))),
        Column(say("Value")),
    )
    return (
        [*tables, Table(say("What the models say beside their estimate"), titles, tuple(rows))]
        if rows
        else tables
    )


def _coefficients(material: ReportMaterial, estimate: Found) -> Table:
    """Every coefficient of one model with its test."""
    rows = []
    for row in estimate["details"]["coefficients"]:
        name = "t" if row.get("t") is not None else "z"
        test = statistic({"name": name, "value": row.get(name), "df": row.get("df")})
        limits = say(" to ").join(number(limit, 3) for limit in row.get("ci") or ())
        numbers = (number(row.get("estimate"), 3), number(row.get("se"), 3), limits or "–", test)
        label = variable_label(material.protocol, str(row["term"]))
        rows.append(Row((label, *numbers, p_value(row.get("p")))))
    columns = (
        Column(say("Term"), "text"),
        *map(Column, (say("Coefficient"), say("SE"), say("95% interval"), say("Test"), "p")),
    )
    claim = claim_of(material.protocol, str(estimate["hypothesis"]))
    return Table(
        say("Coefficients: {claim}, {method}", claim=claim, method=anew(str(estimate.get("method")))),
        columns,
        tuple(rows),
        _two_tests(estimate),
    )


def _two_tests(estimate: Found) -> tuple[str, ...]:
    """Why coefficients have another test than the estimate that is made of them."""
    whole, rows = estimate.get("statistic") or {}, estimate["details"]["coefficients"]
    if whole.get("name") != "t" or not any(row.get("z") is not None for row in rows):
        return ()
    return (
        say(
            "Coefficients are log odds, whose z keeps its level with few people; the estimate is a change in "
            "chances, which needs a t for that."
        ),
    )


def _others(estimate: Found) -> dict[str, Any]:
    """The details that nothing else in the report shows."""
    return {name: value for name, value in (estimate.get("details") or {}).items() if name not in SHOWN}


def printed_details(details: Found, before: str = "") -> Iterator[tuple[str, str]]:
    """Every number and word of nested details with its name; long lists are counted."""
    for key, value in details.items():
        name = f"{before}{spoken(str(key))}"
        if isinstance(value, Mapping):
            yield from printed_details(value, f"{name}, ")
        elif isinstance(value, list | tuple):
            yield name, _listed(value)
        elif isinstance(value, bool):
            yield name, say("yes") if value else say("no")
        elif value is not None and _is_p(str(key)):
            yield name, p_value(value)
        elif value is not None:
            yield name, count(value) if isinstance(value, int) else _plain(value)


def _is_p(key: str) -> bool:
    """Whether a detail is a p: "p", "p_lower", "fisher_p"."""
    return key == "p" or key.startswith("p_") or key.endswith("_p")


def _listed(values: Sequence[Any]) -> str:
    if len(values) == 2 and all(finite(value) is not None for value in values):
        return say(" to ").join(map(_plain, values))
    simple = len(values) <= 8 and not any(isinstance(one, Mapping | list | tuple) for one in values)
    return in_a_row(map(_plain, values)) if simple else say("{values} values", values=len(values))


def _plain(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return in_words(value)
    return number(value, 3) if finite(value) is not None else name_of(str(value))
