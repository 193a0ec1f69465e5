"""Bidding: the rule, practice, comprehension questions, the bid, and what it means.

What differs between mechanisms stands in a `Procedure` of its own; the order of a bidding step stands here.
Every draw has a stream of its own, named by its purpose: no page, question or attempt moves another draw.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ikea_effect.protocol.kinds.mechanisms import kind_of
from ikea_effect.protocol.kinds.steps.bidding import Bidding
from ikea_effect.protocol.levels import bare
from ikea_effect.protocol.registry import mechanism_kind, resolve
from ikea_effect.screens.context import Context, EndSession
from ikea_effect.screens.screens import Task
from ikea_effect.tasks.bidding.ask_questions import comprehension
from ikea_effect.tasks.bidding.offer import Offer, Procedure
from ikea_effect.tasks.bidding.reveal import held_back
from ikea_effect.tasks.bidding.which_step_counts import told_once


def procedure_of(kind: str) -> Callable[[Offer[Any]], Procedure]:
    """The procedure of a mechanism; imported now, since a study has one or two of them."""
    found: Callable[[Offer[Any]], Procedure] = resolve(mechanism_kind(kind).procedure)
    return found


def bidding(step: Bidding, context: Context) -> Task:
    """The whole bidding step; its outcome is what the mechanism settled.

    Raises: EndSession where the protocol ends the session of those who did not understand the rule.
    """
    offer: Offer[Any] = Offer(step, step.mechanism, context)
    return (yield from held_back(told_once(_whole_step(offer), offer), offer))


def _whole_step(offer: Offer[Any]) -> Task:
    step = offer.step
    procedure = procedure_of(step.mechanism.kind)(offer)
    if not _was_read(offer):
        yield from procedure.rule()
    understood = yield from _understood(offer, procedure)
    if understood == "failed" and offer.ends_if_not_understood:
        yield offer.page("ended", "common.ended")
        raise EndSession
    yield from offer.examples_noted()
    return (yield from procedure.bid())


def _met_before(offer: Offer[Any]) -> bool:
    """Whether this is a repetition, and not the first one."""
    return bool(offer.step.levels) and bare(offer.id) in offer.context.explained


def _was_read(offer: Offer[Any]) -> bool:
    """Whether the rule need not be read again: it was, at another level, and nothing is bought by it."""
    return kind_of(offer.step.mechanism).settles == "never" and _met_before(offer)


def _understood(offer: Offer[Any], procedure: Procedure) -> Task:
    """Practice and questions on the rule; a step that is repeated has them at the first level only.

    Returns what became of the questions, as the data say it.
    """
    if _met_before(offer):
        yield offer.noted("comprehension", "not-asked")
        return "not-asked"
    offer.context.explained.add(bare(offer.id))
    for number in range(1, offer.step.practice_rounds + 1):
        yield from procedure.practice(number)
    return (yield from comprehension(offer, procedure))
