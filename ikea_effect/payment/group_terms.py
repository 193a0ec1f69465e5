"""What held in a settled group, for its members' receipts: its price, its n, and what a prediction met.

Groups stand as the ledger keeps them, so that a receipt says the same when another member has withdrawn. In
a ledger that does not tell how many members a group had, a full one is settled again from its bids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ikea_effect.money import Money
from ikea_effect.payment.entries import Line, groups, posted
from ikea_effect.payment.payout import Session, pending_in
from ikea_effect.protocol.kinds.mechanisms.prediction import Band, Prediction
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Auction, FirstPrice, NthPrice
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.models import Protocol
from ikea_effect.tasks.bidding.prediction.rule import prediction_grid
from ikea_effect.tasks.bidding.sealed_bids.group_cell import Formed, formed_in
from ikea_effect.tasks.bidding.sealed_bids.groups import Pending, right_in, settled_again, settles
from ikea_effect.tasks.bidding.sealed_bids.rule import units_of

Terms = dict[str, Any]


def group_terms(
    protocol: Protocol, sessions: Sequence[Session], lines: Sequence[Line]
) -> dict[tuple[str, str], Terms]:
    """{(participant, step id): what a receipt tells of the group}, of everyone whose bid waited."""
    found: dict[tuple[str, str], Terms] = {}
    for step in biddings(protocol.timeline):
        if isinstance(step.mechanism, Auction | Prediction):
            bids = [bid for session in sessions for bid in pending_in(session, step.id)]
            formed = groups(lines, step.id)
            if isinstance(step.mechanism, Auction):
                told = _auction(step.mechanism, protocol.currency, bids, formed, posted(lines))
            else:
                told = _predictions(step.mechanism, protocol.currency, bids, formed)
            found |= {(who, step.id): known for who, known in told}
    return found


def _predictions(
    mechanism: Prediction, currency: str, bids: Sequence[Pending], formed: Mapping[str, str]
) -> Iterator[tuple[str, Terms]]:
    scoring = mechanism.scoring
    rule: Terms = {"kind": scoring.kind, "prize_minor": Money.of(scoring.prize, currency).minor}
    if isinstance(scoring, Band):
        rule["width_minor"] = Money.of(scoring.width, currency).minor
    else:
        grid = prediction_grid(mechanism, currency)
        rule["span_minor"] = grid.high - grid.low
    for bid in bids:
        yield bid.participant, {"right_minor": right_in(formed.get(bid.participant, "")), "scoring": rule}


def _auction(
    auction: Auction,
    currency: str,
    bids: Sequence[Pending],
    formed: Mapping[str, str],
    there: Mapping[tuple[str, str], tuple[int, int]],
) -> Iterator[tuple[str, Terms]]:
    """The price that each member met, and how many units and which n there were, where the ledger tells."""
    members: dict[str, list[Pending]] = defaultdict(list)
    for bid in bids:
        yield bid.participant, _unknown(auction)
        if bid.participant in formed:
            members[formed[bid.participant]].append(bid)
    for cell, own in members.items():
        group = _told(auction, currency, cell, own)
        for bid in own:
            bought = there.get((bid.participant, bid.bidding), (0, 0))
            yield bid.participant, _unknown(auction) | _of_group(auction, group, bid, *bought)


def _told(auction: Auction, currency: str, cell: str, members: Sequence[Pending]) -> Formed | None:
    """The group, with all that held in it where that is known."""
    group = formed_in(cell)
    if group and group.size is None and len(members) == auction.group_size:
        return formed_in(settled_again(auction, currency, group, members)[0].kept)
    return group


def _of_group(auction: Auction, group: Formed | None, bid: Pending, minor: int, quantity: int) -> Terms:
    """What one member is told. In a first-price auction, who does not buy meets no price."""
    own = {"price_minor": -minor if quantity else None}
    if group is None or group.size is None or not settles(auction, group.size):
        return own
    units = units_of(auction, group.size, group.n)
    known = own if isinstance(auction, FirstPrice) else {"price_minor": group.price}
    known |= {"members": group.size, "units": units}
    full = group.size == auction.group_size  # of others it is not known how many there were
    if isinstance(auction, NthPrice) and full:
        rest = (units - 1 - bid.share) % (group.size - 1) if auction.n == "random" else None
        known |= {"n": units + 1, "rest_for_n": rest}
    return known


def _unknown(auction: Auction) -> Terms:
    """What is told of a group of which nothing is known."""
    random_n: Terms = {"n": None, "rest_for_n": None} if isinstance(auction, NthPrice) else {}
    return {"price_minor": None, **random_n}
