"""How simulated people judge where a population says how: each piece, the mean of all, or an agreement."""

from __future__ import annotations

import math

from ikea_effect.screens.simulation import SimulatedAsk, Someone, between
from ikea_effect.seeds import Stream
from ikea_effect.tasks.judging.agreement import order_that_agrees
from ikea_effect.tasks.judging.task import JudgedGallery, JudgedItem
from ikea_effect.tasks.nearest import nearest_point
from ikea_effect.tasks.products import ballot_simulation


def _answer(ask: JudgedItem, someone: Someone, stream: Stream) -> int:
    """What the maker's is worth, or the piece's own value; else the mean's, spread over all pieces."""
    worth = None if ask.of_maker is None else someone.value(ask.of_maker, ask.maker)
    if worth is not None:
        return _near(worth, ask.low, ask.high, stream)
    own, mean = someone.value(ask.measure), someone.value(ask.mean)
    if own is not None:
        return nearest_point(own, ask.low, ask.high)
    if mean is None:
        return between(stream, ask.low, ask.high)
    total = nearest_point(mean * ask.of, ask.low * ask.of, ask.high * ask.of)
    return total // ask.of + (ask.place < total % ask.of)


def _near(worth: float, low: int, high: int, stream: Stream) -> int:
    """One of the two points around what the piece is worth, so that many judges' mean comes to it."""
    below = math.floor(worth)
    return nearest_point(below + (stream.uniform() < worth - below), low, high)


def _ranked(ask: JudgedGallery, someone: Someone, stream: Stream) -> list[str]:
    """An order that agrees as much with the reference as the population says; else by ranks, or by chance.

    What somebody made comes to where its worth puts it.
    """
    wanted = someone.value(ask.agreement)
    order: list[str] = (
        order_that_agrees(ask.reference, wanted, stream)
        if wanted is not None
        else ballot_simulation.SIMULATED.answer(ask, someone, stream)
    )
    known = [(piece, someone.value(measure, maker)) for piece, measure, maker in ask.of_makers]
    places = [(piece, _near(worth, 1, len(order), stream) - 1) for piece, worth in known if worth is not None]
    return ballot_simulation.placed(order, places)


SIMULATED = SimulatedAsk(_answer)
RANKED = SimulatedAsk(_ranked)
