"""What every question on a page has, and the answers that it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked on a page. A kind of ask names how it is answered in simulation and in a window."""

    simulated: ClassVar[str]
    """A `SimulatedAsk` ("module:name")."""
    control: ClassVar[str]
    """A `Control` of the lab's window ("module:name")."""

    id: str

    @property
    def needs_answer(self) -> bool:
        """Whether a reply has a value of it, wherever it was not declined."""
        return True

    @property
    def is_only_read(self) -> bool:
        """Whether it asks nothing: no reply has a value of it."""
        return False

    @property
    def declines(self) -> Sequence[str]:
        """Ids of the asks that need no answer once this one is marked."""
        return ()

    def takes(self, _value: Any) -> bool:
        """Whether a window can have given this answer: a journal that is read back may hold anything."""
        return True


def as_given(asks: Sequence[Ask], values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The reply as a window gives it: no value of what is declined or only read, no mark of what is not."""
    if not asks:
        return values
    marks = [ask for ask in asks if ask.declines]
    declined = {covered for mark in marks if values.get(mark.id) for covered in mark.declines}
    read = {ask.id for ask in asks if ask.is_only_read}
    left = declined | read | {mark.id for mark in marks if not values.get(mark.id)}
    return {ask: value for ask, value in values.items() if ask not in left}


def is_order_of(value: Any, ids: Sequence[str]) -> bool:
    """Whether it is every one of the ids once, in some order."""
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        return False
    return sorted(value) == sorted(ids)


def whole_between(value: Any, low: int, high: int, step: int = 1) -> bool:
    """Whether it is a whole number (and no truth) of the grid low, low + step, ..., high."""
    return type(value) is int and low <= value <= high and (value - low) % step == 0
