"""Bounds of a value, where answers are yes and no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ikea_effect.errors import ElicitationError


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds of a value, both ends included, in minor units; `high` is None where nothing bounds it."""

    low: int
    high: int | None
    currency: str

    def __post_init__(self) -> None:
        if self.high is not None and self.low > self.high:
            raise ElicitationError(f"A value cannot lie between {self.low} and {self.high} (minor units).")

    def __contains__(self, minor: int) -> bool:
        return self.low <= minor and (self.high is None or minor <= self.high)

    def distance(self, minor: int) -> int:
        """How far outside the bounds an amount is: 0 inside, below zero if the bounds lie under it."""
        if minor in self:
            return 0
        return self.low - minor if minor < self.low else (self.high or 0) - minor

    def as_data(self) -> dict[str, Any]:
        """The bounds as the journal keeps them."""
        return {"low_minor": self.low, "high_minor": self.high, "currency": self.currency}
