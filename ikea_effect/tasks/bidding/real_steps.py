"""The bidding steps that can settle something for one participant, and which of them counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ikea_effect.protocol.kinds import kind_of
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.timeline import Step, in_order
from ikea_effect.seeds import Stream
from ikea_effect.tasks.payment_rule import draw_binding


def met(
    protocol: Protocol, condition: Mapping[str, str], orders: Mapping[str, Sequence[str]] | None = None
) -> tuple[str, ...]:
    """The steps that settle something for participants of the condition, in the order in which they come."""
    reached = [step for step in protocol.timeline if step.reaches(dict(condition))]
    return real(in_order(reached, orders or {}))


def real(steps: Iterable[Step]) -> tuple[str, ...]:
    """Those of the steps that settle something: bidding that is not hypothetical."""
    return tuple(step.id for step in biddings(steps) if not kind_of(step.mechanism).hypothetical)


def that_counts(rule: str, steps: Sequence[str], stream: Callable[[], Stream]) -> str | None:
    """The one step that counts, or None where all do: the rule names it, or the stream draws it."""
    if rule == "all" or len(steps) < 2:
        return None
    return draw_binding(steps, stream()) if rule == "one-random" else rule
