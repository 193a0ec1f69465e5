"""A semantic differential: rows of places between two opposite words."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import override

from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.differential import OppositeWords
from ikea_effect.session.frontends.lab.canvas import (
    ACCENT,
    ACCENT_SOFT,
    FAINT,
    INK,
    PAPER,
    SHADE,
    WRONG,
    Canvas,
)
from ikea_effect.session.frontends.lab.control import Control, Sentence
from ikea_effect.session.frontends.lab.prose import Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.ratings import CONTROL as RATING
from ikea_effect.session.frontends.lab.ratings import SKIP, SKIP_GAP, Ratings, press_rating
from ikea_effect.session.frontends.lab.widget import BODY, Box, Scale, Seen, Widget, ring

_BESIDE = 0.022


class OppositeRows(Ratings):
    """Places between two words, a row for each pair; no numbers are shown. Values: whole numbers."""

    needs_width = True

    def __init__(self, pairs: Sequence[tuple[str, str, str]], low: int, high: int, skip: str = "") -> None:
        super().__init__([(item, first) for item, first, _ in pairs], low, high, "", "", skip)
        self.needs_width = True
        self.opposite = {item: second for item, _, second in pairs}
        self.words: dict[str, tuple[Prose, Prose]] = {}

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.scale, self.top = scale, top
        open_width = self.room_to_skip(canvas)
        column = min(0.066, 0.50 * (width - open_width) / len(self.steps))
        across = column * len(self.steps)
        beside = (width - open_width - across) / 2
        y = top - (self.skip_head.height if self.skip_head else 0.0)
        for item, first in self.items:
            size, room = BODY * 0.96 * scale.text, beside - 2 * _BESIDE
            both = self.words[item] = (
                prose(canvas, first, room, size),
                prose(canvas, self.opposite[item], room, size),
            )
            height = max(*(one.height for one in both), 0.03) + 0.024 * scale.space
            self.rows[item] = Box(left, y, width, height)
            for order, step in enumerate(self.steps):
                self.cells[f"{item}.{step}"] = Box(left + beside + order * column, y, column, height)
            if self.skip:
                x = left + width - 0.016 - open_width + SKIP_GAP
                self.cells[f"{item}.{SKIP}"] = Box(x, y, open_width - SKIP_GAP, height)
            y -= height
        return top - y

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        self.draw_skip_head(canvas)
        for order, (item, _) in enumerate(self.items):
            row = self.rows[item]
            if order % 2 == 0:
                canvas.panel(*row.middle, row.width, row.height, fill=SHADE, radius=0.008)
            self._draw_words(canvas, item, seen.missing and item not in self.rated)
            for step in self.steps:
                self._draw_place(canvas, item, step, seen)
            self.draw_skip(canvas, item, seen)
            if seen.focus == item:
                ring(canvas, row, grow=0.0, radius=0.008)

    def _draw_words(self, canvas: Canvas, item: str, missed: bool) -> None:
        (first, second), color = self.words[item], WRONG if missed else INK
        y, left = self.rows[item].middle[1], self.cells[f"{item}.{self.steps[0]}"].left - _BESIDE
        last = self.cells[f"{item}.{self.steps[-1]}"]
        draw_prose(canvas, first, left, y + first.height / 2, color=color, align="right")
        draw_prose(canvas, second, last.left + last.width + _BESIDE, y + second.height / 2, color=color)

    def _draw_place(self, canvas: Canvas, item: str, step: int, seen: Seen) -> None:
        x, y = self.cells[f"{item}.{step}"].middle
        on, hot = self.rated.get(item) == step, seen.hot == f"{item}.{step}"
        fill = ACCENT_SOFT if hot and not on else PAPER
        canvas.disc(x, y, 0.03, fill=fill, line=ACCENT if on or hot else FAINT)
        if on:
            canvas.disc(x, y, 0.018, fill=ACCENT)


# --- as a control -----------------------------------------------------------------------------------------


def _widget(asks: Sequence[OppositeWords], texts: Texts, sentence: Sentence) -> Widget:
    pairs = [(ask.id, texts.render(ask.low_anchor), texts.render(ask.high_anchor)) for ask in asks]
    skip = sentence("no-answer") if asks[0].may_skip else ""
    return OppositeRows(pairs, asks[0].low, asks[0].high, skip)


def _range(ask: OppositeWords, _texts: Texts) -> tuple[int, int, bool]:
    return ask.low, ask.high, ask.may_skip


CONTROL = Control(_widget, press_rating, RATING.keys, _range)
