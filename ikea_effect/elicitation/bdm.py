"""The Becker-DeGroot-Marschak mechanism: a bid against a price that nobody sets.

The buyer pays the drawn price, not the bid, so bidding one's value is never worse than any other bid.
With `pays: own-bid` that no longer holds; the variant exists because sources disagree about what winners
paid in Norton, Mochon & Ariely (2012).

Source: Becker, DeGroot & Marschak (1964), Behavioral Science, 9(3), 226-232.
"""

from __future__ import annotations

from dataclasses import dataclass

from ikea_effect.elicitation.grid import PriceGrid
from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.mechanisms import Bdm
from ikea_effect.seeds import Stream


@dataclass(frozen=True, slots=True)
class Settlement:
    """What one round means: whether the good is bought, at which price, and what is paid."""

    bought: bool
    price: Money
    pays: Money


def price_grid(mechanism: Bdm, currency: str) -> PriceGrid:
    """The prices that can be drawn, which are also the bids that can be made."""
    return PriceGrid.of(mechanism.low, mechanism.high, mechanism.step, currency)


def draw_price(mechanism: Bdm, currency: str, stream: Stream) -> Money:
    """The first price of the stream, each price of the grid equally likely."""
    grid = price_grid(mechanism, currency)
    return grid.at(stream.below(len(grid)))


def settle(mechanism: Bdm, bid: Money, price: Money) -> Settlement:
    """Outcome of one round: the good is bought if the bid reaches the drawn price.

    Raises: ElicitationError if the currencies differ.
    """
    if bid.currency != price.currency:
        raise ElicitationError(f"A bid in {bid.currency} cannot be settled at a price in {price.currency}.")
    bought = bid > price or (bid == price and mechanism.ties == "buys")
    paid = bid if mechanism.pays == "own-bid" else price
    return Settlement(bought, price, paid if bought else Money(0, bid.currency))
