"""How simulated people judge where a population says how: each piece, the mean of all, or an agreement."""

from __future__ import annotations

from ikea_effect.screens.simulation import SimulatedAsk, Someone, between
from ikea_effect.seeds import Stream
from ikea_effect.tasks.judging.agreement import order_that_agrees
from ikea_effect.tasks.judging.task import JudgedGallery, JudgedItem
from ikea_effect.tasks.population import nearest_point
from ikea_effect.tasks.products import simulated_ballot


def _answer(ask: JudgedItem, someone: Someone, stream: Stream) -> int:
    """The piece's own value; else the mean's, spread over all pieces so that they come to it."""
    own, mean = someone.value(ask.measure), someone.value(ask.mean)
    if own is not None:
        return nearest_point(own, ask.low, ask.high)
    if mean is None:
        return between(stream, ask.low, ask.high)
    total = nearest_point(mean * ask.of, ask.low * ask.of, ask.high * ask.of)
    return total // ask.of + (ask.place < total % ask.of)


def _ranked(ask: JudgedGallery, someone: Someone, stream: Stream) -> list[str]:
    """An order that agrees as much with the reference as the population says; else by ranks, or by chance."""
    wanted = someone.value(ask.agreement)
    if wanted is not None:
        return order_that_agrees(ask.reference, wanted, stream)
    order: list[str] = simulated_ballot.SIMULATED.answer(ask, someone, stream)
    return order


SIMULATED = SimulatedAsk(_answer)
RANKED = SimulatedAsk(_ranked)
