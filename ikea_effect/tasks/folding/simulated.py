"""How simulated participants fold: fold by fold, now and then a wrong one, never quite exactly."""

from __future__ import annotations

from typing import Any

from ikea_effect.protocol.paper import FoldError, Paper
from ikea_effect.protocol.sheets import OVER, Made, PaperSheet, after, corner_for, made_of, on_grain, point_of
from ikea_effect.screens.folding import FoldingBoard
from ikea_effect.screens.screens import Values
from ikea_effect.screens.simulation import SLIPS, Someone, between
from ikea_effect.seeds import Stream
from ikea_effect.tasks.assembly.simulated import LOOKS, UNSURE

CROOKED = 0.2
"""Chance that a corner is laid beside its place; else it meets it, as paper does that is laid on a mark."""

SECOND_THOUGHTS = 0.03
"""Chance that a fold that counts is taken back: nobody stays stuck with paper folded too crookedly."""


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
    number, paper = min(len(board.folds), len(sheet.folds) - 1), made_of(sheet, board.folds)
    made = sheet.folds[number].done
    unsure = SLIPS if board.lit is not None else UNSURE
    if made == OVER or isinstance(made, str):
        return {"move": "turn"}
    corner = corner_for(sheet, number, paper) or paper.corners[0]
    made = (*point_of(corner), made[2], made[3])
    if board.tone != "wrong" and stream.uniform() < unsure / 2:
        return _elsewhere(paper, made)
    if stream.uniform() >= CROOKED:
        return _laid(made, made[2], made[3])
    aside, along = stream.choice((-12, 12)), stream.choice((-4, 0, 4))
    return _laid(made, on_grain(made[2] + aside), on_grain(made[3] + along))


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
