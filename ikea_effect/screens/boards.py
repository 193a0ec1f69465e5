"""The boards on which a good is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from typing_extensions import override

from ikea_effect.money import Money
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.moves import PLAIN, Form, index_below, is_move, is_number, is_short_text, one_of
from ikea_effect.screens.screens import GoodPicture, Screen, Values


@dataclass(frozen=True, slots=True)
class AssemblyBoard(Screen):
    """The kit's parts, those placed so far, and where the next one goes.

    Replies: {"move": "place", "part": id} after a drop that snapped into the open slot;
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
        part = one_of(self.parts)
        forms = {"wrong-drop": Form({"part": part, "x": is_number, "y": is_number})}
        of_part = ("place", "remove", "turn") if self.may_turn else ("place", "remove")
        forms |= dict.fromkeys(of_part, Form({"part": part}))
        return is_move(values, forms | dict.fromkeys(("undo", "consult", "done"), PLAIN))

    @property
    @override
    def making(self) -> GoodPicture:
        return GoodPicture(self.good, {"placed": list(self.placed)})


@dataclass(frozen=True, slots=True)
class DesignBoard(Screen):
    """A toolkit, the recipe so far and, when reproducing, the target.

    A recipe is {"base": color id, "items": [{"motif" | "text": .., "x", "y", "scale", "angle", "color"}]}:
    x and y in thousandths of the good's width from its center, scale in percent, angle in whole degrees
    counter-clockwise.
    Replies: {"move": "base", "color": id} · {"move": "add", "motif": id, "x", "y"} ·
    {"move": "text", "text": str, "x", "y"} · {"move": "change", "item": index, "x", "y", "scale", "angle"} ·
    {"move": "delete", "item": index} · {"move": "undo"} · {"move": "done"}. A text has a color, which
    "text" and "change" may name.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.design.task:simulated"
    view: ClassVar[str] = "ikea_effect.session.frontends.lab.design_view:SHOWING"

    good: str
    title: Text
    instruction: Text
    recipe: Mapping[str, Any]
    target: Mapping[str, Any] | None = None
    may_finish: bool = False
    may_undo: bool = False
    tone: str = "plain"
    given: int | None = None  # so many items, the first ones, and the color are given and stay; None: none is
    prices: Mapping[str, Money] = field(default_factory=dict)  # of color.<id>, motif.<id>, text
    total: Money | None = None  # what the design costs as it is; None where no prices are shown
    colors: tuple[str, ...] = ()  # that the good may have; empty: not told
    motifs: tuple[str, ...] = ()  # of the toolkit; empty: not told

    @override
    def takes(self, values: Values) -> bool:
        item, at = index_below(len(self.recipe.get("items", ()))), {"x": is_number, "y": is_number}
        color = {"color": lambda value: value is None or is_short_text(value)}
        forms = {
            "base": Form({"color": one_of(self.colors)}),
            "add": Form({"motif": one_of(self.motifs), **at}),
            "text": Form({"text": is_short_text, **at}, color),
            "change": Form({"item": item}, {**at, "scale": is_number, "angle": is_number, **color}),
            "delete": Form({"item": item}),
        }
        return is_move(values, forms | dict.fromkeys(("undo", "done"), PLAIN))

    @property
    @override
    def making(self) -> GoodPicture:
        return GoodPicture(self.good, self.recipe)


@dataclass(frozen=True, slots=True)
class HandStep(Screen):
    """One step of a physical assembly: a text or picture to follow, confirmed by the button."""

    simulated: ClassVar[str] = "ikea_effect.tasks.assembly.simulation:by_hand"
    view: ClassVar[str] = "ikea_effect.session.frontends.lab.hand_view:SHOWING"

    good: str
    step: int
    steps: int
    title: Text
    instruction: Text
    picture: str | None = None  # path inside the experiment's folder

    @override
    def takes(self, values: Values) -> bool:
        return not values

    @property
    @override
    def making(self) -> GoodPicture:
        """The good, of which nobody sees how far it has come."""
        return GoodPicture(self.good)
