"""How a simulated participant sets a place on a line: what the measure is, to whole points."""

from __future__ import annotations

from ikea_effect.screens.simulation import SimulatedAsk, Someone, between
from ikea_effect.screens.slider import Slider
from ikea_effect.seeds import Stream
from ikea_effect.tasks.population import on_scale


def _answer(ask: Slider, someone: Someone, stream: Stream) -> int:
    latent = someone.value(ask.measure)
    if latent is None:
        return between(stream, ask.low, ask.high)
    import numpy as np

    return int(on_scale(np.asarray(latent), ask.low, ask.high))


SIMULATED = SimulatedAsk(_answer)
