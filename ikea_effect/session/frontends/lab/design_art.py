"""A toolkit's pictures, and what the person at the board has chosen, from screen to screen."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PIL import Image

from ikea_effect.protocol.drawing import bounds
from ikea_effect.protocol.toolkits import Item, Recipe, Toolkit
from ikea_effect.session.frontends.lab.canvas import Point
from ikea_effect.session.pictures import (
    cloth,
    colored_good,
    item_picture,
    motif_picture,
    motif_view,
    over_print,
    printed,
    silhouette,
    takes_print,
)

_KEPT = 24  # composed pictures of the good


@dataclass(eq=False, slots=True)
class DesignArt:
    """Painted once and kept: the good in each color, its outline, motifs and texts; and what is selected."""

    toolkit: Toolkit
    kept: dict[tuple[object, ...], Image.Image] = field(default_factory=dict)
    composed: dict[tuple[object, ...], Image.Image] = field(default_factory=dict)
    selected: int | None = None
    focus: str | None = None
    typed: str = ""
    text_color: str | None = None
    items: int = 0  # on the good at the last screen

    def forget(self) -> None:
        """A new participant: nothing is selected or typed."""
        self.selected = self.focus = self.text_color = None
        self.typed, self.items = "", 0

    def good(self, recipe: Recipe, width_px: int, without: int | None = None) -> Image.Image:
        """The good with the recipe on it, but for one item."""
        items = tuple(item for place, item in enumerate(recipe.items) if place != without)
        key = (recipe.base, items, width_px)
        if key not in self.composed:
            if len(self.composed) >= _KEPT:
                self.composed.pop(next(iter(self.composed)))
            self.composed[key] = self._compose(recipe.base, items, width_px)
        return self.composed[key]

    def _compose(self, base: str, items: Sequence[Item], width_px: int) -> Image.Image:
        outline = self._keep(("outline", width_px), lambda: silhouette(self.toolkit, width_px))
        over = self._keep(("cloth", width_px), lambda: cloth(self.toolkit, width_px))
        blank = colored_good(self.toolkit, base, outline, over)
        stamps = [(item, self.item(item, width_px / 1000)) for item in items]
        takes = self._keep(("takes", width_px), lambda: takes_print(self.toolkit, outline))
        return printed(blank, self.toolkit, stamps, takes, self.above(width_px))

    def above(self, width_px: int) -> Image.Image | None:
        """What lies over everything that is printed; None where nothing does."""
        key = ("above", width_px)
        if key not in self.kept and (made := over_print(self.toolkit, width_px)) is not None:
            self.kept[key] = made
        return self.kept.get(key)

    def item(self, item: Item, px_per_unit: float) -> Image.Image:
        """A motif or text upright, at its scale."""
        key = ("item", item.motif, item.text, item.color, item.scale, px_per_unit)
        return self._keep(key, lambda: item_picture(self.toolkit, item, px_per_unit * item.scale / 100))

    def motif(self, motif: str, side_px: int) -> Image.Image:
        """A motif for the palette, no wider and no higher than `side_px`."""
        drawn = self.toolkit.motifs[motif]
        view = motif_view(drawn)
        scale = side_px / max(view.width, view.height)
        return self._keep(("motif", motif, side_px), lambda: motif_picture(drawn, scale))

    def _keep(self, key: tuple[object, ...], make: Callable[[], Image.Image]) -> Image.Image:
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]

    def half_size(self, item: Item) -> Point:
        """Half the item's width and height at scale 100, in thousandths."""
        if item.motif is not None:
            box = bounds(self.toolkit.motifs[item.motif].runs)
            return max(-box.left, box.right), max(-box.top, box.bottom)
        picture = self.item(item.model_copy(update={"scale": 100}), 0.5)
        return picture.width - 0.3 * self.toolkit.text.size, picture.height * 0.8


_ART: dict[int, DesignArt] = {}


def art_of(toolkit: Toolkit) -> DesignArt:
    """The toolkit's pictures, the same ones at every call."""
    found = _ART.get(id(toolkit))
    if found is None or found.toolkit is not toolkit:
        found = _ART[id(toolkit)] = DesignArt(toolkit)
    return found


def turned(x: float, y: float, degrees: float) -> Point:
    """The point turned counter-clockwise around (0, 0); y points up."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return x * cosine - y * sine, x * sine + y * cosine
