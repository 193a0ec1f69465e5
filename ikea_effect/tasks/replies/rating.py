"""How an item is rated: near what the participant's measure is, in items of a scale with an error."""

from __future__ import annotations

from ikea_effect.screens.screens import RatingItem
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream
from ikea_effect.tasks.nearest import nearest_point

SKIPS = 0.02
"""Share of items that are left open where they may be."""


def _answer(ask: RatingItem, someone: Someone, stream: Stream) -> int | None:
    if ask.may_skip and stream.uniform() < SKIPS:
        return None
    latent = someone.value(ask.measure)
    if latent is None:
        return ask.low + stream.below(ask.high - ask.low + 1)
    noise = 0.0 if ask.id == ask.measure else stream.uniform() - 0.5
    point = nearest_point(latent / ask.parts + noise, ask.low, ask.high)
    return ask.low + ask.high - point if ask.reversed else point


def _wrong(ask: RatingItem, right: int, stream: Stream) -> int:
    """Any other point."""
    return stream.choice([point for point in range(ask.low, ask.high + 1) if point != right])


SIMULATED = SimulatedAsk(_answer, _wrong)
