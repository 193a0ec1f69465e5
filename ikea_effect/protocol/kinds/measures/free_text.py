"""An open answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, Study
from ikea_effect.protocol.measures import AskedMeasure
from ikea_effect.protocol.problem import Problem, is_number

MOST_CHARACTERS = 500


class FreeText(AskedMeasure):
    """An open answer. Texts: <text>.question.

    One cannot go on before `min_words` are written and `minimum_s` seconds have passed.
    """

    kind: Literal["free-text"]
    text: Name
    max_characters: int = Field(default=MOST_CHARACTERS, ge=1, le=5000)
    min_words: int = Field(default=0, ge=0, le=500)
    minimum_s: float = Field(default=0, ge=0, le=3600)


def _columns(name: str, declared: FreeText, _study: Study) -> Columns:
    words = (f"{declared.text}.question",)
    return (Column(name, "text", f"Open answer: {name}", wording=words, of=name),)


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """The words that have to be written find room: each takes a letter, and a space after it."""
    words, room = body.get("min_words", 0), body.get("max_characters", MOST_CHARACTERS)
    if is_number(words) and is_number(room) and 2 * words - 1 > room:
        message = f"is {words}, more than {room} characters can hold. Write max_characters: {8 * words}, say."
        yield Problem(("min_words",), message)


KIND = MeasureKind(
    name="free-text",
    model=FreeText,
    meaning="An open answer, in the participant's own words",
    columns=_columns,
    asked="ikea_effect.tasks.pages.free_text:ASKED",
    problems=_problems,
    written=True,
    empty=lambda declared: not declared.min_words,
    draws="texts",
)
