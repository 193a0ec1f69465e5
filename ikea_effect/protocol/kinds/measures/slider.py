"""A visual analog scale: a place on a line between two anchors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, Study
from ikea_effect.protocol.measures import AskedMeasure, Point
from ikea_effect.protocol.problem import Problem, is_number

LOW, HIGH = 0, 100


class SliderMeasure(AskedMeasure):
    """A place on a line without a mark to start from. Texts: <text>.question, <text>.low, <text>.high.

    Whole points; neither numbers nor marks are shown, so that nothing but the ends guides the answer.
    """

    kind: Literal["slider"]
    low: Point = LOW
    high: Point = HIGH
    text: Name


def _columns(name: str, declared: SliderMeasure, _study: Study) -> Columns:
    ends = (Decimal(declared.low), Decimal(declared.high))
    words = tuple(f"{declared.text}.{part}" for part in ("question", "low", "high"))
    return (
        Column(name, "integer", f"Place on a line: {name}", "points", (), *ends, Decimal(1), words, name),
    )


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """low is below high also where only one of them is said."""
    low, high = body.get("low", LOW), body.get("high", HIGH)
    if is_number(low) and is_number(high) and low >= high and not {"low", "high"} <= set(body):
        at = "low" if "low" in body else "high"
        other = f"high, which is {high}" if at == "low" else f"low, which is {low}"
        yield Problem((at,), f"is {body[at]}; the line then has no room to {other} unless you write it.")


KIND = MeasureKind(
    name="slider",
    model=SliderMeasure,
    meaning="A place on a line between two anchors, without a mark to start from",
    columns=_columns,
    asked="ikea_effect.tasks.pages.slider:ASKED",
    population="ikea_effect.diagnosis.answers:points",
    problems=_problems,
)
