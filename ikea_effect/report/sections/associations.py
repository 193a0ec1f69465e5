"""What goes together: slopes of measures on an outcome, and choices by condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ikea_effect.language import say
from ikea_effect.report.cards import Block, Card, Column, Prose, Row, Table
from ikea_effect.report.figures.effects import Line, line, shares
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import People
from ikea_effect.report.sections.naming import claim_of, level_label, measure_label
from ikea_effect.report.wording import amount, count, share, spoken

Found = Mapping[str, Any]


def associations_card(material: ReportMaterial, everyone: People) -> Card | None:
    """Every slope of a measure and every table of choices of the analysis; None where there is none."""
    blocks: list[Block] = []
    for place, found in enumerate(material.estimates):
        if found.get("role") != "primary":
            continue
        details = found.get("details") or {}
        shown: list[Block] = []
        if "line" in details:
            shown = list(_slope(material, everyone, found, place))
        elif "table" in details:
            shown = list(_choices(material, found, place))
        if shown:
            blocks += [Prose(claim_of(material.protocol, str(found["hypothesis"])), "heading"), *shown]
    return Card("associations", say("What goes together?"), tuple(blocks)) if blocks else None


def _slope(material: ReportMaterial, everyone: People, found: Found, place: int) -> Iterator[Block]:
    measure, term = str(found.get("measure")), str(found.get("term"))
    unit = str(found.get("unit")).partition(" per unit of ")[0]
    band = np.asarray(found["details"]["line"], dtype=float)
    x, y = (_numbers(everyone, name) for name in (term, measure))
    whole = np.isfinite(x) & np.isfinite(y) if x.shape == y.shape else np.zeros(0, dtype=bool)
    drawn = Line(
        measure_label(material.protocol, measure),
        measure_label(material.protocol, term),
        band,
        x[whole] if whole.size else np.empty(0),
        y[whole] if whole.size else np.empty(0),
    )
    yield line(f"line-{place}", drawn, lambda value: amount(value, unit))


def _numbers(everyone: People, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    import pandas as pd

    if name not in everyone.kept.columns:
        return np.empty(0)
    return np.asarray(pd.to_numeric(everyone.kept[name], errors="coerce"), dtype=np.float64)


def _choices(material: ReportMaterial, found: Found, place: int) -> Iterator[Block]:
    protocol, measure = material.protocol, str(found.get("measure"))
    said = {
        level_label(protocol, level): {spoken(option): int(n) for option, n in counts.items()}
        for level, counts in found["details"]["table"].items()
    }
    title = say("Choices of {measure}", measure=measure_label(protocol, measure))
    yield shares(f"choices-{place}", title, said)
    options = list(next(iter(said.values())))
    rows = tuple(
        Row((label, count(sum(counts.values())), *(_cell(counts, option) for option in options)))
        for label, counts in said.items()
    )
    yield Table(title, (Column(say("Condition"), "text"), Column("n"), *map(Column, options)), rows)


def _cell(counts: Mapping[str, int], option: str) -> str:
    return f"{count(counts[option])} ({share(counts[option], sum(counts.values()))})"
