"""Bids that wait for others: groups of an auction form in the order of bids and are settled when full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ikea_effect.elicitation.auctions import SealedBid, settle, terms
from ikea_effect.elicitation.prediction import reward, truth
from ikea_effect.money import Money
from ikea_effect.protocol.mechanisms import Auction, Prediction


class Pending(NamedTuple):
    """One bid or prediction that waits: `order` sorts by when it was made, and must not change later."""

    participant: str
    bidding: str
    amount: int
    rank: int
    share: int
    order: str
    condition: str = ""


class GroupResult(NamedTuple):
    """What the group settled for one member. `group` is "<bidding>/<number>", its condition between."""

    participant: str
    bidding: str
    group: str
    bought: bool
    price: int
    pays: int


class Settled(NamedTuple):
    """The results of all groups that are settled, and the members that still wait."""

    results: list[GroupResult]
    waiting: list[Pending]


def settle_groups(
    auction: Auction,
    currency: str,
    pending: Iterable[Pending],
    closed: bool = False,
    formed: Mapping[str, str] | None = None,
) -> Settled:
    """Every full group settled; the last one too if the study is closed and its rule says so.

    `formed` names the group of each participant who was settled before: those groups stand as they are, also
    if a member has withdrawn since, and are not settled again.
    """
    formed = formed or {}
    open_bids = [bid for bid in pending if bid.participant not in formed]
    results: list[GroupResult] = []
    waiting: list[Pending] = []
    for label, bids in sorted(_by_label(auction, open_bids).items()):
        number = _next_number(label, formed.values())
        for start in range(0, len(bids), auction.group_size):
            members = bids[start : start + auction.group_size]
            name = f"{label}/{number + start // auction.group_size}"
            if len(members) == auction.group_size or (
                closed and len(members) > 1 and auction.if_unfilled == "settle"
            ):
                results += _one_group(auction, currency, name, members)
            elif closed:
                results += [GroupResult(bid.participant, bid.bidding, name, False, 0, 0) for bid in members]
            else:
                waiting += members
    return Settled(results, waiting)


def _by_label(auction: Auction, bids: Sequence[Pending]) -> dict[str, list[Pending]]:
    """The bids that may meet in a group, in the order in which they were made."""
    found: dict[str, list[Pending]] = defaultdict(list)
    for bid in sorted(bids, key=lambda bid: (bid.order, bid.participant)):
        label = f"{bid.bidding}/{bid.condition}" if auction.among == "condition" else bid.bidding
        found[label].append(bid)
    return found


def _next_number(label: str, names: Iterable[str]) -> int:
    numbers = [int(name.rsplit("/", 1)[1]) for name in names if name.rsplit("/", 1)[0] == label]
    return max(numbers, default=0) + 1


def _one_group(auction: Auction, currency: str, name: str, members: Sequence[Pending]) -> list[GroupResult]:
    bids = [SealedBid(bid.participant, bid.amount, bid.rank, bid.share) for bid in members]
    awards = settle(bids, terms(auction, bids, currency))
    return [
        GroupResult(bid.participant, bid.bidding, name, award.bought, award.price, award.pays)
        for bid, award in zip(members, awards, strict=True)
    ]


def settle_predictions(
    mechanism: Prediction, currency: str, pending: Iterable[Pending], bids: Mapping[str, int]
) -> dict[str, int]:
    """What each prediction earns: participant -> minor units. `bids` holds everyone's bid in the other step.

    To be called when the last bid is in: nobody's own bid counts, and others' only once.
    """
    earned = {}
    for guess in pending:
        others = [Money(bids[who], currency) for who in sorted(bids) if who != guess.participant]
        if others:
            actual = truth(mechanism, others, guess.rank)
            earned[guess.participant] = reward(mechanism, Money(guess.amount, currency), actual).minor
    return earned
