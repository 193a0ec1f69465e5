"""What is measured: each dependent variable, told apart by its `kind`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import override

from ikea_effect.protocol.base import Declared
from ikea_effect.protocol.by_kind import ByKind

Point = Annotated[int, Field(ge=-100, le=100)]
"""A point of a rating: each is a place to press on the screen."""


class Measure(Declared):
    """What every measure has."""

    kind: str

    @property
    def may_be_declined(self) -> bool:
        """Whether participants may say that they would rather not answer."""
        return False

    @property
    def is_shuffled(self) -> bool:
        """Whether each participant has an order of items or options of their own (`order: random`)."""
        return getattr(self, "order", "declared") == "random"


class AskedMeasure(Measure):
    """A measure that participants are asked for.

    Where it is `optional` they may say that they would rather not answer. The cell is then empty, and
    <measure>.declined is true.
    """

    optional: bool = False

    @property
    @override
    def may_be_declined(self) -> bool:
        return self.optional


class CheckedMeasure(AskedMeasure):
    """A measure that may have one right answer, as attention and manipulation checks do.

    `right` is that answer, or {level: answer} where it depends on the condition; <measure>.right says whether
    it was given. `known_by` is the share of simulated participants who know it.
    """

    right: Any = None
    known_by: Annotated[float, Field(ge=0, le=1)] | None = None


def right_answer(measure: Measure, condition: Mapping[str, str]) -> Any:
    """The answer that is right in the condition; None where none is."""
    right = measure.right if isinstance(measure, CheckedMeasure) else None
    if not isinstance(right, Mapping):
        return right
    return next((right[level] for level in condition.values() if level in right), None)


def is_right(answer: Any, right: Any) -> bool:
    """Whether the answer is the right one; of several options the order does not matter."""
    if isinstance(right, list | tuple):
        return sorted(answer) == sorted(right)
    return bool(answer == right)


AnyMeasure = Annotated[Measure, ByKind("measure")]
"""A measure of any kind that there is."""
