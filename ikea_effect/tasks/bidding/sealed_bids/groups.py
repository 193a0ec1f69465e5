"""Bids that wait for others: groups of an auction form in the order of places and are settled when full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.prediction import Prediction
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Auction, FirstPrice, NthPrice
from ikea_effect.tasks.bidding.prediction.rule import reward, truth
from ikea_effect.tasks.bidding.rounds import group_round
from ikea_effect.tasks.bidding.sealed_bids.group_cell import Formed, formed_in
from ikea_effect.tasks.bidding.sealed_bids.rule import SealedBid, settle, terms


class Pending(NamedTuple):
    """One bid or prediction that waits: `order` sorts into groups, and must not change later.

    With several rounds `amount` is the first bid, `amounts` holds all, and `round_share` is the part in
    drawing the round that counts. `counts`: no other step was drawn to count.
    """

    participant: str
    bidding: str
    amount: int
    rank: int
    share: int
    order: str
    condition: str = ""
    amounts: tuple[int, ...] = ()
    round_share: int = 0
    counts: bool = True

    def in_round(self, round_: int) -> int:
        """The bid of that round, from 1."""
        return self.amounts[round_ - 1] if self.amounts else self.amount


class GroupResult(NamedTuple):
    """What the group settled for one member.

    `group` is "<bidding>/<number>", its condition between; of several rounds it also names the one that
    counted: "<bidding>/<number> round <round>". `kept` is what the ledger keeps of the group.
    """

    participant: str
    bidding: str
    group: str
    bought: bool
    price: int
    pays: int
    kept: str = ""


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
            group = Formed(label, number + start // auction.group_size, len(members))
            if closed or len(members) == auction.group_size:
                results += _one_group(auction, currency, group, members)
            else:
                waiting += members
    return Settled(results, waiting)


def _by_label(auction: Auction, bids: Sequence[Pending]) -> dict[str, list[Pending]]:
    """The bids that may meet in a group, in their order."""
    found: dict[str, list[Pending]] = defaultdict(list)
    for bid in sorted(bids, key=lambda bid: (bid.order, bid.participant)):
        found[label_of(auction, bid)].append(bid)
    return found


def label_of(auction: Auction, bid: Pending) -> str:
    """What the names of groups begin with that the bid can be in."""
    return f"{bid.bidding}/{bid.condition}" if auction.among == "condition" else bid.bidding


def _next_number(label: str, cells: Iterable[str]) -> int:
    told = (formed_in(cell) for cell in cells)
    return max((group.number for group in told if group and group.label == label), default=0) + 1


def round_in(cell: str) -> int | None:
    """The round that counted in a group, or None where there is one only or none counted."""
    group = formed_in(cell)
    return group and group.round


class Earned(NamedTuple):
    """What a prediction earns, and what it was held against; None if nobody else has bid."""

    minor: int
    right: int | None

    def group(self, bidding: str) -> str:
        """How the ledger keeps what the prediction was held against."""
        return f"{bidding}/right {'none' if self.right is None else self.right}"


def right_in(group: str) -> int | None:
    """What a prediction was held against, by the ledger, or None where nothing is told or nobody else bid."""
    _, _, right = group.rpartition("/")[2].partition("right ")
    return int(right) if right and right != "none" else None


def settles(auction: Auction, size: int) -> bool:
    """Whether bids of so many members are settled when nobody else will come: the group is full, or may be
    settled as it is."""
    return size == auction.group_size or (size > 1 and auction.if_unfilled == "settle")


def settled_again(
    auction: Auction, currency: str, group: Formed, members: Sequence[Pending]
) -> list[GroupResult]:
    """The results of a group that was settled before, from the bids of all its members."""
    return _one_group(auction, currency, Formed(group.label, group.number, len(members)), members)


def _one_group(
    auction: Auction, currency: str, group: Formed, members: Sequence[Pending]
) -> list[GroupResult]:
    """Everyone's result; nobody buys where the group did not fill and is not settled as it is."""
    if not settles(auction, len(members)):
        nothing = (group.name, False, 0, 0, group.cell)
        return [GroupResult(bid.participant, bid.bidding, *nothing) for bid in members]
    if auction.rounds > 1:
        group = group._replace(round=group_round(auction, (bid.round_share for bid in members)))
    round_ = group.round or 1
    bids = [SealedBid(bid.participant, bid.in_round(round_), bid.rank, bid.share) for bid in members]
    held = terms(auction, bids, currency)
    awards = settle(bids, held)
    if isinstance(auction, NthPrice) and auction.n == "random":
        group = group._replace(n=held.units + 1)
    if not isinstance(auction, FirstPrice):
        group = group._replace(price=awards[0].price)
    name, cell = group.name, group.cell
    return [
        GroupResult(bid.participant, bid.bidding, name, award.bought, award.price, award.pays, cell)
        for bid, award in zip(members, awards, strict=True)
    ]


def settle_predictions(
    mechanism: Prediction, currency: str, pending: Iterable[Pending], bids: Mapping[str, int]
) -> dict[str, Earned]:
    """What each prediction earns, by participant. `bids` holds everyone's bid in the other step.

    To be called when the last bid is in: nobody's own bid counts, and others' only once.
    """
    earned = {}
    for guess in pending:
        others = [Money(bids[who], currency) for who in sorted(bids) if who != guess.participant]
        if others:
            right = truth(mechanism, others, guess.rank)
            minor = reward(mechanism, Money(guess.amount, currency), right).minor
        earned[guess.participant] = Earned(minor, right.minor) if others else Earned(0, None)
    return earned
