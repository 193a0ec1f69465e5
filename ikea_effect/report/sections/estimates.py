"""What was estimated: primary results, the same without exclusions, and the declared checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ikea_effect.report.cards import Block, Card, Column, Prose, Row, Table
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.sections.naming import cells_in_order, claim_of, level_label, measure_label
from ikea_effect.report.wording import amount, count, finite, number, p_value, sentence, span, spoken

EFFECTS = {"hedges_g": "Hedges’ g", "cohens_d": "Cohen’s d", "partial_eta_squared": "partial η²"}
Found = Mapping[str, Any]


def estimates_card(material: ReportMaterial) -> Card:
    """The primary estimate of every hypothesis."""
    primary = [found for found in material.estimates if found.get("role") == "primary"]
    if not primary:
        return Card("estimates", "Estimates", (Prose("The analysis holds no estimate."),))
    blocks: list[Block] = [_results(material, primary, "Primary estimates"), _cells(material, primary)]
    blocks += [Prose(_problem(material, found), "warning") for found in primary if found.get("problem")]
    blocks.append(_methods(material, primary))
    blocks += [Prose(sentence(note), "note") for note in _notes(primary)]
    return Card("estimates", "Estimates", tuple(blocks))


def robustness_card(material: ReportMaterial) -> Card:
    """Whether the result depends on exclusions or on the choice of model."""
    without = [found for found in material.estimates if found.get("role") == "without-exclusions"]
    others = [found for found in material.estimates if found.get("role") == "robustness"]
    primary = [found for found in material.estimates if found.get("role") == "primary"]
    blocks: list[Block] = []
    if without:
        both = [
            found
            for hypothesis in _ids(without)
            for found in primary + without
            if found["hypothesis"] == hypothesis
        ]
        blocks.append(_results(material, both, "With and without exclusions", with_role=True))
    else:
        blocks.append(
            Prose("No estimate without exclusions was made: no rule dropped anyone, or none asks for both.")
        )
    if others:
        blocks.append(_results(material, others, "Robustness checks", with_role=True))
        blocks += [Prose(_problem(material, found), "note") for found in others if found.get("problem")]
    else:
        blocks.append(Prose("The protocol declares no further robustness check."))
    return Card("robustness", "Does it depend on our choices?", tuple(blocks))


def _ids(found: Iterable[Found]) -> list[str]:
    return list(dict.fromkeys(str(estimate["hypothesis"]) for estimate in found))


def _results(
    material: ReportMaterial, found: Iterable[Found], caption: str, with_role: bool = False
) -> Table:
    columns = [Column("Hypothesis", "text"), *([Column("Analysis", "text")] if with_role else [])]
    columns += [Column(t) for t in ("Difference", "95% interval", "Test", "p", "Effect size", "95% interval")]
    rows = tuple(
        Row(_result(material, estimate, with_role), _marked(estimate, with_role)) for estimate in found
    )
    return Table(caption, tuple(columns), rows, _p_note(found))


def _marked(estimate: Found, with_role: bool) -> bool:
    return with_role and estimate.get("role") == "primary"


def _result(material: ReportMaterial, estimate: Found, with_role: bool) -> tuple[str, ...]:
    unit = str(estimate.get("unit"))
    claim = claim_of(material.protocol, str(estimate["hypothesis"]))
    role = {"primary": "as declared", "without-exclusions": "without exclusions"}.get(
        str(estimate.get("role")), str(estimate.get("method") or "")
    )
    first = (claim, role) if with_role else (claim,)
    if finite(estimate.get("estimate")) is None:
        return (*first, "cannot be computed", "–", "–", "–", "–", "–")
    size = estimate.get("effect_size") or {}
    return (
        *first,
        amount(estimate["estimate"], unit),
        span(estimate.get("ci"), unit),
        statistic(estimate.get("statistic")),
        p_value(estimate.get("p")),
        f"{EFFECTS.get(str(size.get('name')), spoken(str(size.get('name'))))} {number(size.get('value'))}"
        if size
        else "–",
        span(size.get("ci"), "points") if size else "–",
    )


def statistic(found: Found | None) -> str:
    """ "t(182.4) = 4.13", or a dash."""
    if not found or finite(found.get("value")) is None:
        return "–"
    df = found.get("df")
    parts = df if isinstance(df, list | tuple) else [df] if df is not None else []
    inside = ", ".join(f"{float(part):.1f}".removesuffix(".0") for part in parts)
    return f"{found.get('name')}{f'({inside})' if inside else ''} = {number(found['value'])}"


def _p_note(found: Iterable[Found]) -> tuple[str, ...]:
    sides = {str(estimate.get("alternative") or "two-sided") for estimate in found}
    if sides == {"two-sided"}:
        return ("p values are two-sided; intervals are two-sided 95% intervals.",)
    return (
        "p values follow the declared alternative of each hypothesis; intervals are two-sided 95% intervals.",
    )


def _cells(material: ReportMaterial, found: Iterable[Found]) -> Table:
    columns = (
        Column("Measure", "text"),
        Column("Condition", "text"),
        Column("n"),
        Column("Mean"),
        Column("SD"),
    )
    rows = [
        Row(
            (
                measure_label(material.protocol, str(estimate.get("measure"))),
                level_label(material.protocol, key),
                count((estimate.get("n") or {}).get(key)),
                amount((estimate.get("mean") or {}).get(key), str(estimate.get("unit"))),
                number((estimate.get("sd") or {}).get(key)),
            )
        )
        for estimate in found
        for key in cells_in_order(material.protocol, estimate.get("n") or {}, str(estimate.get("term", "")))
    ]
    return Table("Cells behind the estimates", columns, tuple(rows))


def _methods(material: ReportMaterial, found: Iterable[Found]) -> Table:
    rows = tuple(
        Row(
            (
                claim_of(material.protocol, str(estimate["hypothesis"])),
                str(estimate.get("method") or ""),
                f"`{estimate.get('formula')}`" if estimate.get("formula") else "–",
                str(estimate.get("library") or ""),
            )
        )
        for estimate in found
    )
    columns = tuple(Column(title, "text") for title in ("Hypothesis", "Method", "Formula", "Fitted by"))
    return Table("How they were estimated", columns, rows)


def _problem(material: ReportMaterial, estimate: Found) -> str:
    claim = claim_of(material.protocol, str(estimate["hypothesis"]))
    return f"**{claim}:** {sentence(str(estimate['problem']))}"


def _notes(found: Iterable[Found]) -> list[str]:
    return list(dict.fromkeys(str(note) for estimate in found for note in estimate.get("notes") or ()))
