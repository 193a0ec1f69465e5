"""Which of the texts that all studies share a study can show: a new language words these, and no others."""

from __future__ import annotations

import functools
from collections.abc import Callable

from ikea_effect.protocol.kinds import step_kind
from ikea_effect.protocol.kinds.mechanisms import kind_of
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.registry import BUILT_IN


def shown_by(protocol: Protocol) -> Callable[[str], bool]:
    """Whether the study can show the shared text of a key: a kind of another package may show any."""
    steps = {step.kind for step in protocol.timeline}
    mechanisms = [step.mechanism for step in biddings(protocol.timeline)]
    foreign = (steps - {*BUILT_IN["step"]}) | ({one.kind for one in mechanisms} - {*BUILT_IN["mechanism"]})
    of_steps = {part for kind in steps for part in step_kind(kind).shared}
    asked = {"common"}.union(*(kind_of(one).shared(one) for one in mechanisms))

    def is_shown(key: str) -> bool:
        first, second = [*key.split("."), ""][:2]
        of_bidding = first != "bidding" or second in asked
        return bool(foreign) or (of_bidding and not ({first, f"{first}.{second}"} & _of_steps() - of_steps))

    return is_shown


@functools.cache
def _of_steps() -> frozenset[str]:
    """What some kind of step shows. Every kind is loaded for it, so it is asked for last."""
    return frozenset(part for kind in BUILT_IN["step"] for part in step_kind(kind).shared)
