"""How often a simulated participant would rather not answer; and what is only read."""

from __future__ import annotations

from ikea_effect.screens.decline import Decline
from ikea_effect.screens.heading import Heading
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream

DECLINES = 0.04
"""Share of answers that are declined where they may be: some, so that analyses meet empty cells."""


def _answer(_ask: Decline, _someone: Someone, stream: Stream) -> bool:
    return stream.uniform() < DECLINES


SIMULATED = SimulatedAsk(_answer)


def _nothing(_ask: Heading, _someone: Someone, _stream: Stream) -> None:
    """Words are only read."""


HEADING = SimulatedAsk(_nothing)
