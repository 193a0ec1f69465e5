"""How often a simulated participant would rather not answer."""

from __future__ import annotations

from ikea_effect.screens.decline import Decline
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream

DECLINES = 0.04
"""Share of answers that are declined where they may be: some, so that analyses meet empty cells."""


def _answer(_ask: Decline, _someone: Someone, stream: Stream) -> bool:
    return stream.uniform() < DECLINES


SIMULATED = SimulatedAsk(_answer)
