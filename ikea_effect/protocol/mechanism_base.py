"""What several mechanisms are declared with: rounds, fixed prices, a grid of amounts."""

from __future__ import annotations

import itertools
from decimal import Decimal

from pydantic import Field, model_validator

from ikea_effect.protocol.base import Amount, Declared

EXAMPLES = 5
"""So many amounts at least: a question compares two, and asks again with others."""


class Rounds(Declared):
    """A mechanism that can be gone through several times; one of the rounds is drawn to be binding."""

    rounds: int = Field(default=1, ge=1, le=50)


class Affordable(Declared):
    """A mechanism with fixed prices: `within_endowment` has the check refuse prices that it cannot pay."""

    within_endowment: bool = False


MOST_STEPS = 1_000_000
"""Of a grid, from its lowest amount to its highest."""


class Examples(Declared):
    """Between which amounts examples, practice tokens and questions take theirs."""

    low: Amount
    high: Amount


class Grid(Declared):
    """A mechanism whose amounts are low, low + step, ..., high.

    Amounts that are shown before the bid may work as anchors. Without `examples` they are spread over the
    grid; with it they stay within the range, and their number, ends and mean are recorded.
    """

    low: Amount
    high: Amount
    step: Amount
    examples: Examples | None = None

    @model_validator(mode="after")
    def _closes(self) -> Grid:
        if self.step == 0 or self.low >= self.high:
            raise ValueError(f"Amounts from {self.low} to {self.high} in steps of {self.step} do not rise.")
        if (self.high - self.low) % self.step:
            raise ValueError(
                f"Steps of {self.step} from {self.low} do not reach {self.high}. Choose a high they reach."
            )
        if (self.high - self.low) / self.step > MOST_STEPS:
            raise ValueError(
                f"Steps of {self.step} from {self.low} to {self.high} are more than {MOST_STEPS:,}. "
                "Choose larger steps."
            )
        self._examples_fit()
        return self

    def _examples_fit(self) -> None:
        """Raises ValueError where the range of examples has less than `EXAMPLES` amounts of the grid."""
        if self.examples is None:
            return
        low, high = self.examples.low, self.examples.high
        if not (self.holds(low) and self.holds(high)):
            raise ValueError(f"Examples from {low} to {high} do not begin and end on the grid.")
        if high - low < (EXAMPLES - 1) * self.step:
            raise ValueError(
                f"Examples from {low} to {high} leave fewer than {EXAMPLES} amounts. Widen the range."
            )

    def holds(self, amount: Decimal) -> bool:
        """Whether the amount is one of the grid's."""
        return self.low <= amount <= self.high and not (amount - self.low) % self.step


def rises(prices: tuple[Decimal, ...]) -> None:
    """Raises ValueError where a price is not above the one before it."""
    if any(lower >= higher for lower, higher in itertools.pairwise(prices)):
        raise ValueError(f"The prices {', '.join(map(str, prices))} do not rise.")
