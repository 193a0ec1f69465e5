"""Open bids at one desk: each raise goes up one step; who raised last buys and pays that bid.

A bidder stays in as long as the next price is not above the value, so the last own bid and the first price
not bid are the bounds of a value. Source: Milgrom & Weber (1982), Econometrica, 50(5), 1089-1122.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ikea_effect.elicitation.grid import PriceGrid
from ikea_effect.elicitation.outcome import Interval, Settlement, nothing
from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.mechanisms import English
from ikea_effect.seeds import Stream


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing price in minor units, who holds it (0: nobody yet), and each paddle's last own bid."""

    price: int
    holder: int
    last: tuple[int | None, ...]


def english_grid(mechanism: English, currency: str) -> PriceGrid:
    """The prices, from the opening price up by one raise at a time."""
    return PriceGrid.of(mechanism.low, mechanism.high, mechanism.step, currency)


def opening(mechanism: English, currency: str) -> Standing:
    """Before the first bid: the first one is at the opening price."""
    grid = english_grid(mechanism, currency)
    return Standing(grid.low - grid.step, 0, (None,) * mechanism.group_size)


def next_price(grid: PriceGrid, standing: Standing) -> Money | None:
    """What the next bid has to be, or None at the highest price."""
    following = standing.price + grid.step
    return Money(following, grid.currency) if following <= grid.high else None


def raised(grid: PriceGrid, standing: Standing, paddle: int) -> Standing:
    """After a raise by the paddle (from 1). Raises ElicitationError if it holds the bid, or at the top."""
    following = next_price(grid, standing)
    if following is None or not 1 <= paddle <= len(standing.last) or paddle == standing.holder:
        raise ElicitationError(f"Paddle {paddle} cannot raise {standing.price} held by {standing.holder}.")
    last = tuple(
        following.minor if number == paddle else own for number, own in enumerate(standing.last, start=1)
    )
    return replace(standing, price=following.minor, holder=paddle, last=last)


def first_of(paddles: Sequence[int], stream: Stream) -> int:
    """The place, among several that raised at once, of the one who is heard: each equally likely."""
    return stream.below(len(paddles))


def bounds(grid: PriceGrid, standing: Standing, paddle: int) -> Interval:
    """The bounds of one bidder's value at the end.

    The last to bid is bounded from below only, the others from above by the price that they let pass.
    Nobody is bounded from above where the highest price ended the auction.
    """
    own = standing.last[paddle - 1]
    low = own if own is not None else 0
    if paddle == standing.holder:
        return Interval(low, None, grid.currency)
    following = next_price(grid, standing)
    return Interval(low, following.minor if following else None, grid.currency)


def settlements(grid: PriceGrid, standing: Standing) -> list[Settlement]:
    """What the end means for each paddle, in order."""
    price = Money(max(standing.price, 0), grid.currency)
    holds = [paddle == standing.holder for paddle in range(1, len(standing.last) + 1)]
    return [Settlement(bought, price, price if bought else nothing(grid.currency)) for bought in holds]
