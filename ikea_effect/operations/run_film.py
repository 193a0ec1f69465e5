"""How pieces of others were made, handed on with them to those who see the making."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ikea_effect.assignment.place import Piece, Place
from ikea_effect.errors import RecordError
from ikea_effect.operations.replay import screens_again
from ikea_effect.protocol.kinds import step_kind
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.events import Event
from ikea_effect.tasks.replay.cut import Frame, distinct, thinned

Filmed = Callable[[str], Sequence[Event]]
"""The events of a maker's session, by name."""


def film_of(setup: Setup, secret: bytes, events: Sequence[Event], good: str) -> list[list[Any]]:
    """[state, milliseconds] of the good's making in a session; nothing where it cannot be played again."""
    try:
        seen = screens_again(setup, secret, events)
    except RecordError:
        return []
    made = ((screen.making, reply.rt_ms) for screen, reply in seen)
    frames = [
        Frame(one.recipe, ms) for one, ms in made if one is not None and one.good == good and one.recipe
    ]
    return [[_as_data(recipe), ms] for recipe, ms in thinned(distinct(frames))]


def _as_data(recipe: Mapping[str, Any]) -> dict[str, Any]:
    return dict(recipe)


def with_films(setup: Setup | None, secret: bytes, place: Place, journals: Filmed) -> Place:
    """The place with the making of each piece, where the study shows that."""
    if setup is None or not shows_making(setup.protocol, place):
        return place

    def filmed(piece: Piece) -> Piece:
        film = film_of(setup, secret, journals(piece.participant), piece.good) if piece.participant else None
        return piece._replace(film=film) if film else piece

    return replace(place, yoked=tuple(filmed(piece) for piece in place.yoked))


def shows_making(protocol: Protocol, place: Place) -> bool:
    """Whether whoever has the place sees how what others made came about."""
    return bool(place.yoked) and films(protocol)


def films(protocol: Protocol) -> bool:
    """Whether participants see how something was made."""
    return any(step_kind(step.kind).films for step in protocol.timeline)
