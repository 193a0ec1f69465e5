"""The cash box: which notes and coins are needed so that everyone can be handed the exact amount."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from ikea_effect.errors import ElicitationError, MoneyError
from ikea_effect.money import Money, exponent
from ikea_effect.protocol.coins import smallest_coin

DENOMINATIONS: Mapping[str, tuple[int, ...]] = {
    "EUR": (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "USD": (2000, 1000, 500, 100, 25, 10, 5, 1),
    "GBP": (2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "CHF": (10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 1),
    "JPY": (10000, 5000, 1000, 500, 100, 50, 10, 5, 1),
}
"""Notes and coins that a lab hands out, in minor units, the largest first."""


ALSO_COUNTED: Mapping[str, tuple[int, ...]] = {
    "EUR": (50000, 20000, 10000),
    "USD": (10000, 5000, 200, 50),
    "CHF": (100000, 20000),
    "JPY": (2000,),
}
"""Notes and coins that a box may hold and that nobody is paid with."""


def denominations(currency: str, country: str = "") -> tuple[int, ...]:
    """The notes and coins of the currency in the country; 1, 2, 5, 10, ... where it is not listed."""
    smallest = smallest_coin(currency, country)
    return tuple(value for value in _all(currency) if value >= smallest)


def countable(currency: str) -> tuple[int, ...]:
    """Every note and coin that a box may hold, the largest first."""
    return tuple(sorted({*_all(currency), *ALSO_COUNTED.get(currency, ())}, reverse=True))


def cash_for(amount: Money, country: str = "") -> Counter[int]:
    """The fewest notes and coins that make up one amount, the largest first: denomination -> how many.

    An amount that the country's coins cannot make up is made up with all that the currency has.
    """
    left, found = amount.minor, Counter[int]()
    if left % smallest_coin(amount.currency, country):
        values = _all(amount.currency)
    else:
        values = denominations(amount.currency, country)
    for value in values:
        if left >= value:
            found[value], left = divmod(left, value)
    return found


def _all(currency: str) -> tuple[int, ...]:
    """Down to one minor unit, so that any amount can be made up on paper."""
    series = [digit * 10**power for power in range(exponent(currency) + 3) for digit in (1, 2, 5)]
    return DENOMINATIONS.get(currency, tuple(reversed(series)))


def cash_list(amounts: Iterable[Money], country: str = "") -> dict[int, int]:
    """Notes and coins for all amounts, each made up by itself; what participants owe is left out."""
    total: Counter[int] = Counter()
    for amount in amounts:
        if amount.minor > 0:
            total += cash_for(amount, country)
    return dict(sorted(total.items(), reverse=True))


_COUNTED = re.compile(r"([0-9]+(?:[.,][0-9]+)?)[x\u00d7*]([0-9]{1,6})")
NOTHING = "0"


def counted(written: str, currency: str) -> dict[int, int]:
    """The notes and coins of "50x2 0.50x10": denomination -> how many, the largest first; "0" for none.

    Raises: ElicitationError for what is no note or coin of the currency, or is counted twice.
    """
    found: dict[int, int] = {}
    words = re.sub(r"\s*[x\u00d7*]\s*", "x", written.strip()).split()
    for word in words if words != [NOTHING] else ():
        parts = _COUNTED.fullmatch(word)
        value = _value(parts[1], currency) if parts else None
        if parts is None or value is None:
            raise ElicitationError(
                f"--count: '{word}' is no note or coin and how many there are of it. Notes and coins of "
                f'{currency}: {_listed(currency)}. Write for example --count "20x3 0.50x10", or 0 for an '
                "empty box."
            )
        if value in found:
            raise ElicitationError(f"--count: {parts[1]} is counted twice. Write each note or coin once.")
        found[value] = int(parts[2])
    if not words:
        raise ElicitationError('--count: nothing was counted. Write 0 if the box is empty, else "20x3".')
    return dict(sorted(((value, n) for value, n in found.items() if n), reverse=True))


def _value(written: str, currency: str) -> int | None:
    try:
        value = Money.of(written.replace(",", "."), currency).minor
    except MoneyError:
        return None
    return value if value in countable(currency) else None


def _listed(currency: str) -> str:
    written = [f"{Money(value, currency).major:f}" for value in countable(currency)]
    return ", ".join(one.removesuffix(".00") for one in written)
