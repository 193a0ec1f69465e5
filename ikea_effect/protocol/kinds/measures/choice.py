"""One of several options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, Study
from ikea_effect.protocol.kinds.measures.right import of_options, right_problems
from ikea_effect.protocol.measures import CheckedMeasure

if TYPE_CHECKING:
    from ikea_effect.protocol.checks.names import Problem


class ChoiceMeasure(CheckedMeasure):
    """One of several options. Texts: <text>.question and <text>.options.<option>."""

    kind: Literal["choice"]
    text: Name
    options: tuple[Name, ...] = Field(min_length=2, max_length=50)


def _columns(name: str, declared: ChoiceMeasure, _study: Study) -> Columns:
    words = (f"{declared.text}.question", *(f"{declared.text}.options.{one}" for one in declared.options))
    return (Column(name, "text", f"Choice: {name}", values=declared.options, wording=words, of=name),)


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """The right answer is one of the options."""
    return right_problems(body, of_options(body))


KIND = MeasureKind(
    name="choice",
    model=ChoiceMeasure,
    meaning="One of several options",
    columns=_columns,
    asked="ikea_effect.tasks.pages.choice:ASKED",
    unit="share",
    draws="choice",
    problems=_problems,
)
