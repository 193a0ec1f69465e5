"""How close one feels to someone or something: two circles that overlap, in seven steps."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, Study
from ikea_effect.protocol.measures import AskedMeasure

STEPS = 7


class OverlapMeasure(AskedMeasure):
    """One of seven pairs of circles, from apart (1) to nearly one (7). Texts: <text>.question, .self, .other.

    Circles of our own, after the idea of including the other in the self (Aron, Aron & Smollan, 1992).
    """

    kind: Literal["overlap"]
    text: Name


def _columns(name: str, declared: OverlapMeasure, _study: Study) -> Columns:
    ends = (Decimal(1), Decimal(STEPS), Decimal(1))
    words, meaning = (
        (f"{declared.text}.question",),
        f"Overlap of two circles, 1 apart to 7 nearly one: {name}",
    )
    return (Column(name, "integer", meaning, "points", (), *ends, words, name),)


def _texts(declared: OverlapMeasure) -> tuple[str, ...]:
    return (f"{declared.text}.self", f"{declared.text}.other")


KIND = MeasureKind(
    name="overlap",
    model=OverlapMeasure,
    meaning="How close one feels: two circles that overlap, in seven steps",
    columns=_columns,
    texts=_texts,
    asked="ikea_effect.tasks.pages.overlap:ASKED",
    population="ikea_effect.diagnosis.answers:points",
)
