"""How one of several options is chosen: by the declared chances; else each is as likely."""

from __future__ import annotations

from ikea_effect.screens.screens import Choice
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream


def _answer(ask: Choice, someone: Someone, stream: Stream) -> str:
    chosen = someone.drawn(ask.measure)
    if chosen in [option.id for option in ask.options]:
        return str(chosen)
    return stream.choice(ask.options).id


def _wrong(ask: Choice, right: str, stream: Stream) -> str:
    return stream.choice([option.id for option in ask.options if option.id != right])


SIMULATED = SimulatedAsk(_answer, _wrong)
