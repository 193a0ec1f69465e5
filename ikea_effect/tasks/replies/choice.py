"""How one of several options is chosen: each is as likely."""

from __future__ import annotations

from ikea_effect.screens.screens import Choice
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream


def _answer(ask: Choice, _someone: Someone, stream: Stream) -> str:
    return stream.choice(ask.options).id


def _wrong(ask: Choice, right: str, stream: Stream) -> str:
    return stream.choice([option.id for option in ask.options if option.id != right])


SIMULATED = SimulatedAsk(_answer, _wrong)
