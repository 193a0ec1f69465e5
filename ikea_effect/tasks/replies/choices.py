"""How simulated participants choose several options: as many as the measure is, any of them."""

from __future__ import annotations

from collections.abc import Sequence

from ikea_effect.screens.choices import SeveralOptions
from ikea_effect.screens.simulation import SimulatedAsk, Someone, between
from ikea_effect.seeds import Stream
from ikea_effect.tasks.nearest import nearest_point


def _answer(ask: SeveralOptions, someone: Someone, stream: Stream) -> list[str]:
    latent = someone.value(ask.measure)
    count = (
        between(stream, ask.least, ask.most) if latent is None else nearest_point(latent, ask.least, ask.most)
    )
    return _any(ask, count, stream)


def _any(ask: SeveralOptions, count: int, stream: Stream) -> list[str]:
    chosen = stream.shuffled([option.id for option in ask.options])[:count]
    return [option.id for option in ask.options if option.id in chosen]


def _wrong(ask: SeveralOptions, right: Sequence[str], stream: Stream) -> list[str]:
    """Others, where there are other answers at all."""
    for _ in range(20):
        drawn = _any(ask, between(stream, ask.least, ask.most), stream)
        if {*drawn} != {*right}:
            return drawn
    return list(right)


SIMULATED = SimulatedAsk(_answer, _wrong)
