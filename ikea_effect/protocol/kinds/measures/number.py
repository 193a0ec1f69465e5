"""A number that the participant types, such as minutes or an age."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from pydantic import Field

from ikea_effect.protocol.base import Amount, Exact, Line, Name
from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, Study
from ikea_effect.protocol.kinds.measures.right import right_problems
from ikea_effect.protocol.measures import CheckedMeasure
from ikea_effect.protocol.problem import Problem

MOST_NUMBERS = 1_000_000
"""Between low and high; the same bound as a grid of amounts has."""


CURRENCY = "currency"
"""The unit of a number that is an amount: the code of the protocol's currency in the data."""


class NumberMeasure(CheckedMeasure):
    """A number typed in: low, low + step, .., high. Texts: <text>.question, and <text>.unit with a `unit`.

    `unit` is the unit in the data: "minutes", or `currency` for that of the protocol, so that the number can
    be held against bids. Participants read <text>.unit, in their language, behind the field. The column holds
    whole numbers where `low` and `step` are whole.
    """

    kind: Literal["number"]
    low: Exact
    high: Exact
    step: Amount = Decimal(1)
    unit: Line | None = Field(default=None, min_length=1)
    text: Name

    @property
    def whole(self) -> bool:
        """Whether every number that can be answered is whole."""
        return self.low % 1 == 0 and self.step % 1 == 0


def _columns(name: str, declared: NumberMeasure, study: Study) -> Columns:
    form: Literal["integer", "number"] = "integer" if declared.whole else "number"
    ends = (declared.low, declared.high, declared.step)
    words = (f"{declared.text}.question",)
    unit = study.currency if declared.unit == CURRENCY else declared.unit or ""
    return (Column(name, form, f"Number: {name}", unit, (), *ends, words, name),)


def _texts(declared: NumberMeasure) -> tuple[str, ...]:
    return (f"{declared.text}.unit",) if declared.unit else ()


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """The numbers are a grid that can be had, and the right answer is one of them."""
    yield from grid_problems(body)
    yield from right_problems(body, partial(_not_on_grid, body))


def _not_on_grid(body: Mapping[str, Any], answer: Any) -> str:
    """Why an answer is no number of the grid."""
    from ikea_effect.protocol.checks.amounts import exact

    low, high, step = exact(body.get("low")), exact(body.get("high")), exact(body.get("step", 1))
    if low is None or high is None or not step or step < 0:
        return ""
    number = exact(answer)
    if number is not None and low <= number <= high and (number - low) % step == 0:
        return ""
    return f"is {answer}, which cannot be answered. Numbers go from {low} to {high} in steps of {step}."


def grid_problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """The step leads from low to high, in a number of steps that a grid can have."""
    from ikea_effect.protocol.checks.amounts import exact

    low, high, step = exact(body.get("low")), exact(body.get("high")), exact(body.get("step", 1))
    if step is not None and step <= 0:
        yield Problem(("step",), f"is {body['step']}. More than 0 is expected.")
    elif low is None or high is None or step is None or low >= high:
        return
    elif (high - low) % step:
        last = low + (high - low) // step * step
        at = "step" if "step" in body else "high"
        message = (
            f"is {body[at]}: from {low} in steps of {step} one does not come to {high}, the last is {last}."
        )
        yield Problem((at,), f"{message}\nWrite high: {last}, or a step that divides the range.")
    elif (high - low) / step > MOST_NUMBERS:
        message = (
            f"gives {(high - low) / step:,.0f} steps from {low} to {high}; allowed: {MOST_NUMBERS:,} at most."
        )
        yield Problem(("step" if "step" in body else "high",), message)


KIND = MeasureKind(
    name="number",
    model=NumberMeasure,
    meaning="A number typed in, on a grid, with its unit behind the field",
    columns=_columns,
    texts=_texts,
    asked="ikea_effect.tasks.pages.number:ASKED",
    unit="own",
    population="ikea_effect.diagnosis.answers:numbers",
    problems=_problems,
)
