"""The prices that a mechanism knows: low, low + step, ..., high, in whole minor units."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money, format_money
from ikea_effect.protocol.mechanism_base import Grid
from ikea_effect.tasks.same import Same

NICE = tuple(digit * 10**power for power in range(18) for digit in (1, 2, 5))
"""Round numbers, from the lowest up."""


@dataclass(frozen=True, slots=True)
class PriceGrid:
    """Equally spaced prices of one currency, `low`, `high` and `step` in minor units."""

    low: int
    high: int
    step: int
    currency: str
    examples: tuple[int, int] | None = None
    """Between which prices examples, practice and questions take theirs, in minor units."""

    def __post_init__(self) -> None:
        if self.step < 1 or not 0 <= self.low <= self.high or (self.high - self.low) % self.step:
            raise ElicitationError(
                f"Prices from {self.low} to {self.high} in steps of {self.step} (minor units) do not fit. "
                "Choose low <= high, a step above zero, and a high that the steps reach."
            )

    @classmethod
    def of(cls, mechanism: Grid, currency: str) -> PriceGrid:
        """The grid that is declared. Raises MoneyError if an amount is not whole in minor units."""
        return _declared(Same(mechanism), currency)

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
        """Round amounts for examples: in their declared range, else one to four fifths of the way up.

        All prices where these are too few.
        """
        return _middle(self)


@functools.lru_cache(maxsize=256)
def _declared(same: Same[Grid], currency: str) -> PriceGrid:
    def minor(amount: Decimal) -> int:
        return Money.of(amount, currency).minor

    mechanism = same.value
    said = mechanism.examples
    examples = (minor(said.low), minor(said.high)) if said else None
    return PriceGrid(minor(mechanism.low), minor(mechanism.high), minor(mechanism.step), currency, examples)


@functools.lru_cache(maxsize=64)
def _middle(grid: PriceGrid) -> tuple[Money, ...]:
    if grid.examples:
        low, high = grid.examples
        return tuple(PriceGrid(low, high, grid.step, grid.currency).coarse())
    span = grid.high - grid.low
    inner = tuple(price for price in grid.coarse() if span <= 5 * (price.minor - grid.low) <= 4 * span)
    return inner if len(inner) > 2 else tuple(grid)
