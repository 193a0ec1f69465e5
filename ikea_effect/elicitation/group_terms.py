"""What held in a settled group, for its members' receipts: its price, its n, and what a prediction met.

Groups stand as the ledger names them. Where the bids that are there do not give what it says (a member has
withdrawn since), nothing is told but what the ledger says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ikea_effect.elicitation.auctions import SealedBid, terms
from ikea_effect.elicitation.groups import Pending, right_in, round_in, settled_again, settles
from ikea_effect.elicitation.ledger import Line, groups, posted
from ikea_effect.elicitation.payout import Session, pending_in
from ikea_effect.elicitation.prediction import prediction_grid
from ikea_effect.money import Money
from ikea_effect.protocol.mechanisms import Auction, Band, FirstPrice, NthPrice, Prediction
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.timeline import Bidding

Terms = dict[str, Any]


def group_terms(
    protocol: Protocol, sessions: Sequence[Session], lines: Sequence[Line]
) -> dict[tuple[str, str], Terms]:
    """{(participant, step id): what a receipt tells of the group}, of everyone whose bid waited."""
    found: dict[tuple[str, str], Terms] = {}
    for step in protocol.timeline:
        if isinstance(step, Bidding) and isinstance(step.mechanism, Auction | Prediction):
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
    """The price that each member met, and how many units and which n there were, where the bids give it."""
    members: dict[str, list[Pending]] = defaultdict(list)
    for bid in bids:
        yield bid.participant, _unknown(auction)
        if bid.participant in formed:
            members[formed[bid.participant]].append(bid)
    for name, group in members.items():
        yield from _group(auction, currency, name, group, there)


def _group(
    auction: Auction,
    currency: str,
    name: str,
    members: Sequence[Pending],
    there: Mapping[tuple[str, str], tuple[int, int]],
) -> Iterator[tuple[str, Terms]]:
    again = settled_again(auction, currency, name, members)
    gives = {
        (one.participant, one.bidding): (-one.pays, int(one.bought))
        for one, bid in zip(again, members, strict=True)
        if bid.counts
    }
    agrees = again[0].group == name and all(there.get(key) == got for key, got in gives.items())
    if not agrees or not settles(auction, len(members)):
        for bid in members:
            minor, quantity = there.get((bid.participant, bid.bidding), (0, 0))
            yield bid.participant, _unknown(auction) | {"price_minor": -minor if quantity else None}
        return
    round_ = round_in(name) or 1
    sealed = [SealedBid(bid.participant, bid.in_round(round_), bid.rank, bid.share) for bid in members]
    units = terms(auction, sealed, currency).units
    for one, bid in zip(again, members, strict=True):
        met = one.bought or not isinstance(auction, FirstPrice)
        known: Terms = {"price_minor": one.price if met else None, "members": len(members), "units": units}
        full = len(members) == auction.group_size  # of others it is not known how many there were
        if isinstance(auction, NthPrice) and full:
            rest = (units - 1 - bid.share) % (len(members) - 1) if auction.n == "random" else None
            known |= {"n": units + 1, "rest_for_n": rest}
        yield bid.participant, _unknown(auction) | known


def _unknown(auction: Auction) -> Terms:
    """What is told of a group of which nothing is known."""
    random_n: Terms = {"n": None, "rest_for_n": None} if isinstance(auction, NthPrice) else {}
    return {"price_minor": None, **random_n}
