"""Where the good of a design stands on the board: places, sizes and angles, and the drawing of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ikea_effect.protocol.toolkits import Item, Recipe
from ikea_effect.session.frontends.lab.canvas import ACCENT, INK, PAPER, Canvas, Point
from ikea_effect.session.frontends.lab.design_art import DesignArt, turned
from ikea_effect.session.frontends.lab.widget import BODY, Box

HANDLE = 0.022  # diameter of the round handle
_FRAME = 0.008  # between an item and its frame
_ARROWS = ((-1, -1), (-1, 0.25), (-0.5, -0.25), (0.2, 0.45), (-0.3, 1), (1, 1), (1, -0.25), (0.5, 0.25))
_HANDLE_MARK = [(x * 0.0052, y * 0.0052) for x, y in (*_ARROWS, (-0.2, -0.45), (0.3, -1))]
_SPOTS = [(0.0, 0.0), *((x / 5, y / 5) for x in range(-4, 5, 2) for y in range(-4, 5, 2))]


class Stage:
    """Turns places of a recipe into places on the canvas and back."""

    def __init__(self, art: DesignArt) -> None:
        self.art, self.toolkit = art, art.toolkit
        self.bench = Box(0, 0, 0, 0)
        self.unit = 0.0  # height units for each thousandth
        self.total = ""  # what the design costs, in words
        self.center: Point = (0.0, 0.0)  # where a recipe's (0, 0) lies

    def arrange(self, canvas: Canvas, bench: Box) -> None:
        """The good as large as it fits, in the middle."""
        self.bench = bench
        unit = min((bench.width - 0.03) / 1000, (bench.height - 0.03) / self.toolkit.height)
        self.unit = math.floor(unit * 1000 * canvas.size_px[1]) / (1000 * canvas.size_px[1])
        x, y = self.toolkit.center
        middle = bench.middle
        self.center = middle[0] + (x - 500) * self.unit, middle[1] - (y - self.toolkit.height / 2) * self.unit

    def at(self, x: float, y: float) -> Point:
        """Where a place of the recipe lies."""
        return self.center[0] + x * self.unit, self.center[1] + y * self.unit

    def place(self, at: Point) -> tuple[int, int]:
        """Which place of the recipe lies there, in whole thousandths."""
        x, y = (at[0] - self.center[0]) / self.unit, (at[1] - self.center[1]) / self.unit
        return max(-1000, min(1000, round(x))), max(-1000, min(1000, round(y)))

    def corners(self) -> tuple[Point, Point]:
        """The lowest left and highest right place that can be printed on, in thousandths."""
        left, top, right, bottom = self.toolkit.area
        return ((left - right) / 2, (top - bottom) / 2), ((right - left) / 2, (bottom - top) / 2)

    def half(self, item: Item) -> Point:
        """Half the width and height of an item's frame."""
        width, height = self.art.half_size(item)
        factor = item.scale / 100 * self.unit
        return width * factor + _FRAME, height * factor + _FRAME

    def handle(self, item: Item) -> Point:
        """The frame's top right corner."""
        dx, dy = turned(*self.half(item), item.angle)
        x, y = self.at(item.x, item.y)
        return x + dx, y + dy

    def resized(self, item: Item, pressed: Point, at: Point) -> Item:
        """The item, sized and turned by a handle that was pressed in one place and is now in another."""
        x, y = self.at(item.x, item.y)
        before, now = (pressed[0] - x, pressed[1] - y), (at[0] - x, at[1] - y)
        limits = self.toolkit.limits
        scale = round(item.scale * math.hypot(*now) / (math.hypot(*before) or 1.0))
        turn = math.degrees(math.atan2(now[1], now[0]) - math.atan2(before[1], before[0]))
        update = {
            "scale": max(limits.low_scale, min(limits.high_scale, scale)),
            "angle": round(item.angle + turn) % 360,
        }
        return item.model_copy(update=update)

    def item_under(self, items: Sequence[Item], at: Point, selected: int | None) -> int | None:
        """The uppermost item at a place; the selected one before all."""
        order = [*([selected] if selected is not None else []), *reversed(range(len(items)))]
        return next((index for index in order if self._holds(items[index], at)), None)

    def grip(self, items: Sequence[Item], index: int) -> Point:
        """A place where the item is the uppermost one; its middle, if it can be."""
        item = items[index]
        x, y = self.at(item.x, item.y)
        half = self.half(item)
        for across, up in _SPOTS:
            dx, dy = turned(across * half[0], up * half[1], item.angle)
            if self.item_under(items, (x + dx, y + dy), None) == index:
                return x + dx, y + dy
        return x, y

    def empty(self, items: Sequence[Item]) -> Point:
        """A place beside the good with nothing on it."""
        box = self.bench
        corners = [(x, y) for x in (0.02, 0.98) for y in (0.02, 0.98)]
        places = [(box.left + x * box.width, box.top - y * box.height) for x, y in corners]
        return next((at for at in places if self.item_under(items, at, None) is None), places[0])

    def _holds(self, item: Item, at: Point) -> bool:
        x, y = self.at(item.x, item.y)
        dx, dy = turned(at[0] - x, at[1] - y, -item.angle)
        half = self.half(item)
        return abs(dx) <= half[0] and abs(dy) <= half[1]

    # --- drawing ------------------------------------------------------------------------------------------

    def draw_good(self, canvas: Canvas, recipe: Recipe, without: int | None, *, area: bool) -> None:
        """The good with what is on it; `area` shows where it can be printed on."""
        height = canvas.size_px[1]
        canvas.panel(
            *self.bench.middle, self.bench.width, self.bench.height, fill=PAPER, radius=0.016, shadow=True
        )
        if self.total:
            right, top = self.bench.left + self.bench.width - 0.022, self.bench.top - 0.03
            canvas.text(self.total, right, top, BODY, color=INK, bold=True, align="right")
        picture = self.art.good(recipe, round(self.unit * 1000 * height), without)
        canvas.picture(picture, *self.bench.middle, picture.width / height, picture.height / height)
        if area:
            (left, low), (right, high) = self.corners()
            places = [
                (x * self.unit, y * self.unit)
                for x, y in ((left, low), (right, low), (right, high), (left, high))
            ]
            for color, width in (("#00000040", 0.003), ("#ffffffb0", 0.0015)):
                canvas.polygon(places, fill=None, line=color, line_width=width, at=self.center, dashed=True)

    def draw_above(self, canvas: Canvas) -> None:
        """What lies over everything that is printed, also over an item on its way."""
        height = canvas.size_px[1]
        picture = self.art.above(round(self.unit * 1000 * height))
        if picture is not None:
            canvas.picture(picture, *self.bench.middle, picture.width / height, picture.height / height)

    def draw_item(self, canvas: Canvas, item: Item, painted: int) -> None:
        """An item on its way, from the picture at the scale `painted`, so that nothing is painted anew."""
        height = canvas.size_px[1]
        picture = self.art.item(item.model_copy(update={"scale": painted}), self.unit * height)
        factor = item.scale / painted / height
        size = (picture.width * factor, picture.height * factor)
        canvas.picture(picture, *self.at(item.x, item.y), *size, angle=item.angle)

    def draw_frame(self, canvas: Canvas, item: Item, *, handle: bool) -> None:
        """The frame around the selected item, and its handle."""
        x, y = self.half(item)
        corners = [(-x, -y), (x, -y), (x, y), (-x, y)]
        at = self.at(item.x, item.y)
        for color, width in (("#ffffffc0", 0.0042), (ACCENT, 0.0022)):
            canvas.polygon(corners, fill=None, line=color, line_width=width, at=at, angle=item.angle)
        if handle:
            corner = self.handle(item)
            canvas.disc(*corner, HANDLE + 0.006, fill=PAPER)
            canvas.disc(*corner, HANDLE, fill=ACCENT)
            canvas.polygon(_HANDLE_MARK, fill=PAPER, at=corner, angle=item.angle)
