"""What every question on a page has, and the answers that it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ikea_effect.protocol.models import Condition


@dataclass(frozen=True, slots=True)
class Bidder:
    """Someone else whose answer is entered on this page: a member of the group at the desk."""

    participant: str
    condition: Condition
    claim: str = ""


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

    def takes(self, _value: Any) -> bool:
        """Whether a window can have given this answer: a journal that is read back may hold anything."""
        return True


def is_order_of(value: Any, ids: Sequence[str]) -> bool:
    """Whether it is every one of the ids once, in some order."""
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        return False
    return sorted(value) == sorted(ids)


def whole_between(value: Any, low: int, high: int, step: int = 1) -> bool:
    """Whether it is a whole number (and no truth) of the grid low, low + step, ..., high."""
    return type(value) is int and low <= value <= high and (value - low) % step == 0
