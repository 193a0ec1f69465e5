"""A page to read, with a picture and a minimum time where they are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field

from ikea_effect.protocol.base import Name, Relative
from ikea_effect.protocol.goods import GoodName
from ikea_effect.protocol.kinds.columns_of_steps import seconds_column
from ikea_effect.protocol.kinds.kind import Columns, StepKind, Study
from ikea_effect.protocol.kinds.texts_of_steps import texts_named
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.timeline import Step


class Page(Step):
    """A page to read for at least `minimum_s` seconds. Texts: <text>.title, .body.

    Beside the text stands the experiment's own `picture` ("materials/...") or the `good` as it is by then.
    """

    kind = "page"
    text: Name
    picture: Relative | None = None
    good: GoodName | None = None
    minimum_s: float = Field(default=0, ge=0, le=600)


def _columns(step: Page, _study: Study) -> Columns:
    return (seconds_column(step.name, "How long the page was read"),)


def _pictures(step: Page) -> Iterator[str]:
    if step.picture is not None:
        yield step.picture


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    if "picture" in body and "good" in body:
        message = "shows one picture, and both `picture` and `good` are given. Leave one of them out."
        yield Problem(("good",), message, at_key=True)


KIND = StepKind(
    name="page",
    model=Page,
    meaning="One page to read, with a picture and a minimum time",
    task="ikea_effect.tasks.pages.page:page",
    columns=_columns,
    texts=texts_named("title", "body"),
    problems=_problems,
    pictures=_pictures,
    looks=True,
)
