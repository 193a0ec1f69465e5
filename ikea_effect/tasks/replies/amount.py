"""How an amount is typed or set on a line: what the good is worth to the participant, on the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ikea_effect.money import exponent
from ikea_effect.screens.screens import Amount
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream
from ikea_effect.tasks.nearest import nearest_amount

if TYPE_CHECKING:
    from ikea_effect.screens.prices import PriceSlider


def _answer(ask: Amount | PriceSlider, someone: Someone, stream: Stream) -> int:
    latent = someone.value(ask.measure)
    if latent is None:
        return _any(ask, stream)
    exact = latent * float(10 ** exponent(ask.low.currency))
    return nearest_amount(exact, ask.low.minor, ask.high.minor, ask.step.minor)


def _any(ask: Amount | PriceSlider, stream: Stream) -> int:
    steps = (ask.high.minor - ask.low.minor) // ask.step.minor
    return ask.low.minor + stream.below(steps + 1) * ask.step.minor


def _wrong(ask: Amount | PriceSlider, _right: int, stream: Stream) -> int:
    return _any(ask, stream)


SIMULATED = SimulatedAsk(_answer, _wrong)
