"""How simulated participants fold: fold by fold, now and then a wrong one, never quite exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ikea_effect.protocol.paper import FoldError, Paper
from ikea_effect.protocol.sheets import (
    OVER,
    Made,
    PaperSheet,
    after,
    corner_for,
    is_step,
    made_of,
    on_grain,
    point_of,
)
from ikea_effect.screens.folding import FoldingBoard
from ikea_effect.screens.screens import Values
from ikea_effect.screens.simulation import SLIPS, Someone, between
from ikea_effect.seeds import Stream
from ikea_effect.tasks.assembly.simulation import LOOKS, UNSURE

CROOKED = 0.2
"""Chance that a corner is laid beside its place; else it meets it, as paper does that is laid on a mark."""

SECOND_THOUGHTS = 0.03
"""Chance that a fold that counts is taken back."""


def simulated(board: FoldingBoard, someone: Someone, stream: Stream) -> tuple[Values, int]:
    """The next move, and how long it takes."""
    return simulated_move(board, someone.context.setup.sheets[board.good], stream), between(
        stream, 2500, 9000
    )


def simulated_move(board: FoldingBoard, sheet: PaperSheet, stream: Stream) -> dict[str, Any]:
    """The next move of someone who now and then folds crookedly."""
    if board.consulting or (board.may_consult and not board.may_finish and stream.uniform() < LOOKS):
        return {"move": "consult"}
    if board.wrong or (board.tone == "wrong" and board.folds):
        return {"move": "undo"}
    if board.may_finish:
        return {"move": "done"}
    if board.may_undo and stream.uniform() < SECOND_THOUGHTS:
        return {"move": "undo"}
    if not goes_on(sheet, board.folds):
        return {"move": "undo"}
    number, paper = min(len(board.folds), len(sheet.folds) - 1), made_of(sheet, board.folds)
    made = _exactly(sheet, number, paper)
    unsure = SLIPS if board.lit is not None else UNSURE
    if isinstance(made, str):
        return {"move": "turn"}
    if board.tone != "wrong" and stream.uniform() < unsure / 2:
        return _elsewhere(paper, made)
    if stream.uniform() >= CROOKED:
        return _laid(made, made[2], made[3])
    aside, along = stream.choice((-12, 12)), stream.choice((-4, 0, 4))
    return _laid(made, on_grain(made[2] + aside), on_grain(made[3] + along))


def goes_on(sheet: PaperSheet, folds: Sequence[Made]) -> bool:
    """Whether the rest can be folded from here by exact folds: a crooked one may make a later one impossible.

    What was exact keeps what could be folded before it, so that only a last fold that was not is looked at.
    Whoever goes on only then never takes back more than that one, and comes to an end.
    """
    if not folds or _exact(sheet, len(folds) - 1, folds[-1]):
        return True
    before, last = made_of(sheet, folds[:-1]), len(folds) - 1
    try:
        counts = last < len(sheet.folds) and is_step(sheet, last, before, folds[-1])
        paper = after(before, folds[-1])
        for number in range(len(folds), len(sheet.folds)):
            made = _exactly(sheet, number, paper)
            if counts and not is_step(sheet, number, paper, made):
                return False
            paper = after(paper, made)
    except FoldError:
        return False
    return True


def _exact(sheet: PaperSheet, number: int, made: Made) -> bool:
    done = sheet.folds[number].done if number < len(sheet.folds) else OVER
    return isinstance(made, str) or (not isinstance(done, str) and made[2:] == done[2:])


def _exactly(sheet: PaperSheet, number: int, paper: Paper) -> Made:
    """The fold of the sheet, at the corner that lies there."""
    made = sheet.folds[number].done
    if isinstance(made, str):
        return made
    return (*point_of(corner_for(sheet, number, paper) or paper.corners[0]), made[2], made[3])


def _elsewhere(paper: Paper, made: Made) -> dict[str, Any]:
    """The right corner laid too near, if paper allows that."""
    assert not isinstance(made, str)
    x, y = on_grain((made[0] + made[2]) / 2), on_grain((made[1] + made[3]) / 2)
    try:
        after(paper, (made[0], made[1], x, y))
    except FoldError:
        x, y = made[2], made[3]
    return _laid(made, x, y)


def _laid(made: Made, x: float, y: float) -> dict[str, Any]:
    assert not isinstance(made, str)
    return {"move": "fold", "from": [made[0], made[1]], "to": [round(x, 1), round(y, 1)]}
