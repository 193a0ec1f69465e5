"""What was estimated: primary results, the same without exclusions, and the declared checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ikea_effect.report.cards import Block, Card, Column, Prose, Row, Table
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.sections.naming import cells_in_order, claim_of, level_label, measure_label
from ikea_effect.report.wording import amount, count, finite, number, p_value, sentence, span, spoken, spread

EFFECTS = {"hedges_g": "Hedges’\u00a0g", "cohens_d": "Cohen’s\u00a0d", "hedges_gz": "Hedges’ g (paired)"}
MOST_DETAILS = 30  # lines per estimate
Found = Mapping[str, Any]


def estimates_card(material: ReportMaterial) -> Card:
    """The primary estimate of every hypothesis."""
    primary = [found for found in material.estimates if found.get("role") == "primary"]
    if not primary:
        return Card("estimates", "Estimates", (Prose("The analysis holds no estimate."),))
    blocks: list[Block] = [_results(material, primary, "Primary estimates"), _cells(material, primary)]
    blocks += [Prose(_problem(material, found), "warning") for found in primary if found.get("problem")]
    blocks.append(_methods(material, primary))
    blocks += _details(material, primary)
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
        blocks += _details(material, others)
    else:
        blocks.append(Prose("The protocol declares no further robustness check."))
    return Card("robustness", "Does it depend on our choices?", tuple(blocks))


def _ids(found: Iterable[Found]) -> list[str]:
    return list(dict.fromkeys(str(estimate["hypothesis"]) for estimate in found))


def _results(
    material: ReportMaterial, found: Sequence[Found], caption: str, with_role: bool = False
) -> Table:
    names = dict.fromkeys(filter(None, map(_effect_name, found)))
    effect = next(iter(names)) if len(names) == 1 else "Effect size"
    columns = [Column("Hypothesis", "text"), *([Column("Analysis", "text")] if with_role else [])]
    columns += [Column(t) for t in ("Estimate", "95% interval", "Test", "p", effect, "95% interval")]
    rows, before = [], None
    for one in found:
        hypothesis = str(one["hypothesis"])
        said = "" if hypothesis == before else claim_of(material.protocol, hypothesis)
        first = (said, *([_role(one)] if with_role else []))
        marked = with_role and one.get("role") == "primary"
        rows.append(Row((*first, *_numbers(one, name_effect=len(names) > 1)), marked))
        before = hypothesis
    return Table(caption, tuple(columns), tuple(rows), _p_note(found))


def _effect_name(estimate: Found) -> str:
    name = str((estimate.get("effect_size") or {}).get("name") or "")
    return EFFECTS.get(name, spoken(name))


def _role(estimate: Found) -> str:
    named = {"primary": "as declared", "without-exclusions": "without exclusions"}
    return named.get(str(estimate.get("role")), str(estimate.get("method") or ""))


def _numbers(estimate: Found, name_effect: bool) -> tuple[str, ...]:
    """Estimate, interval, test, p and effect size as printed."""
    if finite(estimate.get("estimate")) is None:
        return ("cannot be computed", *["–"] * 5)
    unit, size = str(estimate.get("unit")), estimate.get("effect_size") or {}
    effect = f"{_effect_name(estimate) if name_effect else ''} {number(size.get('value'))}".strip()
    return (
        amount(estimate["estimate"], unit),
        span(estimate.get("ci"), unit),
        statistic(estimate.get("statistic")),
        p_value(estimate.get("p")),
        effect if size else "–",
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
                spread((estimate.get("sd") or {}).get(key), str(estimate.get("unit"))),
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


def _details(material: ReportMaterial, found: Iterable[Found]) -> list[Block]:
    """A table of what models yield beside their first number; none where they yield nothing else."""
    rows = [
        Row((claim_of(material.protocol, str(estimate["hypothesis"])), _role(estimate), name, value))
        for estimate in found
        for name, value in list(printed_details(estimate.get("details") or {}))[:MOST_DETAILS]
    ]
    if not rows:
        return []
    titles = (
        Column("Hypothesis", "text"),
        Column("Analysis", "text"),
        Column("What", "text"),
        Column("Value"),
    )
    return [Table("What the models say beside their estimate", titles, tuple(rows))]


def printed_details(details: Found, before: str = "") -> Iterator[tuple[str, str]]:
    """Every number and word of nested details with its name; long lists are counted."""
    for key, value in details.items():
        name = f"{before}{spoken(str(key))}"
        if isinstance(value, Mapping):
            yield from printed_details(value, f"{name}, ")
        elif isinstance(value, list | tuple):
            yield name, _listed(value)
        elif isinstance(value, bool):
            yield name, "yes" if value else "no"
        elif value is not None:
            yield name, count(value) if isinstance(value, int) else _plain(value)


def _listed(values: Sequence[Any]) -> str:
    if len(values) == 2 and all(finite(value) is not None for value in values):
        return " to ".join(map(_plain, values))
    simple = len(values) <= 8 and not any(isinstance(one, Mapping | list | tuple) for one in values)
    return ", ".join(map(_plain, values)) if simple else f"{len(values)} values"


def _plain(value: Any) -> str:
    return number(value, 3) if finite(value) is not None else str(value)
