"""One of several options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field

from ikea_effect.errors import listed
from ikea_effect.protocol.base import Name, Relative
from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, Study
from ikea_effect.protocol.kinds.measures.order import Order, order_column
from ikea_effect.protocol.kinds.measures.right import of_options, right_problems
from ikea_effect.protocol.measures import CheckedMeasure
from ikea_effect.protocol.problem import Problem, mapping, texts_of, undeclared

MOST_PICTURES = 12


class ChoiceMeasure(CheckedMeasure):
    """One of several options. Texts: <text>.question and <text>.options.<option>.

    With `pictures` every option is a picture of the experiment's own ({option: file}), its words below.
    """

    kind: Literal["choice"]
    text: Name
    options: tuple[Name, ...] = Field(min_length=2, max_length=50)
    order: Order = "declared"
    pictures: dict[Name, Relative] = Field(default_factory=dict, max_length=50)


def _columns(name: str, declared: ChoiceMeasure, _study: Study) -> Columns:
    words = (f"{declared.text}.question", *(f"{declared.text}.options.{one}" for one in declared.options))
    chosen = Column(name, "text", f"Choice: {name}", values=declared.options, wording=words, of=name)
    return (chosen, *order_column(name, declared.order, "Options"))


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """The right answer is one of the options, and where there are pictures every option has one."""
    yield from right_problems(body, of_options(body))
    options, pictures = [option for _, option in texts_of(body.get("options"))], mapping(body.get("pictures"))
    for option in [one for one in pictures if options and one not in options]:
        yield undeclared("option", option, options, ("pictures", option), at_key=True)
    if lacking := [option for option in options if pictures and option not in pictures]:
        yield Problem(
            ("pictures",), f"has no picture for {listed(lacking)}. Every option needs one, or none."
        )
    if len(pictures) > MOST_PICTURES:
        message = f"has {len(pictures)} pictures; at most {MOST_PICTURES} can be told apart on one screen."
        yield Problem(("pictures",), message)


def _pictures(declared: ChoiceMeasure) -> Iterator[str]:
    yield from declared.pictures.values()


KIND = MeasureKind(
    name="choice",
    model=ChoiceMeasure,
    meaning="One of several options",
    columns=_columns,
    asked="ikea_effect.tasks.pages.choice:ASKED",
    unit="share",
    draws="choice",
    problems=_problems,
    pictures=_pictures,
)
