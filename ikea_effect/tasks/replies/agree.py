"""How a box to tick is answered."""

from __future__ import annotations

from ikea_effect.screens.screens import Agree
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream


def _answer(_ask: Agree, _someone: Someone, _stream: Stream) -> bool:
    return True


SIMULATED = SimulatedAsk(_answer)
