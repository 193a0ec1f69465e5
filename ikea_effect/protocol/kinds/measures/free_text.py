"""An open answer."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, Study
from ikea_effect.protocol.measures import Measure


class FreeText(Measure):
    """An open answer. Texts: <text>.question."""

    kind: Literal["free-text"]
    text: Name
    max_characters: int = Field(default=500, ge=1, le=5000)


def _columns(name: str, declared: FreeText, _study: Study) -> Columns:
    words = (f"{declared.text}.question",)
    return (Column(name, "text", f"Open answer: {name}", wording=words, of=name),)


KIND = MeasureKind(
    name="free-text",
    model=FreeText,
    meaning="An open answer, in the participant's own words",
    columns=_columns,
    asked="ikea_effect.tasks.pages.free_text:ASKED",
    written=True,
)
