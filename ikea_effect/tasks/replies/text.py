"""How an open answer is given: by a sample text, a dash, or as many letters as words are asked for."""

from __future__ import annotations

from ikea_effect.screens.screens import AnswerText
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream


def _answer(ask: AnswerText, someone: Someone, _stream: Stream) -> str:
    written = someone.drawn(ask.measure)
    if isinstance(written, str):
        return written
    return " ".join("x" * ask.min_words) or "–"


SIMULATED = SimulatedAsk(_answer)
