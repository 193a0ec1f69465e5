"""What earlier parts of a session have cost, or may still cost: nobody bids the same money twice.

It follows from the facts of those parts alone, so that a resumed session comes to the same limits.
"""

from __future__ import annotations

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms import kind_of
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.screens.context import Context


def spent_before(context: Context, step: str) -> Money:
    """What all other parts so far come to in the worst case; nothing where one part alone counts.

    What was settled costs what is paid for it, a bid that waits for others at most the bid itself: of several
    rounds the highest one. What a sale brings in is not bid with.
    """
    currency = context.protocol.currency
    if context.protocol.payment.binding != "all":
        return Money(0, currency)
    steps = biddings(context.protocol.timeline)
    auctions = {one.id for one in steps if kind_of(one.mechanism).settles == "group"}
    settled = sum(max(one.pays.minor, 0) for one in context.settled if one.bidding != step)
    waiting = sum(one.highest for one in context.pending if one.bidding in auctions and one.bidding != step)
    return Money(settled + waiting, currency)
