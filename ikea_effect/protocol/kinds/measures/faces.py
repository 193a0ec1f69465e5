"""Five faces from sad to happy, for children."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, Study
from ikea_effect.protocol.measures import AskedMeasure

STEPS = 5


class FacesMeasure(AskedMeasure):
    """One of five faces, from sad (1) to happy (5), for children. Texts: <text>.question, .low, .high.

    Each is large enough for a finger; the words stand below the first and the last.
    """

    kind: Literal["faces"]
    text: Name


def _columns(name: str, declared: FacesMeasure, _study: Study) -> Columns:
    ends = (Decimal(1), Decimal(STEPS), Decimal(1))
    words = tuple(f"{declared.text}.{part}" for part in ("question", "low", "high"))
    return (Column(name, "integer", f"Face from sad to happy: {name}", "points", (), *ends, words, name),)


KIND = MeasureKind(
    name="faces",
    model=FacesMeasure,
    meaning="Five faces from sad to happy, large enough for a finger",
    columns=_columns,
    asked="ikea_effect.tasks.pages.faces:ASKED",
    population="ikea_effect.diagnosis.answers:points",
)
