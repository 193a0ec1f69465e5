"""The board on which a good is put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from typing_extensions import override

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import GoodPicture, Screen, Values


@dataclass(frozen=True, slots=True)
class AssemblyBoard(Screen):
    """The kit's parts, those placed so far, and where the next one goes.

    Replies: {"move": "place", "part": id} after a drop that snapped into the open slot, or anywhere on the
    bench where a build begins and no place is lit;
    {"move": "wrong-drop", "part": id, "x": .., "y": ..} (height units, thousandths) after any other drop;
    {"move": "undo"}, by the button or where the last part is brought back to the others;
    {"move": "remove", "part": id} when taking apart; {"move": "consult"} to look at the
    picture of the finished good, and again to go back; {"move": "done"} by the button. Where parts may be
    turned, {"move": "turn", "part": id} for a quarter.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.assembly.simulation:simulated"
    view: ClassVar[str] = "ikea_effect.session.frontends.lab.assembly_view:SHOWING"

    good: str
    title: Text
    instruction: Text
    placed: tuple[str, ...]
    next_part: str | None  # the part to place or remove now; None where nobody is told, or nothing is left
    taking_apart: bool = False
    complete: bool = False
    may_undo: bool = False
    last_part: str | None = None  # the one that undo takes back
    tone: str = "plain"
    guidance: str = "lit"  # lit | named | none
    open_parts: tuple[str, ...] = ()  # those that can go in now; the front end shows them to nobody
    may_consult: bool = False
    consulting: bool = False  # the finished good is shown in place of the own one
    parts: tuple[str, ...] = ()  # all that the kit has; empty: not told
    may_turn: bool = False
    turned: Mapping[str, int] = field(
        default_factory=dict
    )  # degrees, counter-clockwise, of those not upright

    @override
    def takes(self, values: Values) -> bool:
        from ikea_effect.screens.moves import PLAIN, Form, is_move, is_number, one_of  # as in `AnswerText`

        part = one_of(self.parts)
        forms = {"wrong-drop": Form({"part": part, "x": is_number, "y": is_number})}
        of_part = ("place", "remove", "turn") if self.may_turn else ("place", "remove")
        forms |= dict.fromkeys(of_part, Form({"part": part}))
        return is_move(values, forms | dict.fromkeys(("undo", "consult", "done"), PLAIN))

    @property
    def begins_anywhere(self) -> bool:
        """Whether a part may be laid down anywhere on the bench: it is the first, and no place is lit."""
        return not self.placed and not self.taking_apart and self.guidance != "lit"

    @property
    @override
    def making(self) -> GoodPicture:
        return GoodPicture(self.good, {"placed": list(self.placed)})
