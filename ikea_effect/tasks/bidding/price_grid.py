"""The prices that a mechanism knows: low, low + step, ..., high, in whole minor units."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money, format_money

NICE = tuple(digit * 10**power for power in range(18) for digit in (1, 2, 5))
"""Round numbers, from the lowest up."""


@dataclass(frozen=True, slots=True)
class PriceGrid:
    """Equally spaced prices of one currency, `low`, `high` and `step` in minor units."""

    low: int
    high: int
    step: int
    currency: str

    def __post_init__(self) -> None:
        if self.step < 1 or not 0 <= self.low <= self.high or (self.high - self.low) % self.step:
            raise ElicitationError(
                f"Prices from {self.low} to {self.high} in steps of {self.step} (minor units) do not fit. "
                "Choose low <= high, a step above zero, and a high that the steps reach."
            )

    @classmethod
    @functools.lru_cache(maxsize=256)
    def of(cls, low: Decimal, high: Decimal, step: Decimal, currency: str) -> PriceGrid:
        """The grid declared in major units. Raises MoneyError if an amount is not whole in minor units."""
        lowest, highest, apart = (Money.of(amount, currency).minor for amount in (low, high, step))
        return cls(lowest, highest, apart, currency)

    def __len__(self) -> int:
        return (self.high - self.low) // self.step + 1

    def __iter__(self) -> Iterator[Money]:
        return (Money(minor, self.currency) for minor in range(self.low, self.high + 1, self.step))

    def __contains__(self, amount: object) -> bool:
        return isinstance(amount, Money) and amount.currency == self.currency and amount.minor in self._minors

    @property
    def _minors(self) -> range:
        return range(self.low, self.high + 1, self.step)

    def at(self, index: int) -> Money:
        """The price number `index`, from 0 for the lowest."""
        return Money(self._minors[index], self.currency)

    def take(self, minor: int) -> Money:
        """The amount as a bid on this grid. Raises ElicitationError if it is not one of its prices."""
        if minor not in self._minors:
            amounts = (minor, self.low, self.high, self.step)
            bid, low, high, step = (format_money(Money(amount, self.currency), "en") for amount in amounts)
            raise ElicitationError(f"{bid} is no bid: amounts go from {low} to {high} in steps of {step}.")
        return Money(minor, self.currency)

    def coarse(self, at_least: int = 20) -> PriceGrid:
        """Round amounts among these prices: every 2nd, 5th, 10th ..., with `at_least` steps."""
        steps = len(self) - 1
        every = max((n for n in NICE if n == 1 or n * at_least <= steps), default=1)
        high = self.low + steps // every * every * self.step
        return PriceGrid(self.low, high, self.step * every, self.currency)

    def middle(self) -> tuple[Money, ...]:
        """Round amounts between a fifth and four fifths of the way up; else all prices."""
        return _middle(self)


@functools.lru_cache(maxsize=64)
def _middle(grid: PriceGrid) -> tuple[Money, ...]:
    span = grid.high - grid.low
    inner = tuple(price for price in grid.coarse() if span <= 5 * (price.minor - grid.low) <= 4 * span)
    return inner if len(inner) > 2 else tuple(grid)
