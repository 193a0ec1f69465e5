"""The board on which paper is folded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.moves import PLAIN, Form, is_move, is_place
from ikea_effect.screens.screens import GoodPicture, Screen

_MOVES = {
    "fold": Form({"from": is_place, "to": is_place}),
    **dict.fromkeys(("turn", "undo", "consult", "done"), PLAIN),
}


@dataclass(frozen=True, slots=True)
class FoldingBoard(Screen):
    """The paper as it lies, and what is told of the next fold.

    Replies: {"move": "fold", "from": [x, y], "to": [x, y]} in thousandths of the canvas, to a tenth, after a
    corner was laid on a point; {"move": "turn"}; {"move": "undo"}; {"move": "consult"} to look at the picture
    of the finished good, and again to go back; {"move": "done"} by the button.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.folding.simulation:simulated"
    view: ClassVar[str] = "ikea_effect.session.frontends.lab.folding_view:SHOWING"

    good: str
    title: Text
    instruction: Text
    folds: tuple[Any, ...] = ()
    """What was done to the paper so far, as its recipe keeps it."""
    lit: int | None = None
    """The place of the fold among the sheet's that lights up; None where none does."""
    wrong: bool = False
    """Whether the last fold has to be taken back before anything else."""
    may_finish: bool = False
    may_undo: bool = False
    tone: str = "plain"
    may_consult: bool = False
    consulting: bool = False

    @override
    def takes(self, values: Mapping[str, Any]) -> bool:
        return is_move(values, _MOVES)

    @property
    @override
    def making(self) -> GoodPicture:
        return GoodPicture(self.good, {"folds": list(self.folds)})
