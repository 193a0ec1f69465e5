"""Which bidding step counts, where not all of them do: one is drawn for each participant, or one is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ikea_effect.protocol.kinds import kind_of
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context, EndSession
from ikea_effect.screens.facts import Drawn, Fact, Noted
from ikea_effect.screens.screens import Page, Task
from ikea_effect.tasks.alteration import Item, altered
from ikea_effect.tasks.bidding.names import WHICH_STEP
from ikea_effect.tasks.bidding.offer import Offer, unbroken
from ikea_effect.tasks.bidding.real_steps import real, that_counts
from ikea_effect.tasks.names import name_in


def step_that_counts(context: Context) -> str | None:
    """The one step that counts, or None where all do. The code of its draw is shown with every rule."""
    rule = context.protocol.payment.binding
    return that_counts(rule, real(context.steps), lambda: context.stream(WHICH_STEP))


def told_once(task: Task, offer: Offer[Any]) -> Task:
    """The step's task; where one step of several counts, its pages and its settlement say so."""
    counts = step_that_counts(offer.context)
    if counts is None:
        return (yield from _told_what_is_left(task, offer))
    if kind_of(offer.step.mechanism).hypothetical:
        return (yield from _told_if_ended(task, offer, counts))
    conditional = altered(task, lambda item: _with_condition(item, offer, counts))
    outcome = yield from _told_if_ended(conditional, offer, counts)
    if offer.id == real(offer.context.steps)[-1]:
        yield from _drawn(offer, counts, "part-drawn")
    return outcome


def _told_if_ended(task: Task, offer: Offer[Any], counts: str) -> Task:
    """The step's task; a session that ends in it is told which of the steps before counts."""
    try:
        return (yield from task)
    except EndSession:
        yield from _drawn_early(offer, counts)
        raise


def _told_what_is_left(task: Task, offer: Offer[Any]) -> Task:
    """The step's task; where earlier parts draw on the same endowment, its rule says what is left."""
    if not (offer.draws_on_endowment and offer.spent.minor):
        return task
    amounts = {"endowment": offer.endowment, "left": offer.left, "spent": offer.spent}

    def change(item: Item) -> Item:
        if not isinstance(item, Page) or item.id != name_in(offer.id, "rule"):
            return item
        return replace(item, body=(*item.body, offer.text("common.spent", **amounts)))

    return altered(task, change)


def _with_condition(item: Item, offer: Offer[Any], counts: str) -> Item:
    if isinstance(item, Fact) and item.kind in ("settled", "pending"):
        bid: Any = item
        return replace(bid, binding=counts == offer.id)  # type: ignore[no-any-return]
    if isinstance(item, Page) and item.id in (name_in(offer.id, "rule"), name_in(offer.id, "outcome")):
        return replace(item, body=(*item.body, _note(offer, item.id.rpartition(".")[2])))
    return item


def _note(offer: Offer[Any], page: str) -> Text:
    """What the rule or the outcome says of one part counting; only a draw is sealed under a code."""
    steps = real(offer.context.steps)
    places = {"part": steps.index(offer.id) + 1, "parts": len(steps)}
    if page == "rule" and offer.context.protocol.payment.binding != "one-random":
        return offer.text("common.one-counts.fixed", **places)
    code = unbroken(offer.context.stream(WHICH_STEP).code)
    return offer.text(f"common.one-counts.{page}", code=code, **places)


def _drawn_early(offer: Offer[Any], counts: str) -> Task:
    """The session ends in this step: which one counts, if some had their bids and others were to come."""
    steps = real(offer.context.steps)
    timeline = [step.id for step in biddings(offer.context.steps)]
    before = set(steps) & set(timeline[: timeline.index(offer.id)])
    if before and len(before) < len(steps):
        yield from _drawn(offer, counts, "part-drawn" if counts in before else "part-missed")


def _drawn(offer: Offer[Any], counts: str, key: str) -> Task:
    """Which step counts, and what follows."""
    steps = real(offer.context.steps)
    if offer.context.protocol.payment.binding == "one-random":
        commitment = offer.context.stream(WHICH_STEP).commitment
        yield Drawn(WHICH_STEP, commitment, steps.index(counts), bidding=counts)
        yield Noted("counts", counts)
    part = steps.index(counts) + 1
    values = {"part": part, "parts": len(steps)}
    yield offer.page("binding", f"common.{key}", values=values, tells_outcome=bool(offer.context.held))
