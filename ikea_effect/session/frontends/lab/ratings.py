"""Ratings: items from low to high, several as one matrix, a single one as a row of large steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from typing_extensions import override

from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.screens import RatingItem
from ikea_effect.session.frontends.lab.canvas import (
    ACCENT,
    ACCENT_SOFT,
    FAINT,
    INK,
    LINE,
    MUTED,
    PAPER,
    SHADE,
    WRONG,
    Canvas,
)
from ikea_effect.session.frontends.lab.choices import press_answer
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Targets
from ikea_effect.session.frontends.lab.prose import Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.widget import BODY, SMALL, Box, Scale, Seen, Widget, ring

SKIP = "skip"
"""The place by which an item is left open, as a target names it."""

SKIP_GAP, _NARROWEST = 0.03, 0.036


class Ratings(Widget):
    """Items rated on one range with the same anchors. Values: whole numbers."""

    def __init__(
        self,
        items: Sequence[tuple[str, str]],
        low: int,
        high: int,
        low_anchor: str,
        high_anchor: str,
        skip: str = "",
    ) -> None:
        """`skip` heads the places by which an item is left open; without it none can be."""
        self.items, self.skip = tuple(items), skip
        self.skip_head: Prose | None = None
        self.needs_width = not self.single
        self.steps = range(low, high + 1)
        self.anchors = (low_anchor, high_anchor)
        self.rated: dict[str, int | None] = {}
        self.labels: dict[str, Prose] = {}
        self.rows: dict[str, Box] = {}
        self.cells: dict[str, Box] = {}
        self.scale = Scale()
        self.top = 0.0
        self.ends: tuple[Prose, Prose] | None = None

    @property
    def single(self) -> bool:
        """Whether the one item is shown large."""
        return len(self.items) == 1 and not self.skip

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.scale, self.top = scale, top
        return (self._arrange_single if self.single else self._arrange_matrix)(canvas, left, top, width)

    def _arrange_single(self, canvas: Canvas, left: float, top: float, width: float) -> float:
        (item, label), (text, space) = self.items[0], self.scale
        asked = self.labels[item] = prose(canvas, label, width, BODY * 1.08 * text, bold=True)
        gap = 0.012
        side = min((width - gap * (len(self.steps) - 1)) / len(self.steps), 0.13)
        y = top - asked.height - 0.024 * space
        height = 0.066 * space + 0.01
        for order, step in enumerate(self.steps):
            self.cells[f"{item}.{step}"] = Box(left + order * (side + gap), y, side, height)
        across = side * len(self.steps) + gap * (len(self.steps) - 1)
        self.rows[item] = Box(left, y, across, height)
        self.ends = self._anchored(canvas, across * 0.45)
        return asked.height + 0.024 * space + height + 0.012 * space + max(end.height for end in self.ends)

    def _arrange_matrix(self, canvas: Canvas, left: float, top: float, width: float) -> float:
        text, space = self.scale
        open_width = self.room_to_skip(canvas)
        column = min(0.066, 0.50 * width / len(self.steps))
        if self.skip:  # the words keep two fifths of the row
            column = min(column, max(_NARROWEST, (0.6 * width - open_width - 0.055) / len(self.steps)))
        across = column * len(self.steps)
        label_width = width - across - open_width - 0.055
        self.ends = self._anchored(canvas, across * 0.48)
        head = max(end.height for end in self.ends) + 0.010 * space + SMALL * 1.45 * text
        y = top - max(head, self.skip_head.height if self.skip_head else 0.0)
        for item, label in self.items:
            words = self.labels[item] = prose(canvas, label, label_width, BODY * 0.96 * text)
            row = self.rows[item] = Box(left, y, width, max(words.height, 0.03) + 0.024 * space)
            for order, step in enumerate(self.steps):
                x = left + width - 0.016 - open_width - across + order * column
                self.cells[f"{item}.{step}"] = Box(x, y, column, row.height)
            if self.skip:
                x = left + width - 0.016 - open_width + SKIP_GAP
                self.cells[f"{item}.{SKIP}"] = Box(x, y, open_width - SKIP_GAP, row.height)
            y -= row.height
        return top - y

    def room_to_skip(self, canvas: Canvas) -> float:
        """How wide the places are by which items are left open."""
        if not self.skip:
            return 0.0
        size = SMALL * self.scale.text
        width = max(canvas.text_width(word, size) for word in self.skip.split())
        self.skip_head = prose(canvas, self.skip, width + 0.002, size)
        return SKIP_GAP + width + 0.002

    def draw_skip(self, canvas: Canvas, item: str, seen: Seen) -> None:
        """The place by which the item is left open, where it may be."""
        if not self.skip:
            return
        box, name = self.cells[f"{item}.{SKIP}"], f"{item}.{SKIP}"
        on, hot = item in self.rated and self.rated[item] is None, seen.hot == name
        fill = ACCENT_SOFT if hot and not on else PAPER
        x, y = box.middle
        canvas.panel(x, y, 0.026, 0.026, fill=fill, line=ACCENT if on or hot else FAINT, radius=0.006)
        if on:
            canvas.rectangle(x, y, 0.014, 0.004, ACCENT)

    def draw_skip_head(self, canvas: Canvas) -> None:
        """What these places mean, above the first of them."""
        if self.skip_head:
            box = self.cells[f"{self.items[0][0]}.{SKIP}"]
            top = box.top + self.skip_head.height
            draw_prose(canvas, self.skip_head, box.middle[0], top, color=MUTED, align="center")

    def _anchored(self, canvas: Canvas, width: float) -> tuple[Prose, Prose]:
        size = SMALL * self.scale.text
        return prose(canvas, self.anchors[0], width, size), prose(canvas, self.anchors[1], width, size)

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        (self._draw_single if self.single else self._draw_matrix)(canvas, seen)

    def _draw_single(self, canvas: Canvas, seen: Seen) -> None:
        assert self.ends is not None
        item = self.items[0][0]
        row, missed = self.rows[item], seen.missing and item not in self.rated
        draw_prose(canvas, self.labels[item], row.left, self.top, color=WRONG if missed else INK)
        for step in self.steps:
            box, on = self.cells[f"{item}.{step}"], self.rated.get(item) == step
            fill = ACCENT if on else (ACCENT_SOFT if seen.hot == f"{item}.{step}" else PAPER)
            canvas.panel(
                *box.middle,
                box.width,
                box.height,
                fill=fill,
                line=ACCENT if on else (WRONG if missed else LINE),
            )
            color = PAPER if on else INK
            canvas.text(
                str(step), *box.middle, BODY * 1.08 * self.scale.text, color=color, bold=on, align="center"
            )
        y = row.top - row.height - 0.012 * self.scale.space
        draw_prose(canvas, self.ends[0], row.left, y, color=MUTED)
        draw_prose(canvas, self.ends[1], row.left + row.width, y, color=MUTED, align="right")
        if seen.focus == item:
            ring(canvas, row)

    def _draw_matrix(self, canvas: Canvas, seen: Seen) -> None:
        assert self.ends is not None
        first, last = (self.cells[f"{self.items[0][0]}.{step}"] for step in (self.steps[0], self.steps[-1]))
        size = SMALL * self.scale.text
        draw_prose(canvas, self.ends[0], first.left + 0.012, self.top, color=MUTED)
        draw_prose(canvas, self.ends[1], last.left + last.width - 0.012, self.top, color=MUTED, align="right")
        for step in self.steps:
            box = self.cells[f"{self.items[0][0]}.{step}"]
            canvas.text(str(step), box.middle[0], box.top + 0.75 * size, size, color=MUTED, align="center")
        self.draw_skip_head(canvas)
        for order, (item, _) in enumerate(self.items):
            self._draw_row(canvas, item, order % 2 == 0, seen)

    def _draw_row(self, canvas: Canvas, item: str, shaded: bool, seen: Seen) -> None:
        row, words = self.rows[item], self.labels[item]
        if shaded:
            canvas.panel(*row.middle, row.width, row.height, fill=SHADE, radius=0.008)
        missed = seen.missing and item not in self.rated
        top = row.middle[1] + words.height / 2
        draw_prose(canvas, words, row.left + 0.016, top, color=WRONG if missed else INK)
        for step in self.steps:
            x, y = self.cells[f"{item}.{step}"].middle
            on = self.rated.get(item) == step
            hot = seen.hot == f"{item}.{step}"
            canvas.disc(
                x, y, 0.03, fill=ACCENT_SOFT if hot and not on else PAPER, line=ACCENT if on or hot else FAINT
            )
            if on:
                canvas.disc(x, y, 0.018, fill=ACCENT)
        self.draw_skip(canvas, item, seen)
        if seen.focus == item:
            ring(canvas, row, grow=0.0, radius=0.008)

    @override
    def targets(self) -> Mapping[str, Box]:
        return self.cells

    @override
    def stops(self) -> tuple[str, ...]:
        return tuple(item for item, _ in self.items)

    @override
    def choose(self, target: str) -> None:
        item, _, step = target.rpartition(".")
        if item in self.rows and target in self.cells:  # a stop itself, such as scale.item, is no place
            self.rated[item] = None if step == SKIP else int(step)

    @override
    def key(self, stop: str, name: str) -> bool | str:
        if name in ("LEFT", "RIGHT"):
            step = 1 if name == "RIGHT" else -1
            start = self.steps[0] - 1 if step > 0 else self.steps[-1] + 1
            rated = self.rated.get(stop)
            wished = (start if rated is None else rated) + step
            self.rated[stop] = min(max(wished, self.steps[0]), self.steps[-1])
            return True
        if name == "DELETE" and self.skip:
            self.rated[stop] = None
            return True
        if name in ("UP", "DOWN") and not self.single:
            stops = self.stops()
            return stops[min(max(stops.index(stop) + (1 if name == "DOWN" else -1), 0), len(stops) - 1)]
        return False

    @override
    def text(self, stop: str, characters: str) -> bool:
        """A digit is the rating; a second one makes a longer number where the range has it ("1", "0")."""
        if not (characters.isdecimal() and characters.isascii()):
            return False
        longer = (self.rated.get(stop) or 0) * 10 + int(characters)
        for wished in (longer, int(characters)):
            if wished in self.steps:
                self.rated[stop] = wished
                return True
        return False

    @override
    def values(self) -> dict[str, Any]:
        return dict(self.rated)

    @override
    def missing(self) -> bool:
        return len(self.rated) < len(self.items)

    @override
    def wanting(self) -> str:
        return next((item for item in self.stops() if item not in self.rated), self.stops()[0])


# --- as controls ------------------------------------------------------------------------------------------


def _matrix(ask: RatingItem, texts: Texts) -> tuple[int, int, str, str, bool]:
    return ask.low, ask.high, texts.render(ask.low_anchor), texts.render(ask.high_anchor), ask.may_skip


def _widget(asks: Sequence[RatingItem], texts: Texts, sentence: Sentence) -> Widget:
    items = [(ask.id, texts.render(ask.label)) for ask in asks]
    low, high, first, last, may_skip = _matrix(asks[0], texts)
    return Ratings(items, low, high, first, last, sentence("no-answer") if may_skip else "")


def press_rating(ask: RatingItem, value: int | None, hand: Hand, targets: Targets) -> None:
    """Presses the point, or the place by which the item is left open."""
    press_answer(ask, SKIP if value is None else value, hand, targets)


def _keys(ask: RatingItem, value: int | None, _hand: Hand) -> Iterator[str]:
    if value is None:
        yield "Delete"
        return
    yield from ["Right"] * (value - ask.low + 1) if value > 9 or ask.low < 0 else [str(value)]


CONTROL = Control(_widget, press_rating, _keys, _matrix)
