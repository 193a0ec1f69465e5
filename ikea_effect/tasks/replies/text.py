"""How an open answer is given: with a dash, or with as many letters as words are asked for."""

from __future__ import annotations

from ikea_effect.screens.screens import AnswerText
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream


def _answer(ask: AnswerText, _someone: Someone, _stream: Stream) -> str:
    return " ".join("x" * ask.min_words) or "–"


SIMULATED = SimulatedAsk(_answer)
