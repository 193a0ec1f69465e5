"""When a participant learns what a bid came to: at once, or when the answers that it could color are given.

The draw is made and recorded with the bid; only its pages wait. So a session that is cut off before they are
shown has lost nothing, and settlement does not depend on them.
"""

from __future__ import annotations

from typing import Any

from ikea_effect.protocol.kinds.steps.bidding import RevealAfter
from ikea_effect.screens.context import Held
from ikea_effect.screens.screens import Page, Reply, Task
from ikea_effect.tasks.bidding.offer import Offer


def held_back(task: Task, offer: Offer[Any]) -> Task:
    """The step's task, without the pages that tell its outcome where these are shown later.

    In their place stands one page that says that the bid is in.
    """
    reveal = offer.step.reveal
    if reveal == "at-once":
        return (yield from task)
    after, before = reveal.after if isinstance(reveal, RevealAfter) else "", len(offer.context.held)
    reply: Reply | None = None
    while True:
        try:
            item = task.send(reply)
        except StopIteration as end:
            if len(offer.context.held) > before:
                yield offer.page("received", "common.received")
            return end.value
        reply = None
        if isinstance(item, Page) and item.tells_outcome:
            offer.context.held.append(Held(item, after))
        else:
            reply = yield item
