"""Amounts that are known up to an interval, of many participants: between which prices each one's value lies.

The same bounds that the answers of simulated participants leave in a session: whoever values a good at a
price or more says yes to it. On a free price list now and then a row is misread, as there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ikea_effect.diagnosis.answers import Values
from ikea_effect.errors import AnalysisError
from ikea_effect.money import Money
from ikea_effect.protocol.kinds import kind_of
from ikea_effect.protocol.kinds.mechanisms.double_bounded import DoubleBounded
from ikea_effect.protocol.kinds.mechanisms.price_list import PriceList
from ikea_effect.protocol.kinds.mechanisms.take_it_or_leave_it import TakeItOrLeaveIt
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.registry import resolve
from ikea_effect.screens.simulation import SLIPS
from ikea_effect.tasks.population import mechanism_of


class Bounds(NamedTuple):
    """The highest price that is taken (0: none) and the lowest that is refused (missing: none)."""

    low: Values
    high: Values


Bounding = Callable[[Values, np.random.Generator], Bounds]
"""What bounds the answers leave of exact values."""


def is_bounded(protocol: Protocol, measure: str) -> bool:
    """Whether the step that fills the measure leaves bounds of a value, and no amount."""
    mechanism = mechanism_of(protocol, measure)
    return mechanism is not None and kind_of(mechanism).yields == "bounds"


def bounding(protocol: Protocol, measure: str) -> Bounding:
    """How the measure's mechanism bounds values. Raises: AnalysisError if that rests on other bidders."""
    mechanism = mechanism_of(protocol, measure)
    bounds = "" if mechanism is None else kind_of(mechanism).bounds
    if mechanism is None or not bounds:
        kind = "none" if mechanism is None else mechanism.kind
        raise AnalysisError(
            f"{measure} is bounded by what others bid ({kind}): it cannot be drawn in batches. --full runs "
            "whole sessions, which leave such answers."
        )
    found: Bounding = resolve(bounds)(mechanism, protocol.currency)
    return found


def _amounts(prices: Sequence[Decimal], currency: str) -> Values:
    return np.array([float(Money.of(price, currency).major) for price in prices])


# --- what a kind of mechanism makes of values: of what is declared and the currency -----------------------


def by_price_list(mechanism: PriceList, currency: str) -> Bounding:
    """Yes to every price up to one's value; where rows are free, one of them may be misread."""
    prices = _amounts(mechanism.prices, currency)

    def bounded(exact: Values, rng: np.random.Generator) -> Bounds:
        taken = np.searchsorted(prices, exact, side="right")
        if mechanism.switching == "single":
            return _between(prices, taken - 1, taken)
        return _between(prices, *_slipped(taken, len(prices), mechanism.inconsistent, rng))

    return bounded


def _slipped(
    taken: NDArray[np.int64], rows: int, rule: str, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows that bound each value once some have a row the other way round; `taken` rows said yes."""
    slips, row = rng.random(taken.shape) < SLIPS, rng.integers(0, rows, taken.shape)
    refuses = row < taken  # the misread row now says no; else it now says yes
    first_kept = np.where(refuses, row, np.where(row == taken, taken + 1, taken))
    last_taken = np.where(refuses, np.where(row == taken - 1, taken - 2, taken - 1), row)
    below = last_taken if rule == "last-switch" else first_kept - 1
    above = first_kept if rule == "first-switch" else last_taken + 1
    return np.where(slips, below, taken - 1), np.where(slips, above, taken)


def _between(prices: Values, below: NDArray[np.int64], above: NDArray[np.int64]) -> Bounds:
    """The prices of both rows; row -1 has none below it, the row after the last none above."""
    return Bounds(np.concatenate([[0.0], prices])[below + 1], np.concatenate([prices, [np.nan]])[above])


def by_one_price(mechanism: TakeItOrLeaveIt, currency: str) -> Bounding:
    """Yes or no at one of the prices, each as likely."""
    prices = _amounts(mechanism.prices, currency)

    def bounded(exact: Values, rng: np.random.Generator) -> Bounds:
        price = prices[rng.integers(0, len(prices), exact.shape)]
        buys = price <= exact
        return Bounds(np.where(buys, price, 0.0), np.where(buys, np.nan, price))

    return bounded


def by_two_prices(mechanism: DoubleBounded, currency: str) -> Bounding:
    """Yes or no at the first price of a set, each as likely, and then at the higher or the lower one."""
    declared = [(one.lower, one.first, one.higher) for one in mechanism.price_sets]
    sets = np.stack([_amounts(one, currency) for one in declared])

    def bounded(exact: Values, rng: np.random.Generator) -> Bounds:
        lower, first, higher = np.moveaxis(sets[rng.integers(0, len(sets), exact.shape)], -1, 0)
        low = np.select([higher <= exact, first <= exact, lower <= exact], [higher, first, lower], 0.0)
        high = np.select([exact < lower, exact < first, exact < higher], [lower, first, higher], np.nan)
        return Bounds(low, high)

    return bounded
