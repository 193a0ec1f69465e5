"""How a number is typed by a simulated participant: what the measure is, at the grid."""

from __future__ import annotations

from decimal import Decimal

from ikea_effect.screens.number import NumberEntry
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream


def _answer(ask: NumberEntry, someone: Someone, stream: Stream) -> int | float:
    latent = someone.value(ask.measure)
    return _any(ask, stream) if latent is None else ask.value(ask.nearest(Decimal(repr(latent))))


def _any(ask: NumberEntry, stream: Stream) -> int | float:
    steps = int((ask.high - ask.low) / ask.step)
    return ask.value(ask.low + stream.below(steps + 1) * ask.step)


def _wrong(ask: NumberEntry, right: int | float, stream: Stream) -> int | float:
    """Any other number of the grid."""
    drawn, last = _any(ask, stream), ask.value(ask.high)
    return drawn if drawn != right else ask.value(ask.low) if right == last else last


SIMULATED = SimulatedAsk(_answer, _wrong)
