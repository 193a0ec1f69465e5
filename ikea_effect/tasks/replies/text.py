"""How an open answer is given: with a dash."""

from __future__ import annotations

from ikea_effect.screens.screens import AnswerText
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream


def _answer(_ask: AnswerText, _someone: Someone, _stream: Stream) -> str:
    return "–"


SIMULATED = SimulatedAsk(_answer)
