"""Whose pieces a participant is shown: those that were handed out least, by chance among equals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ikea_effect.assignment.place import Piece
from ikea_effect.protocol.assignments import Yoke
from ikea_effect.protocol.levels import step_of
from ikea_effect.seeds import Stream, stream_key

PURPOSE, TAKE = "yoke", "take"


def yoke_stream(secret: bytes, slot: int) -> Stream:
    """The stream that draws whose pieces the holder of a slot is shown."""
    return Stream(stream_key(secret, "", f"{PURPOSE}.slot-{slot}"))


def uses(makers: Iterable[str], places: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How often each maker's piece was handed out, by what other places hold."""
    handed = Counter(who for holds in places for who in holds.get("yoked", ()))
    return {who: handed[who] for who in sorted(makers)}


def drawn(yoke: Yoke, among: Mapping[str, int], stream: Stream) -> tuple[str, ...]:
    """Whose pieces are shown, in order; fewer than `each` where too few may be handed out once more.

    `among` are those who made one, with how often theirs was handed out. Nobody is shown a piece twice.
    """
    free = [who for who in sorted(among) if among[who] < yoke.uses]
    in_turn = sorted(stream.shuffled(free), key=lambda who: among[who])
    chosen = in_turn[: yoke.each]
    return stream.shuffled(chosen) if len(chosen) == yoke.each else ()


def take_stream(secret: bytes, slot: int, step: str) -> Stream:
    """The stream that draws whose session a step of the holder of a slot takes from."""
    return Stream(stream_key(secret, "", f"{TAKE}.{step}.slot-{slot}"))


def handed_on(step: str, those: Iterable[str], places: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How often the step, with all of its parts, took from each of those, by what other places hold."""
    taken = Counter(
        who
        for holds in places
        for name, who in holds.get("taken", {}).items()
        if step_of(name) == step_of(step)
    )
    return {who: taken[who] for who in sorted(those)}


def taken_from(among: Mapping[str, int], stream: Stream) -> str:
    """Whose session is taken from: one of those that were taken from least; nobody where none is there."""
    least = min(among.values(), default=0)
    free = [who for who in sorted(among) if among[who] == least]
    return stream.choice(free) if free else ""


def pieces_of(yoke: Yoke, makers: Sequence[str], pieces: Mapping[str, Piece]) -> tuple[Piece, ...]:
    """The pieces of these makers; without any, the good as it comes, as often as pieces are shown."""
    if not makers:
        return (Piece("", yoke.good),) * yoke.each
    return tuple(pieces[who] for who in makers)
