"""A step of questions: measures asked on screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from ikea_effect.protocol.base import MeasureName, Name
from ikea_effect.protocol.kinds.kind import StepKind
from ikea_effect.protocol.timeline import Step

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup


class Questionnaire(Step):
    """Measures asked on screen, each on a page of its own or all on one page. Texts: <id>.title."""

    kind = "questionnaire"
    id: Name
    measures: tuple[MeasureName, ...] = Field(min_length=1, max_length=100)
    layout: Literal["one-each", "one-page"] = "one-each"


def _texts(step: Questionnaire, _setup: Setup) -> Iterator[str]:
    yield f"{step.id}.title"


KIND = StepKind(
    name="questionnaire",
    model=Questionnaire,
    meaning="Measures are asked, each on a page of its own or all on one",
    task="ikea_effect.tasks.pages.task:questionnaire",
    texts=_texts,
)
