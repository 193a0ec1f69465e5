"""What others made, for whoever begins now: pieces of sessions that have finished, drawn in the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ikea_effect.assignment.place import Piece, Place
from ikea_effect.assignment.yokes import drawn, pieces_of, uses, yoke_stream
from ikea_effect.errors import ParticipantError
from ikea_effect.operations.replay import materials_of
from ikea_effect.operations.run_film import shows_making, with_films
from ikea_effect.protocol.assignments import Yoke
from ikea_effect.protocol.models import Protocol
from ikea_effect.record.events import Event, went_to_end
from ikea_effect.record.sessions import sound_journals
from ikea_effect.record.study import Study


def yoked_place(
    study: Study, protocol: Protocol, participant: str, place: Place, others: Sequence[Mapping[str, Any]]
) -> Place:
    """The place with the pieces that are shown; `others` is what the others' places hold.

    Raises: ParticipantError where nobody has finished in the role before, or too few pieces are there and the
    protocol says to refuse.
    """
    yoke, role = protocol.assignment.yoke, protocol.roles.get(place.role or "")
    if yoke is None or not protocol.is_yoked(place.condition):
        if role is not None and role.after is not None and not _anybody(study, role.after):
            raise ParticipantError(
                f"participant {participant} takes part as {place.role}, which comes after {role.after}: "
                f"nobody has finished in that role yet. Run them first (--role {role.after})."
            )
        return place
    there = finished_pieces(yoke, (read.events for _, read in sound_journals(study, [])))
    found = with_pieces(yoke, study.secret, place, there, others)
    if shows_making(protocol, found):
        made = {who: read.events for who, read in sound_journals(study, []) if who in yoked_to(found)}
        found = with_films(materials_of(study), study.secret, found, made.__getitem__)
    if not found.yoked and yoke.stand_in == "refuse":
        raise ParticipantError(no_pieces(protocol, participant, "No place was taken."))
    return found


def with_pieces(
    yoke: Yoke, secret: bytes, place: Place, there: Mapping[str, Piece], others: Iterable[Mapping[str, Any]]
) -> Place:
    """The place with pieces drawn from those that are there; none where too few are and none stands in."""
    among = uses(there, others)
    makers = drawn(yoke, among, yoke_stream(secret, place.slot))
    if not makers and yoke.stand_in != "expert":
        return place
    return replace(place, yoked=pieces_of(yoke, makers, there), among=among)


def finished_pieces(yoke: Yoke, journals: Iterable[Sequence[Event]]) -> dict[str, Piece]:
    """{maker: piece} of everyone who made the good in a session that went to its end."""
    found = (piece_in(yoke, events) for events in journals)
    return {piece.participant: piece for piece in found if piece is not None}


def piece_in(yoke: Yoke, events: Sequence[Event]) -> Piece | None:
    """What the session made of the good, if it is one of those that others are shown."""
    if not went_to_end(events) or not yoke.from_.are(events[0].data["condition"]):
        return None
    return made_in(events, yoke.good)


def made_in(events: Sequence[Event], good: str) -> Piece | None:
    """What the session made of the good, as far as it went."""
    for event in reversed(events):
        if event.kind == "made" and event.data["good"] == good:
            recipe = event.data.get("recipe", {"placed": event.data.get("placed", [])})
            return Piece(str(events[0].data["participant"]), good, recipe)
    return None


def waits(protocol: Protocol, place: Place) -> bool:
    """Whether the place has to wait for pieces."""
    return protocol.is_yoked(place.condition) and not place.yoked


def no_pieces(protocol: Protocol, participant: str, kept: str) -> str:
    """Why a session cannot begin, and what to do."""
    yoke = protocol.assignment.yoke
    assert yoke is not None
    whose = " and ".join(f"{name} {' or '.join(levels)}" for name, levels in yoke.from_.levels.items())
    return (
        f"participant {participant} is shown {yoke.each} of what others made ({yoke.good}; {whose}), and too "
        "few of these are there that may be shown once more. Run such sessions to their end first. "
        f"{kept}"
    )


def _anybody(study: Study, role: str) -> bool:
    """Whether a session of the role went to its end."""
    ended = (read.events for _, read in sound_journals(study, []) if went_to_end(read.events))
    return any(events[0].data["condition"].get("role") == role for events in ended)


def yoked_to(place: Place) -> Iterator[str]:
    """Whose pieces are shown, in order."""
    return (piece.participant for piece in place.yoked if piece.participant)
