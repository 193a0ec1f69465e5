"""Rules on amounts and ranges: whole in the currency's minor units, rising, on their own grid."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ikea_effect.errors import MoneyError
from ikea_effect.money import exponent
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.problem import Problem, is_number, mapping

COUNTS = frozenset({"units", "n", "group_size", "rounds", "weight", "points_per_unit", "at_most", "at_least"})
"""Keys of payment and mechanisms whose numbers are no amounts; the last two are what others give."""


def currency_is_known(said: Said) -> Iterator[Problem]:
    """The currency is one of ISO 4217."""
    currency = said.data.get("currency")
    if (
        isinstance(currency, str)
        and len(currency) == 3
        and currency.isupper()
        and _exponent(currency) is None
    ):
        yield Problem(
            ("currency",), f"is '{currency}', which is not an ISO 4217 currency. Write USD or EUR, say."
        )


def _exponent(currency: Any) -> int | None:
    try:
        return exponent(currency) if isinstance(currency, str) else None
    except MoneyError:
        return None


def amounts_are_whole(said: Said) -> Iterator[Problem]:
    """Every amount is a whole number of the currency's minor units."""
    currency = said.data.get("currency")
    decimals = _exponent(currency)
    if decimals is None:
        return
    for at, amount in _amounts(said):
        number = exact(amount)
        if number is not None and number.scaleb(decimals) % 1:
            smallest = Decimal(1).scaleb(-decimals)
            yield Problem(
                at, f"is {amount} {currency}, which cannot be paid. The smallest amount is {smallest}."
            )


def _amounts(said: Said) -> Iterator[tuple[Steps, Any]]:
    yield from _numbers(said.data.get("payment"), ("payment",))
    for step in said.steps:
        for key in ("mechanism", "price"):
            yield from _numbers(step.body.get(key), (*step.at, key))


def _numbers(value: Any, at: Steps) -> Iterator[tuple[Steps, Any]]:
    """Every number in the value that is an amount, with the way to it."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if key not in COUNTS:
                yield from _numbers(inner, (*at, key))
    else:
        yield at, value


def exact(value: Any) -> Decimal | None:
    """The number as it is written, or nothing where it is none, or out of all bounds: the model says that."""
    return Decimal(repr(value)) if is_number(value) else None


def ranges_rise(said: Said) -> Iterator[Problem]:
    """low is below high in scales and price ranges, and the step divides the range."""
    for name, measure in said.measures.items():
        yield from _rises(measure, ("measures", name))
    for step in said.steps:
        mechanism = mapping(step.body.get("mechanism"))
        at: Steps = (*step.at, "mechanism")
        yield from _rises(mechanism, at)
        yield from _divides(mechanism, at)


def _rises(part: dict[str, Any], at: Steps) -> Iterator[Problem]:
    low, high = exact(part.get("low")), exact(part.get("high"))
    if low is not None and high is not None and low >= high:
        yield Problem((*at, "high"), f"is {part['high']}, which is not above low: {part['low']}.")


def _divides(mechanism: dict[str, Any], at: Steps) -> Iterator[Problem]:
    low, high, step = (exact(mechanism.get(key)) for key in ("low", "high", "step"))
    if step is None:
        return
    if step <= 0:
        yield Problem((*at, "step"), f"is {mechanism['step']}. More than 0 is expected.")
    elif low is not None and high is not None and low < high and (high - low) % step:
        last = low + (high - low) // step * step
        message = (
            f"is {step}, which does not divide the range from {low} to {high}: the last price is {last}."
        )
        yield Problem((*at, "step"), message)


ALL = (currency_is_known, amounts_are_whole, ranges_rise)
