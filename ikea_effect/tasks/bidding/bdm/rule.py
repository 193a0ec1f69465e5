"""The Becker-DeGroot-Marschak mechanism: a bid against a price that nobody sets.

The buyer pays the drawn price, not the bid, so bidding one's value is never worse than any other bid.
With `pays: own-bid` that no longer holds; the variant exists because sources disagree about what winners
paid in Norton, Mochon & Ariely (2012).

Source: Becker, DeGroot & Marschak (1964), Behavioral Science, 9(3), 226-232.
"""

from __future__ import annotations

import functools

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.outcome import Settlement, nothing
from ikea_effect.tasks.bidding.price_grid import PriceGrid
from ikea_effect.tasks.same import Same


def price_grid(mechanism: Bdm, currency: str) -> PriceGrid:
    """The bids that can be made; without declared `prices` also the prices that can be drawn."""
    return PriceGrid.of(mechanism, currency)


def declared_prices(mechanism: Bdm, currency: str) -> tuple[Money, ...]:
    """The declared prices, from the lowest up; none where every amount of the grid can be drawn."""
    return _declared_prices(Same(mechanism), currency) if mechanism.prices else ()


@functools.lru_cache(maxsize=64)
def _declared_prices(same: Same[Bdm], currency: str) -> tuple[Money, ...]:
    return tuple(sorted({Money.of(entry.price, currency) for entry in same.value.prices}))


def draw_price(mechanism: Bdm, currency: str, stream: Stream) -> Money:
    """The first price of the stream: from the grid, each equally likely, or as declared by weights."""
    if not mechanism.prices:
        grid = price_grid(mechanism, currency)
        return grid.at(stream.below(len(grid)))
    place = stream.below(sum(entry.weight for entry in mechanism.prices))
    for entry in mechanism.prices:
        place -= entry.weight
        if place < 0:
            break
    return Money.of(entry.price, currency)


def settle(mechanism: Bdm, bid: Money, price: Money) -> Settlement:
    """Outcome of one round: the good changes hands if the bid reaches the drawn price.

    A buyer bids the most to pay, a seller the least to get.
    Raises: ElicitationError if the currencies differ.
    """
    if bid.currency != price.currency:
        raise ElicitationError(f"A bid in {bid.currency} cannot be settled at a price in {price.currency}.")
    even = bid == price and mechanism.ties == "buys"
    if mechanism.trade == "sell":
        sold = price > bid or even
        return Settlement(False, price, -price if sold else nothing(bid.currency), sold)
    bought = bid > price or even
    paid = bid if mechanism.pays == "own-bid" else price
    return Settlement(bought, price, paid if bought else nothing(bid.currency))
