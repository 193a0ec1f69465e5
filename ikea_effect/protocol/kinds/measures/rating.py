"""One item on a scale from low to high."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, Study
from ikea_effect.protocol.kinds.measures.right import of_points, right_problems
from ikea_effect.protocol.measures import CheckedMeasure, Point
from ikea_effect.protocol.problem import Problem


class Rating(CheckedMeasure):
    """One item on a scale from low to high. Texts: <text>.question, <text>.low, <text>.high."""

    kind: Literal["rating"]
    low: Point
    high: Point
    text: Name


def _columns(name: str, declared: Rating, _study: Study) -> Columns:
    ends = (Decimal(declared.low), Decimal(declared.high))
    words = tuple(f"{declared.text}.{part}" for part in ("question", "low", "high"))
    return (Column(name, "integer", f"Rating: {name}", "points", (), *ends, Decimal(1), words, name),)


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """The right answer is one of the points."""
    return right_problems(body, of_points(body.get("low"), body.get("high")))


KIND = MeasureKind(
    name="rating",
    model=Rating,
    meaning="One item on a scale from low to high",
    columns=_columns,
    asked="ikea_effect.tasks.pages.rating:ASKED",
    population="ikea_effect.diagnosis.answers:points",
    problems=_problems,
)
