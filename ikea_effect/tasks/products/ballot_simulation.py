"""How simulated people vote and judge where a population says how: by rank, by wins, by choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ikea_effect.screens.gallery import Gallery
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream
from ikea_effect.tasks.nearest import nearest_point

Named = tuple[tuple[str, str], ...]
"""(card, measure) of each card that a measure is about."""


@dataclass(frozen=True, slots=True)
class Ballot(Gallery):
    """Cards to choose from, and the measures that take what it comes to. Value: as in a gallery."""

    simulated: ClassVar[str] = "ikea_effect.tasks.products.ballot_simulation:SIMULATED"

    choice: str | None = None
    ranks: Named = ()
    wins: Named = ()
    shares: Named = ()
    met: tuple[tuple[str, int], ...] = ()
    """In how many earlier pairs each card was."""
    shown: tuple[tuple[str, int], ...] = ()
    """In how many pairs of the whole vote each card is."""
    most: int = 0
    """How many pairs each card is in."""
    agreement: str | None = None
    """The measure that takes whether the vote is the outcome."""
    outcome: str = ""
    """The card that wins, where another's vote decides; never drawn."""


def about(measures: Mapping[str, str], what: str) -> Named:
    """(card, measure) of the results <what>.<card>."""
    return tuple(
        (name.partition(".")[2], measure)
        for name, measure in measures.items()
        if name.partition(".")[0] == what and "." in name
    )


def _answer(ask: Ballot, someone: Someone, stream: Stream) -> str | list[str]:
    ids = [card.id for card in ask.cards]
    return _ranked(ask, ids, someone, stream) if ask.how == "rank" else _picked(ask, ids, someone, stream)


def _agrees(ask: Ballot, someone: Someone) -> bool | None:
    """Whether the vote is to be the outcome; None where nothing is declared."""
    latent = someone.value(ask.agreement)
    return None if latent is None else nearest_point(latent, 0, 1) == 1


def _ranked(ask: Ballot, ids: Sequence[str], someone: Someone, stream: Stream) -> list[str]:
    order = list(stream.shuffled(ids))
    first = someone.drawn(ask.choice)
    if first in order:
        order = placed(order, [(str(first), 0)])
    if (agrees := _agrees(ask, someone)) is not None:
        first_now = 0 if agrees else max(1, order.index(ask.outcome))
        order = placed(order, [(ask.outcome, first_now)])
    known = ((card, someone.value(measure)) for card, measure in ask.ranks)
    return placed(
        order, [(card, nearest_point(rank, 1, len(ids)) - 1) for card, rank in known if rank is not None]
    )


def placed(order: Sequence[str], places: Iterable[tuple[str, int]]) -> list[str]:
    """The order with some of it moved to their places, from 0; the others stay as they are to each other."""
    wanted = sorted(places, key=lambda one: one[1])
    found = [one for one in order if one not in dict(wanted)]
    for one, place in wanted:
        found.insert(place, one)
    return found


def _picked(ask: Ballot, ids: Sequence[str], someone: Someone, stream: Stream) -> str:
    """The choice where it is there; else by how often each is to win, the others by chance."""
    by_chance, met = stream.choice(ids), dict(ask.met)
    if ask.outcome in ids and (agrees := _agrees(ask, someone)) is not None:
        return ask.outcome if agrees else stream.choice([one for one in ids if one != ask.outcome])
    if (chosen := someone.drawn(ask.choice)) in ids:
        return str(chosen)
    for card, wanted in _wanted(ask, someone):
        if card in ids:
            others = [one for one in ids if one != card]
            return card if met.get(card, 0) < wanted else stream.choice(others)
    return by_chance


def _wanted(ask: Ballot, someone: Someone) -> Iterator[tuple[str, int]]:
    """(card, in how many pairs it is to be picked) of each card of which a population says it."""
    for card, measure in ask.wins:
        if (latent := someone.value(measure)) is not None:
            yield card, nearest_point(latent, 0, ask.most)
    shown = dict(ask.shown)
    for card, measure in ask.shares:
        if (latent := someone.value(measure)) is not None:
            yield card, nearest_point(latent * shown[card], 0, shown[card])


SIMULATED = SimulatedAsk(_answer)
