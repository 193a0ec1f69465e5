"""A number that is typed: what is asked, and which answers there are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from typing_extensions import override

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import Ask


@dataclass(frozen=True, slots=True)
class NumberEntry(Ask):
    """A number typed in. Value: a number of the grid low, low + step, .., high; whole where the grid is.

    Others are refused at the field with a sentence (ui.number-<reason>), and nothing is recorded.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.number:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.numbers:CONTROL"

    question: Text
    low: Decimal
    high: Decimal
    step: Decimal
    unit: Text | None = None
    measure: str | None = None

    @property
    def decimals(self) -> int:
        """The most decimals that a number of the grid has."""
        return max(_decimals(self.low), _decimals(self.step))

    @override
    def takes(self, value: Any) -> bool:
        if type(value) not in ((int, float) if self.decimals else (int,)):
            return False
        if not (math.isfinite(value) and self.low <= value <= self.high):
            return False
        return not self.off(Decimal(str(value)))

    def off(self, number: Decimal) -> str:
        """Why a number cannot be the answer: below, above, off-grid; empty where it can."""
        if number < self.low:
            return "below"
        if number > self.high:
            return "above"
        return "off-grid" if (number - self.low) % self.step else ""

    def value(self, number: Decimal) -> int | float:
        """The number as a reply carries it."""
        return float(number) if self.decimals else int(number)

    def nearest(self, number: Decimal) -> Decimal:
        """The number of the grid nearest to this one; halfway goes up."""
        most = (self.high - self.low) // self.step
        steps = ((number - self.low) / self.step + Decimal("0.5")) // 1 if number > self.low else Decimal(0)
        return self.low + min(steps, most) * self.step


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
