"""The cash box: which notes and coins are needed so that everyone can be handed the exact amount."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ikea_effect.money import Money, exponent

DENOMINATIONS: Mapping[str, tuple[int, ...]] = {
    "EUR": (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "USD": (2000, 1000, 500, 100, 25, 10, 5, 1),
    "GBP": (2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "CHF": (10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 1),
    "JPY": (10000, 5000, 1000, 500, 100, 50, 10, 5, 1),
}
"""Notes and coins that a lab hands out, in minor units, the largest first."""


def denominations(currency: str) -> tuple[int, ...]:
    """The notes and coins of the currency; 1, 2, 5, 10, ... where it is not listed."""
    series = [digit * 10**power for power in range(exponent(currency) + 3) for digit in (1, 2, 5)]
    return DENOMINATIONS.get(currency, tuple(reversed(series)))


def cash_for(amount: Money) -> Counter[int]:
    """The fewest notes and coins that make up one amount, the largest first: denomination -> how many."""
    left, found = amount.minor, Counter[int]()
    for value in denominations(amount.currency):
        if left >= value:
            found[value], left = divmod(left, value)
    return found


def cash_list(amounts: Iterable[Money]) -> dict[int, int]:
    """Notes and coins for all amounts, each made up by itself; what participants owe is left out."""
    total: Counter[int] = Counter()
    for amount in amounts:
        if amount.minor > 0:
            total += cash_for(amount)
    return dict(sorted(total.items(), reverse=True))
