"""A piece on its way: what was done to the paper so far, and what one move makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ikea_effect.protocol.kinds.guidance import Guidance
from ikea_effect.protocol.paper import FoldError, Paper, likeness
from ikea_effect.protocol.sheets import OVER, Made, PaperSheet, after, deviations, is_step, point_of


@dataclass(frozen=True, slots=True)
class Piece:
    """The folds made so far, what they made of the paper, and how many are those of the sheet."""

    sheet: PaperSheet
    guidance: Guidance = "lit"
    done: tuple[Made, ...] = ()
    papers: tuple[Paper, ...] = ()  # after each of them
    right: int = 0  # how many from the first on are those of the sheet
    may_consult: bool = False
    consulting: bool = False
    finished: bool = False
    folds: int = 0  # made, those that were taken back among them
    wrong_folds: int = 0
    undos: int = 0
    looks: int = 0
    feedback: str = ""  # making.folding.after-<feedback> is said after the last move

    @property
    def whole(self) -> bool:
        """Whether it holds every fold of the sheet and nothing else."""
        return self.right == len(self.sheet.folds) == len(self.done)

    @property
    def wrong(self) -> bool:
        """Whether the last fold has to be taken back: where folds are told, one that is another."""
        return self.guidance != "none" and self.right < len(self.done)

    @property
    def may_finish(self) -> bool:
        """Whether it may be handed in: whole or, where nobody is told, with as many folds as there are."""
        return self.whole or (self.guidance == "none" and len(self.done) >= len(self.sheet.folds))

    @property
    def paper(self) -> Paper:
        """The paper as it lies."""
        return self.papers[-1] if self.papers else self.sheet.flat

    @property
    def recipe(self) -> dict[str, Any]:
        """What the journal keeps of it."""
        return recipe_of(self.done)

    @property
    def off(self) -> float:
        """How far from its place a corner was laid, on average of the folds of the sheet, in thousandths."""
        found = tuple(deviations(self.sheet, self.done[: self.right]))
        return round(sum(found) / len(found), 1) if found else 0.0

    @property
    def likeness(self) -> float:
        """Percent of its outline that it has in common with one folded exactly."""
        return round(100 * likeness(self.paper, self.sheet.stages[-1], self.sheet.height), 1)


def recipe_of(done: Sequence[Made]) -> dict[str, Any]:
    """What the journal keeps: each corner and where it was laid, and where the paper was turned over."""
    return {"folds": [one if isinstance(one, str) else list(one) for one in done]}


def moved(piece: Piece, move: Mapping[str, Any]) -> Piece:
    """The piece after one move; a move that is not possible now leaves it as it is."""
    match move:
        case {"move": "consult"} if piece.may_consult:
            looks = piece.looks + (not piece.consulting)
            return replace(piece, consulting=not piece.consulting, looks=looks, feedback="")
        case _ if piece.consulting:
            return piece
        case {"move": "fold", "from": [x, y], "to": [to_x, to_y]} if not piece.wrong:
            return _with(piece, (*point_of((x, y)), *point_of((to_x, to_y))))
        case {"move": "turn"} if not piece.wrong:
            return _with(piece, OVER)
        case {"move": "undo"} if piece.done:
            return _undone(piece)
        case {"move": "done"} if piece.may_finish:
            return replace(piece, finished=True, feedback="")
        case _:
            return replace(piece, feedback="")


def _with(piece: Piece, made: Made) -> Piece:
    """The piece with one fold more; paper that cannot be folded so stays as it is."""
    try:
        paper, right = after(piece.paper, made), _is_next(piece, made)
    except FoldError:
        return replace(piece, feedback="impossible")
    return replace(
        piece,
        done=(*piece.done, made),
        papers=(*piece.papers, paper),
        right=piece.right + right,
        folds=piece.folds + 1,
        wrong_folds=piece.wrong_folds + (not right),
        feedback="" if piece.guidance == "none" else "fits" if right else "wrong",
    )


def _is_next(piece: Piece, made: Made) -> bool:
    """Whether it is the sheet's next step on a piece that is right so far."""
    number = len(piece.done)
    return piece.right == number < len(piece.sheet.folds) and is_step(piece.sheet, number, piece.paper, made)


def _undone(piece: Piece) -> Piece:
    return replace(
        piece,
        done=piece.done[:-1],
        papers=piece.papers[:-1],
        right=min(piece.right, len(piece.done) - 1),
        undos=piece.undos + 1,
        feedback="undone",
    )
