"""What sealed bids of simulated studies come to: who pays for a purchase, and whose group does not fill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ikea_effect.money import Money
from ikea_effect.payment.payout import Session, pending_in
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.mechanisms import Auction
from ikea_effect.protocol.models import Protocol
from ikea_effect.tasks.bidding.sealed_bids.groups import settle_groups


class Auctions(NamedTuple):
    """Of one study: what winners pay, in major units, and how many bid in a group that did not fill."""

    paid: float
    unfilled: int


def sold(protocol: Protocol, sessions: Sequence[Session]) -> Auctions:
    """All auctions of the study as they end when nobody else comes; of steps, those that count."""
    paid, unfilled = 0.0, 0
    for name, auction in _auctions(protocol):
        bids = [bid for session in sessions for bid in pending_in(session, name) if bid.counts]
        unfilled += len(settle_groups(auction, protocol.currency, bids).waiting)
        ended = settle_groups(auction, protocol.currency, bids, closed=True)
        paid += sum(float(Money(one.pays, protocol.currency).major) for one in ended.results)
    return Auctions(paid, unfilled)


def unfilled_words(protocol: Protocol) -> str:
    """What becomes of bids in a group that does not fill, as declared; empty without auctions."""
    said = {"no-sale": "nobody buys there", "settle": "two or more are settled among themselves"}
    rules = sorted({auction.if_unfilled for _, auction in _auctions(protocol)})
    return ", or ".join(said[rule] for rule in rules)


def _auctions(protocol: Protocol) -> Iterator[tuple[str, Auction]]:
    for step in biddings(protocol.timeline):
        if isinstance(step.mechanism, Auction):
            yield step.id, step.mechanism
