"""A step of questions: measures asked on screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from ikea_effect.protocol.base import MeasureName, Name
from ikea_effect.protocol.kinds.kind import StepKind
from ikea_effect.protocol.timeline import Step

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup


class Questionnaire(Step):
    """Measures asked on screen, each on a page of its own. Texts: <id>.title."""

    kind = "questionnaire"
    id: Name
    measures: tuple[MeasureName, ...] = Field(min_length=1, max_length=100)


def _texts(step: Questionnaire, _setup: Setup) -> Iterator[str]:
    yield f"{step.id}.title"


KIND = StepKind(
    name="questionnaire",
    model=Questionnaire,
    meaning="Measures are asked, each on a page of its own",
    task="ikea_effect.tasks.pages.task:questionnaire",
    texts=_texts,
)
