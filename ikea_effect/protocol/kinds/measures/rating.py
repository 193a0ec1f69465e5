"""One item on a scale from low to high."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, Study
from ikea_effect.protocol.measures import Measure, Point


class Rating(Measure):
    """One item on a scale from low to high. Texts: <text>.question, <text>.low, <text>.high."""

    kind: Literal["rating"]
    low: Point
    high: Point
    text: Name


def _columns(name: str, declared: Rating, _study: Study) -> Columns:
    ends = (Decimal(declared.low), Decimal(declared.high))
    words = tuple(f"{declared.text}.{part}" for part in ("question", "low", "high"))
    return (Column(name, "integer", f"Rating: {name}", "points", (), *ends, Decimal(1), words, name),)


KIND = MeasureKind(
    name="rating",
    model=Rating,
    meaning="One item on a scale from low to high",
    columns=_columns,
    asked="ikea_effect.tasks.pages.rating:ASKED",
    population="ikea_effect.diagnosis.answers:points",
)
