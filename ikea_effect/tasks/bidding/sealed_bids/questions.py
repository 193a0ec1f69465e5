"""Comprehension questions on sealed-bid auctions and on open bids."""

from __future__ import annotations

from collections.abc import Sequence

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.english import English
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Auction, NthPrice
from ikea_effect.protocol.registry import rule_of
from ikea_effect.protocol.texts import Text
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.english.rule import english_grid
from ikea_effect.tasks.bidding.question import (
    Amounts,
    Question,
    amount_options,
    apart,
    own_bid,
    simple,
)
from ikea_effect.tasks.bidding.sealed_bids.rule import Award, SealedBid, Terms, auction_grid, settle, terms


def _pool(auction: Auction, currency: str) -> tuple[Money, ...]:
    """Amounts for made-up bids: none below the reserve, one for each member where the grid has so many."""
    grid = auction_grid(auction, currency)
    reserve = Money.of(auction.reserve, currency)
    middle = tuple(price for price in grid.middle() if price >= reserve)
    return middle if len(middle) > auction.group_size else tuple(p for p in grid if p >= reserve)


def made_up_bids(auction: Auction, currency: str, stream: Stream) -> tuple[Money, ...]:
    """One bid for each member, all different where the grid allows, in no order."""
    pool = stream.shuffled(_pool(auction, currency))
    return tuple(pool[member % len(pool)] for member in range(auction.group_size))


def _award(auction: Auction, bids: tuple[Money, ...], currency: str, stream: Stream) -> tuple[Award, Terms]:
    """What the first of the bids comes to, and the terms (with n drawn where it is)."""
    sealed = [
        SealedBid(str(member), bid.minor, len(bids) - member, stream.below(720720) if not member else 0)
        for member, bid in enumerate(bids)
    ]
    agreed = terms(auction, sealed, currency)
    return settle(sealed, agreed)[0], agreed


def _shown(auction: Auction, own: Money, others: Sequence[Money], agreed: Terms, stream: Stream) -> Amounts:
    numbers = {"units": agreed.units, "n": agreed.units + 1}
    drawn = isinstance(auction, NthPrice) and auction.n == "random"
    said = "place" if drawn else "unit" if agreed.units == 1 else "units"
    sale = Text(f"bidding.auction.sale.{said}", numbers)
    return {"bid": own, "others": stream.shuffled(others), "sale": sale, **numbers}


def wins(auction: Auction, currency: str, stream: Stream) -> Question:
    """Among these bids: does one get the good?"""
    bids = sorted(made_up_bids(auction, currency, stream), reverse=True)
    own = bids.pop(stream.below(2) and len(bids) - 1)
    award, agreed = _award(auction, (own, *bids), currency, stream)
    right = "yes" if award.bought else "no"
    amounts = _shown(auction, own, bids, agreed, stream)
    return Question("gets-it", stream.shuffled(("yes", "no", "depends")), right, right, amounts)


def pays_what(auction: Auction, currency: str, stream: Stream) -> Question:
    """With the highest of these bids: what does one pay?"""
    own, *others = sorted(made_up_bids(auction, currency, stream), reverse=True)
    award, agreed = _award(auction, (own, *others), currency, stream)
    paid, beyond = Money(award.pays, currency), own - others[0]
    priced = {"bid": own, "price": paid, "next": others[0], "difference": beyond}
    right = "bid" if agreed.pays == "own-bid" else "price"
    amounts = {**priced, **_shown(auction, own, others, agreed, stream)}
    return Question("pays-what", amount_options(right, priced, stream), right, right, amounts)


def best_bid(auction: Auction, currency: str, stream: Stream) -> Question:
    """Why bid one's value; in the first-price auction: what a higher bid does."""
    if rule_of(auction.kind) == "first-price":  # type: ignore[attr-defined]
        pool, grid = _pool(auction, currency), auction_grid(auction, currency)
        return own_bid(*apart(pool if len(pool) > 1 else (grid.at(-2), grid.at(-1)), stream), stream)
    return simple(
        "best-bid", ("value", "less", "more"), stream, value=stream.choice(_pool(auction, currency))
    )


def stands(english: English, currency: str, stream: Stream) -> Question:
    """Someone raised one's bid, or one raised theirs, and nobody goes on: does one get the good?"""
    lower, higher = apart(english_grid(english, currency).middle(), stream)
    if stream.below(2):
        return simple("gets-it", ("no", "yes", "depends"), stream, bid=lower, price=higher)
    return simple("raises-last", ("yes", "no", "depends"), stream, bid=higher, price=lower)


def last_bid(english: English, currency: str, stream: Stream) -> Question:
    """One's bid stands and nobody raises it: what does one pay?"""
    price, bid = apart(english_grid(english, currency).middle(), stream)
    amounts = {"bid": bid, "price": price}
    return Question("pays-what", amount_options("bid", amounts, stream), "bid", "bid", amounts)


def how_far(english: English, currency: str, stream: Stream) -> Question:
    """Up to which price does one raise?"""
    value = stream.choice(english_grid(english, currency).middle())
    return simple("best-bid", ("value", "less", "more"), stream, value=value)


QUESTIONS = (wins, pays_what, best_bid)
OPEN_BIDS = (stands, last_bid, how_far)
