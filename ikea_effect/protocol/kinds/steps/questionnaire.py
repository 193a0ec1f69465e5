"""A step of questions: measures asked on screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from ikea_effect.protocol.base import MeasureName, Name
from ikea_effect.protocol.goods import GoodName
from ikea_effect.protocol.kinds.kind import StepKind
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.timeline import Step

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup


class Questionnaire(Step):
    """Measures asked on screen, each on a page of its own or all on one page. Texts: <id>.title.

    Beside the questions stands the `good` as it is by then, or without one the study's only good, once it
    was seen. `picture: false` shows neither.
    """

    kind = "questionnaire"
    id: Name
    measures: tuple[MeasureName, ...] = Field(min_length=1, max_length=100)
    layout: Literal["one-each", "one-page"] = "one-each"
    good: GoodName | None = None
    picture: bool = True


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    if "good" in body and body.get("picture") is False:
        yield Problem(("picture",), "is false, and a good is named to be shown. Leave one of them out.")


def _texts(step: Questionnaire, _setup: Setup) -> Iterator[str]:
    yield f"{step.id}.title"


KIND = StepKind(
    name="questionnaire",
    model=Questionnaire,
    meaning="Measures are asked, each on a page of its own or all on one",
    task="ikea_effect.tasks.pages.task:questionnaire",
    texts=_texts,
    problems=_problems,
    looks=True,
)
