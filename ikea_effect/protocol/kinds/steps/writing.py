"""A step of writing: a text on a topic, of so many words and for so long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.columns_of_steps import count_column, seconds_column
from ikea_effect.protocol.kinds.kind import Column, Columns, StepKind, Study
from ikea_effect.protocol.kinds.texts_of_steps import texts_named
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.timeline import Step

LETTERS_OF_A_WORD = 2
"""A text of many words has at least that many signs for each: a short word and a space."""


class Writing(Step):
    """The participant writes at least `min_words` words, for at least `minimum_s` seconds.

    Texts: <text>.title, .body (what to write about), .question (above the field).
    """

    kind = "writing"
    id: Name
    text: Name
    min_words: int = Field(default=0, ge=0, le=2000)
    max_characters: int = Field(default=3000, ge=1, le=20_000)
    minimum_s: float = Field(default=0, ge=0, le=3600)


def _columns(step: Writing, _study: Study) -> Columns:
    return (
        Column(
            f"{step.id}.text", "text", "What was written", wording=(f"{step.text}.question",), detail=True
        ),
        count_column(step.id, "words", "Words that were written", "words"),
        count_column(step.id, "characters", "Signs that were written, spaces among them", "characters"),
        seconds_column(step.id, "How long the participant wrote, from the page's opening"),
    )


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    words, most = body.get("min_words", 0), body.get("max_characters", 3000)
    if isinstance(words, int) and isinstance(most, int) and words * LETTERS_OF_A_WORD > most + 1:
        message = (
            f"is {words}: so many words do not fit into {most} characters.\n"
            f"Write max_characters: {words * 10}, say, or ask for fewer words."
        )
        yield Problem(("min_words",), message)


KIND = StepKind(
    name="writing",
    model=Writing,
    meaning="A text is written on a topic, of so many words and for so long",
    task="ikea_effect.tasks.writing.task:writing",
    columns=_columns,
    texts=texts_named("title", "body", "question"),
    problems=_problems,
    written=True,
)
