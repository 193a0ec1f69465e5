"""Open bids at one desk: each raise goes up one step; who raised last buys and pays that bid.

A bidder stays in as long as the next price is not above the value, so the highest price gone along with and
the first price let pass are the bounds of a value. Source: Milgrom & Weber (1982), Econometrica, 50(5),
1089-1122.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.english import English
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.interval import Interval
from ikea_effect.tasks.bidding.outcome import Settlement, nothing
from ikea_effect.tasks.bidding.price_grid import PriceGrid


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing price in minor units, who holds it (0: nobody yet), and how far each paddle went along.

    `along` is the highest price at which the paddle was raised, whether or not it was heard first.
    """

    price: int
    holder: int
    along: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Sale:
    """What open bids came to: the end of each round, which of them counts (from 1), and in whose session."""

    bidders: tuple[str, ...]  # participants, in the order of their paddles
    rounds: tuple[Standing, ...]
    counts: int
    held_by: str

    @property
    def counting(self) -> Standing:
        """The end of the round that counts."""
        return self.rounds[self.counts - 1]

    def paddle(self, participant: str) -> int:
        """The paddle of a participant, from 1."""
        return self.bidders.index(participant) + 1

    def as_data(self) -> dict[str, Any]:
        """The sale as every member's journal keeps it."""
        rounds = [
            {"price_minor": end.price, "holder": end.holder, "along_minor": list(end.along)}
            for end in self.rounds
        ]
        return {
            "bidders": list(self.bidders),
            "rounds": rounds,
            "counts": self.counts,
            "held_by": self.held_by,
        }


def sale_from(data: Mapping[str, Any]) -> Sale:
    """The sale that a journal kept."""
    rounds = tuple(
        Standing(end["price_minor"], end["holder"], tuple(end["along_minor"])) for end in data["rounds"]
    )
    return Sale(tuple(data["bidders"]), rounds, data["counts"], data["held_by"])


def english_grid(mechanism: English, currency: str) -> PriceGrid:
    """The prices, from the opening price up by one raise at a time."""
    return PriceGrid.of(mechanism, currency)


def opening(grid: PriceGrid, paddles: int) -> Standing:
    """Before the first bid: the first one is at the opening price."""
    return Standing(grid.low - grid.step, 0, (None,) * paddles)


def next_price(grid: PriceGrid, standing: Standing) -> Money | None:
    """What the next bid has to be, or None at the highest price."""
    following = standing.price + grid.step
    return Money(following, grid.currency) if following <= grid.high else None


def raised(grid: PriceGrid, standing: Standing, paddle: int, also: Collection[int] = ()) -> Standing:
    """After a raise by the paddle (from 1), heard before those that were raised `also`.

    Raises: ElicitationError if one of them holds the bid or is not there, or at the highest price.
    """
    following, up = next_price(grid, standing), {paddle, *also}
    if following is None or not up <= {*range(1, len(standing.along) + 1)} - {standing.holder}:
        raise ElicitationError(f"Paddle {paddle} cannot raise {standing.price} held by {standing.holder}.")
    along = tuple(
        following.minor if number in up else before for number, before in enumerate(standing.along, start=1)
    )
    return replace(standing, price=following.minor, holder=paddle, along=along)


def first_of(paddles: Sequence[int], stream: Stream) -> int:
    """The place, among several that raised at once, of the one who is heard: each equally likely."""
    return stream.below(len(paddles))


def bounds(grid: PriceGrid, standing: Standing, paddle: int) -> Interval:
    """The bounds of one bidder's value at the end.

    The last to bid is bounded from below only, the others from above by the price that they let pass.
    Nobody is bounded from above where the highest price ended the auction.
    """
    low = standing.along[paddle - 1] or 0
    if paddle == standing.holder:
        return Interval(low, None, grid.currency)
    following = next_price(grid, standing)
    return Interval(low, following.minor if following else None, grid.currency)


def settlement(grid: PriceGrid, standing: Standing, paddle: int) -> Settlement:
    """What the end means for one paddle."""
    price, bought = Money(max(standing.price, 0), grid.currency), paddle == standing.holder
    return Settlement(bought, price, price if bought else nothing(grid.currency))
