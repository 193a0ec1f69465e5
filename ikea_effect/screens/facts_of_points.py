"""Facts of what earns points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from ikea_effect.money import Money
from ikea_effect.screens.facts import Data, Fact, amount_of, as_data


@dataclass(frozen=True, slots=True)
class Earned(Fact):
    """Points of a question or a practice round; below zero where a loss takes some off."""

    kind: ClassVar[str] = "earned"

    step: str
    by: str
    points: int
    gain: Money | None = None

    @property
    @override
    def data(self) -> Data:
        """Its matter in the journal."""
        gain = {} if self.gain is None else {"gain": as_data(self.gain)}
        return {"step": self.step, "by": self.by, "points": self.points, **gain}

    @staticmethod
    def of(step: str, by: str, points: int, gain: Mapping[str, Any] | None = None) -> Earned:
        """The fact of these parts."""
        return Earned(step, by, points, None if gain is None else amount_of(gain))
