"""How one of several pictures is picked, or how they are put in order: each as likely."""

from __future__ import annotations

from ikea_effect.screens.gallery import Gallery
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream


def _answer(ask: Gallery, _someone: Someone, stream: Stream) -> str | list[str]:
    ids = [card.id for card in ask.cards]
    return list(stream.shuffled(ids)) if ask.how == "rank" else stream.choice(ids)


SIMULATED = SimulatedAsk(_answer)
