"""What the partner of a pair made: waited for before the first bid, and met as a good of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ikea_effect.assignment.slots import partner_slot
from ikea_effect.protocol.registry import step_kind
from ikea_effect.protocol.shorthand import PARTNER, of_other
from ikea_effect.protocol.texts import Text
from ikea_effect.protocol.timeline import Step
from ikea_effect.screens.context import Context, EndSession
from ikea_effect.screens.facts import Noted
from ikea_effect.screens.facts_of_groups import Offered
from ikea_effect.screens.screens import Page, Task
from ikea_effect.screens.waiting import Meeting


def partners_pieces(context: Context) -> dict[str, str]:
    """{name: good} of what the partner makes and this participant is shown: nothing that nobody makes."""
    if not context.protocol.is_paired:
        return {}
    others = context.protocol.goods_of_others.values()
    makes = {step.its_good for step in context.steps if step_kind(step.kind).makes}
    return {of_other(one): one.good for one in others if one.whose == PARTNER and one.good in makes}


def shows(step: Step, names: Sequence[str]) -> bool:
    """Whether a good of one of these names is shown in the step."""
    return bool(names) and _named(step.model_dump(), names)


def _named(value: Any, names: Sequence[str]) -> bool:
    if isinstance(value, dict):
        return any(_named(inner, names) for inner in value.values())
    if isinstance(value, list | tuple):
        return any(_named(inner, names) for inner in value)
    return isinstance(value, str) and value in names


def is_time_to_meet(step: Step, context: Context) -> bool:
    """Whether the partner is met before this step: before the first that shows their piece, or any bid.

    So whoever goes home for want of a partner has not bid yet.
    """
    pieces = [name for name in partners_pieces(context) if name not in context.partners]
    if not pieces or step_kind(step.kind).makes:
        return False
    return shows(step, pieces) or step_kind(step.kind).fills == "money"


def partner(context: Context) -> Task:
    """Waits for each piece of the partner's that is shown later; tells first what this participant made.

    Raises: EndSession where nobody comes and the protocol sends home whoever is alone.
    """
    for name, good in partners_pieces(context).items():
        yield Offered(good, context.made.get(good))
        reply = yield _meeting(good, context)
        assert reply is not None
        context.partners[name] = str(reply.values["partner"])
        if reply.values["recipe"]:
            context.made[name] = reply.values["recipe"]
    alone = "" in context.partners.values()
    yield Noted("alone", alone)
    rule = context.protocol.assignment.pair
    if alone and rule is not None and rule.if_alone == "send-home":
        yield Page("pair.sent-home", Text("pair.sent-home.title"), (Text("pair.sent-home.body"),))
        raise EndSession


def _meeting(good: str, context: Context) -> Meeting:
    rule, place = context.protocol.assignment.pair, context.place
    slot = place.slot if place is not None else 0
    return Meeting(
        id=f"{good}.partner",
        good=good,
        pair=(place.pair if place is not None else None) or 1,
        slot=partner_slot(context.protocol, slot),
        participant=context.participant,
        if_alone=rule.if_alone if rule is not None else "wait",
    )


def is_skipped(step: Step, context: Context) -> bool:
    """Whether the step shows the piece of a partner who never came."""
    return shows(step, [name for name, who in context.partners.items() if not who])
