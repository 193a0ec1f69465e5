"""Beside the design: at the left what it is made with, at the right the example and how like it it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from ikea_effect.protocol.toolkits import Item, Recipe
from ikea_effect.session.frontends.lab.canvas import (
    ACCENT,
    FAINT,
    INK,
    LINE,
    MUTED,
    PAPER,
    RIGHT,
    SHADE,
    Canvas,
)
from ikea_effect.session.frontends.lab.design_art import DesignArt
from ikea_effect.session.frontends.lab.widget import SMALL, Box, ring, tick_mark
from ikea_effect.tasks.design.draft import Likeness, likeness

Word = Callable[[str], str]
_PAD, _HEAD = 0.018, 0.036
_COST, _FINE = 0.026, SMALL * 0.86  # the line with what an option costs, and the height of its letters


class Palette:
    """Colors, motifs, and a field to write in; what each costs stands below it, where it costs something."""

    def __init__(
        self, art: DesignArt, word: Word, costs: Mapping[str, str] | None = None, *, colors: bool = True
    ) -> None:
        self.art, self.toolkit, self.word = art, art.toolkit, word
        self.costs, self.colors = costs or {}, colors
        self.panel = Box(0, 0, 0, 0)
        self.boxes: dict[str, Box] = {}
        self.heads: list[tuple[str, float]] = []
        self.fits = True

    def arrange(self, canvas: Canvas, panel: Box) -> None:
        """Colors at the top, the text at the bottom, the motifs in the room between."""
        self.panel, self.boxes, self.heads = panel, {}, []
        left, width = panel.left + _PAD, panel.width - 2 * _PAD
        y = panel.top - 0.008
        if self.colors:
            names = [f"color.{name}" for name in self.toolkit.base_colors]
            high = 0.056 + (_COST if any(name in self.costs for name in names) else 0)
            y = self._grid(left, self._head(y, "color"), width, names, 4, high)
        foot = panel.top - panel.height + 0.016
        text_top = foot + 0.05 + 0.048 + _HEAD
        self._text(canvas, left, text_top, width)
        y = self._head(y - 0.012, "motifs")
        names = [f"motif.{name}" for name in self.toolkit.motifs]
        columns = 3 if len(names) <= 12 else 4
        self._grid(left, y, width, names, columns, (y - text_top - 0.008) / math.ceil(len(names) / columns))

    def _head(self, top: float, word: str) -> float:
        self.heads.append((word, top - _HEAD / 2))
        return top - _HEAD

    def _grid(
        self, left: float, top: float, width: float, names: list[str], columns: int, height: float
    ) -> float:
        for place, name in enumerate(names):
            x = left + width / columns * (place % columns)
            self.boxes[name] = Box(
                x + 0.003, top - height * (place // columns), width / columns - 0.006, height - 0.006
            )
        return top - height * math.ceil(len(names) / columns)

    def _text(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        y = self._head(top, "text")
        self._grid(left, y, width, [f"textcolor.{name}" for name in self.toolkit.text.colors], 6, 0.044)
        add = canvas.text_width(self.word("add-text"), SMALL, bold=True) + 0.03
        self.boxes["text"] = Box(left, y - 0.048, width - add - 0.008, 0.05)
        self.boxes["text.add"] = Box(left + width - add, y - 0.048, add, 0.05)
        self.fits = self.boxes["text"].width > canvas.text_width(self.word("write-here"), SMALL) + 0.02
        self.fits &= all(
            canvas.text_width(cost, _FINE) < self.boxes[name].width
            for name, cost in self.costs.items()
            if name in self.boxes and name != "text"
        )

    def draw(
        self, canvas: Canvas, base: str, text_color: str, hot: str | None, focus: str | None, caret: bool
    ) -> None:
        """Draws everything; what is chosen is marked."""
        canvas.panel(
            *self.panel.middle, self.panel.width, self.panel.height, fill=SHADE, line=LINE, radius=0.016
        )
        for word, y in self.heads:
            canvas.text(self.word(word), self.panel.left + _PAD, y, SMALL, color=MUTED, bold=True)
        if "text" in self.costs:
            right, y = self.panel.left + self.panel.width - _PAD, dict(self.heads)["text"]
            canvas.text(self.costs["text"], right, y, _FINE, color=INK, align="right")
        for name, cell in self.boxes.items():
            kind, _, which = name.partition(".")
            box = self._above_cost(canvas, name, cell) if kind in ("color", "motif") else cell
            if kind == "color":
                _swatch(canvas, box, self.toolkit.base_colors[which], 0.043, chosen=which == base)
            elif kind == "textcolor":
                _swatch(canvas, box, self.toolkit.text.colors[which], 0.029, chosen=which == text_color)
            elif kind == "motif":
                self._draw_motif(canvas, box, which, hot=hot == name)
            if focus == name and name != "text":
                ring(canvas, cell, grow=0.002)
        self._draw_text(canvas, hot, writing=focus == "text", caret=caret)

    def _above_cost(self, canvas: Canvas, name: str, box: Box) -> Box:
        """Where the option itself is drawn; what it costs is written below."""
        cost = self.costs.get(name)
        if cost is None and not any(one.startswith(name.partition(".")[0] + ".") for one in self.costs):
            return box
        if cost is not None:
            y = box.top - box.height + _COST / 2
            canvas.text(cost, box.middle[0], y, _FINE, color=INK, align="center")
        return Box(box.left, box.top, box.width, box.height - _COST)

    def _draw_motif(self, canvas: Canvas, box: Box, motif: str, *, hot: bool) -> None:
        canvas.panel(
            *box.middle, box.width, box.height, fill=PAPER, line=ACCENT if hot else LINE, radius=0.01
        )
        side = canvas.px(min(box.width, box.height) - 0.006)
        picture = self.art.motif(motif, side)
        height = canvas.size_px[1]
        canvas.picture(picture, *box.middle, picture.width / height, picture.height / height)

    def _draw_text(self, canvas: Canvas, hot: str | None, *, writing: bool, caret: bool) -> None:
        field, add = self.boxes["text"], self.boxes["text.add"]
        line = ACCENT if writing else FAINT
        canvas.panel(*field.middle, field.width, field.height, fill=PAPER, line=line, line_width=0.002)
        typed, left = self.art.typed, field.left + 0.012
        if typed or writing:
            shown = typed
            while canvas.text_width(shown, SMALL) > field.width - 0.028:
                shown = shown[1:]
            canvas.text(shown, left, field.middle[1], SMALL)
            if writing and caret:
                x = left + canvas.text_width(shown, SMALL) + 0.002
                canvas.rectangle(x, field.middle[1], 0.002, SMALL * 1.2, ACCENT)
        else:
            canvas.text(self.word("write-here"), left, field.middle[1], SMALL, color=FAINT)
        fill = ACCENT if typed.strip() else (SHADE if hot == "text.add" else PAPER)
        canvas.panel(
            *add.middle, add.width, add.height, fill=fill, line=None if typed.strip() else LINE, radius=0.01
        )
        color = PAPER if typed.strip() else FAINT
        canvas.text(self.word("add-text"), *add.middle, SMALL, color=color, bold=True, align="center")

    def stops(self) -> tuple[str, ...]:
        """Where the keyboard can go."""
        order = ("color", "motif", "text", "textcolor")
        return tuple(sorted(self.boxes, key=lambda name: order.index(name.partition(".")[0])))


def _swatch(canvas: Canvas, box: Box, color: str, diameter: float, *, chosen: bool) -> None:
    if chosen:
        canvas.disc(*box.middle, diameter + 0.013, fill=PAPER, line=ACCENT, line_width=0.003)
    canvas.disc(*box.middle, diameter, fill=color, line="#00000030", line_width=0.0014)


class Example:
    """The design to make again, and for each of its parts whether the own one is like it."""

    def __init__(self, art: DesignArt, target: Recipe, recipe: Recipe, word: Word) -> None:
        self.art, self.target, self.word = art, target, word
        self.like: Likeness = likeness(recipe, target, art.toolkit)
        self.panel = self.picture = Box(0, 0, 0, 0)

    def arrange(self, panel: Box) -> None:
        """The picture at the top, the list below it."""
        self.panel = panel
        rows = len(self.target.items) + 1
        width = panel.width - 2 * _PAD
        height = min(width * self.art.toolkit.height / 1000, panel.height - _HEAD - 0.03 - rows * 0.044)
        self.picture = Box(panel.left + _PAD, panel.top - _HEAD - 0.006, width, height)

    def draw(self, canvas: Canvas) -> None:
        """Draws both."""
        panel, shown = self.panel, self.picture
        canvas.panel(*panel.middle, panel.width, panel.height, fill=SHADE, line=LINE, radius=0.016)
        head_y = panel.top - 0.008 - _HEAD / 2
        canvas.text(self.word("example"), panel.left + _PAD, head_y, SMALL, color=MUTED, bold=True)
        height = canvas.size_px[1]
        width_px = int(min(shown.width, shown.height * 1000 / self.art.toolkit.height) * height)
        picture = self.art.good(self.target, width_px)
        canvas.picture(picture, *shown.middle, picture.width / height, picture.height / height)
        self._draw_list(canvas)

    def _draw_list(self, canvas: Canvas) -> None:
        top = self.picture.top - self.picture.height - 0.012
        room = top - (self.panel.top - self.panel.height + 0.012)
        rows = len(self.target.items) + 1
        step = min(0.056, room / rows)
        left = self.panel.left + _PAD
        for row, right in enumerate((self.like.base, *self.like.items)):
            y = top - step * (row + 0.5)
            _check(canvas, left + 0.014, y, done=right)
            if row == 0:
                base = self.art.toolkit.base_colors[self.target.base]
                canvas.disc(left + 0.058, y, 0.029, fill=base, line="#00000030", line_width=0.0014)
                words = self.word("check-right" if right else "check-color")
            else:
                self._draw_thing(canvas, self.target.items[row - 1], left + 0.058, y, min(step - 0.004, 0.05))
                words = self._wanting(self.like.wanting[row - 1])
            color = RIGHT if right else MUTED if row and self.like.wanting[row - 1] == ("item",) else INK
            canvas.text(words, left + 0.096, y, SMALL * 0.92, color=color)

    def _wanting(self, wanting: tuple[str, ...]) -> str:
        """What is still to be done about one item."""
        return ", ".join(self.word(f"check-{what}") for what in wanting) or self.word("check-right")

    def _draw_thing(self, canvas: Canvas, item: Item, x: float, y: float, side: float) -> None:
        height = canvas.size_px[1]
        if item.motif is not None:
            picture = self.art.motif(item.motif, canvas.px(side))
            canvas.picture(picture, x, y, picture.width / height, picture.height / height)
        else:
            canvas.text("Aa", x, y, SMALL, color=INK, bold=True, align="center")


def _check(canvas: Canvas, x: float, y: float, *, done: bool) -> None:
    canvas.disc(x, y, 0.026, fill=RIGHT if done else PAPER, line=RIGHT if done else FAINT, line_width=0.002)
    if done:
        tick_mark(canvas, x, y, 0.015, PAPER)
