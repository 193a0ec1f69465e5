"""Sealed-bid auctions: who of a group buys, and at which price.

In the second-price and n-th price auctions the price does not depend on the buyer's own bid, so bidding one's
value is never worse than any other bid. In the first-price auction it is: one bids less than one's value.

Sources: Vickrey (1961), Journal of Finance, 16(1), 8-37; Shogren, Margolis, Koo & List (2001), Journal of
Economic Behavior & Organization, 46(4), 409-421, for the random n-th price.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Auction, FirstPrice, NthPrice, Vickrey
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.price_grid import PriceGrid


@dataclass(frozen=True, slots=True)
class SealedBid:
    """One bid in minor units. Of equal bids the higher `rank` wins; `share` is the part in drawing n."""

    bidder: str
    amount: int
    rank: int
    share: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """How many units a group gets, from which reserve, and what a buyer pays."""

    units: int
    reserve: int
    pays: Literal["own-bid", "next-bid"]


@dataclass(frozen=True, slots=True)
class Award:
    """What the auction means for one bidder. `price` is what one unit cost, or would have cost."""

    bidder: str
    bought: bool
    price: int
    pays: int


def auction_grid(auction: Auction, currency: str) -> PriceGrid:
    """The bids that can be made."""
    return PriceGrid.of(auction, currency)


def draw_rank(stream: Stream) -> int:
    """A bidder's rank among equal bids: the first draw of the stream, so wide that ranks do not meet."""
    return stream.wide()


def shares(auction: Auction) -> int:
    """How many parts in drawing n there are: a multiple of every number of places that n may have.

    So the sum of all parts is uniform if any one of them is, also in a group that did not fill.
    """
    return math.lcm(*range(1, auction.group_size))


def draw_share(auction: Auction, stream: Stream) -> int:
    """A bidder's part in drawing n: the second draw of the stream that drew the rank."""
    return stream.below(shares(auction))


def drawn_n(auction: NthPrice, bids: Sequence[SealedBid]) -> int:
    """The n of a group: as declared, or 2 .. number of bids by the sum of the bidders' parts."""
    if auction.n != "random":
        return min(auction.n, len(bids))
    return 2 + sum(bid.share for bid in bids) % (len(bids) - 1)


def terms(auction: Auction, bids: Sequence[SealedBid], currency: str) -> Terms:
    """What holds in a group of these bids. Raises ElicitationError for fewer than two bids."""
    if len(bids) < 2:
        raise ElicitationError("An auction needs at least two bids; a group with one member is not settled.")
    reserve = Money.of(auction.reserve, currency).minor
    n = drawn_n(auction, bids) if isinstance(auction, NthPrice) else None
    pays: Literal["own-bid", "next-bid"] = "own-bid" if isinstance(auction, FirstPrice) else "next-bid"
    return Terms(units_of(auction, len(bids), n), reserve, pays)


def units_of(auction: Auction, members: int, n: int | None) -> int:
    """How many units a group of so many members gets; `n` is the one that was drawn, if one was."""
    if isinstance(auction, NthPrice):
        return (min(auction.n, members) if auction.n != "random" else n or 2) - 1
    if isinstance(auction, FirstPrice | Vickrey):
        return min(auction.units, members - 1)
    raise ElicitationError(f"{type(auction).__name__} is not a sealed-bid auction.")


def settle(bids: Sequence[SealedBid], terms: Terms) -> tuple[Award, ...]:
    """The awards of one group, in the order of its bids: the highest bids from the reserve up buy.

    Nobody pays more than the own bid. Equal bids are ranked by what the bidders' streams drew.
    """
    ranked = sorted(bids, key=lambda bid: (-bid.amount, -bid.rank, bid.bidder))
    buyers = {bid.bidder for bid in ranked[: terms.units] if bid.amount >= terms.reserve}
    following = ranked[terms.units].amount if len(ranked) > terms.units else 0
    uniform = max(following, terms.reserve)
    return tuple(_award(bid, bid.bidder in buyers, terms, uniform) for bid in bids)


def _award(bid: SealedBid, bought: bool, terms: Terms, uniform: int) -> Award:
    price = bid.amount if bought and terms.pays == "own-bid" else uniform
    return Award(bid.bidder, bought, price, price if bought else 0)
