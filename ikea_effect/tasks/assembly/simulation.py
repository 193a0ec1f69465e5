"""How simulated participants put a good together: part by part, now and then beside its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.screens.screens import Values
from ikea_effect.screens.simulation import SLIPS, Someone, between
from ikea_effect.seeds import Stream

if TYPE_CHECKING:
    from ikea_effect.screens.hand_step import HandStep

LOOKS = 0.15
"""Chance to look at the picture of the finished good before a move, where there is one."""

UNSURE = 0.25
"""Chance that a part is tried in a wrong place, or too early, where nobody says which one comes next."""


def simulated(board: AssemblyBoard, _someone: Someone, stream: Stream) -> tuple[Values, int]:
    """The next move."""
    return _move(board, stream), between(stream, 900, 4200)


def traced(board: AssemblyBoard, _someone: Someone, stream: Stream) -> tuple[Values, int]:
    """The next move, and how the part came there: carried about half a window, now and then with a pause."""
    move, taken = _move(board, stream), between(stream, 900, 4200)
    if move["move"] in ("place", "wrong-drop"):
        move |= {"path": 350 + stream.below(400), "pauses": stream.below(5) // 4, "by": "drag"}
    return move, taken


def by_hand(_step: HandStep, _someone: Someone, stream: Stream) -> tuple[Values, int]:
    """One step of an assembly by hand, confirmed."""
    return {}, between(stream, 5000, 30000)


def _move(board: AssemblyBoard, stream: Stream) -> dict[str, Any]:
    if board.consulting or (board.may_consult and not board.complete and stream.uniform() < LOOKS):
        return {"move": "consult"}
    if board.complete:
        return {"move": "done"}
    if board.next_part is None:
        return _unguided(board, stream)
    if board.taking_apart:
        return {"move": "remove", "part": board.next_part}
    if board.tone != "wrong" and stream.uniform() < SLIPS and not board.begins_anywhere:
        return {"move": "wrong-drop", "part": board.next_part, "x": stream.below(300) - 150, "y": -350}
    return _put(board, board.next_part)


def _put(board: AssemblyBoard, part: str) -> dict[str, Any]:
    """The part goes in, or is turned by one more quarter before it can."""
    return {"move": "turn" if part in board.turned else "place", "part": part}


def _unguided(board: AssemblyBoard, stream: Stream) -> dict[str, Any]:
    """Someone who finds out which part goes in: now and then it is one that does not fit yet.

    Where a build begins anywhere, nothing but a part that cannot be the first is wrong.
    """
    tried = board.open_parts
    if board.begins_anywhere:
        tried = tuple(part for part in board.parts if part not in board.open_parts)
    if stream.uniform() < UNSURE and tried:
        return {"move": "wrong-drop", "part": stream.choice(tried), "x": stream.below(300) - 150, "y": 0}
    return _put(board, stream.choice(board.open_parts))
