"""The board on which a good is designed."""

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
