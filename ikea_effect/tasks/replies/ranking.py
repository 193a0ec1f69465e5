"""How simulated participants put options in order: the declared one first, the others as it comes."""

from __future__ import annotations

from ikea_effect.screens.choices import RankedOptions
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream


def _answer(ask: RankedOptions, someone: Someone, stream: Stream) -> list[str]:
    order = list(stream.shuffled(sorted(option.id for option in ask.options)))
    first = someone.drawn(ask.measure)
    if first in order:
        order.remove(str(first))
        order.insert(0, str(first))
    return order


SIMULATED = SimulatedAsk(_answer)
