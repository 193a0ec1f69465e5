"""What sealed bids of simulated studies come to: who pays for a purchase, and whose group does not fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ikea_effect.payment.payout import Session, pending_in
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.models import Protocol


class Auctions(NamedTuple):
    """Of one study: what winners pay, in major units, and how many bid in a group that did not fill."""

    paid: float
    unfilled: int


def sold(
    protocol: Protocol, sessions: Sequence[Session], results: Mapping[str, Mapping[str, Any]]
) -> Auctions | None:
    """All auctions of the study, by what is known of each bid; of steps, those that count.

    None where nothing is auctioned.
    """
    known = [
        (results[bid.participant].get(f"{step.id}.paid"), results[bid.participant].get(f"{step.id}.group"))
        for step in biddings(protocol.timeline)
        for session in sessions
        for bid in pending_in(session, step.id)
        if bid.counts and f"{step.id}.paid" in results.get(bid.participant, {})
    ]
    if not known:
        return None
    return Auctions(sum(float(paid or 0) for paid, _ in known), sum(group is None for _, group in known))


def unfilled_words(protocol: Protocol) -> str:
    """What becomes of bids in a group that does not fill, as declared."""
    said = {"no-sale": "nobody buys there", "settle": "two or more are settled among themselves"}
    declared = (getattr(step.mechanism, "if_unfilled", None) for step in biddings(protocol.timeline))
    return ", or ".join(said[rule] for rule in sorted({rule for rule in declared if rule}))
