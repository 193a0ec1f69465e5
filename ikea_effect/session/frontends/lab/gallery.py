"""Pictures in rows: one is picked by a press, or they are pressed in order, the best first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from PIL import Image
from typing_extensions import override

from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.gallery import Card, Gallery
from ikea_effect.session.frontends.lab.canvas import (
    ACCENT,
    INK,
    PAPER,
    WRONG,
    Canvas,
)
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Targets
from ikea_effect.session.frontends.lab.prose import Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.toward import ARROWS, toward
from ikea_effect.session.frontends.lab.widget import (
    BODY,
    SMALL,
    Box,
    Pictures,
    Scale,
    Seen,
    Widget,
    draw_card,
    draw_fitted,
    ring,
    tick_mark,
)

_BETWEEN = 0.016
_COLUMNS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 3, 7: 4, 8: 4, 9: 5, 10: 5}
_HIGHEST = {1: 0.44, 2: 0.25, 3: 0.165}
"""How high a card may be, by the rows there are."""
_BADGE = 0.036
_UNDER = 0.014
"""What a label takes besides its own height."""


class Cards(Widget):
    """The cards. Value: the id of the one picked, or every id, the best first."""

    needs_width = True

    def __init__(self, ask: Gallery, texts: Texts, sentence: Sentence) -> None:
        self.ask, self.texts, self.sentence = ask, texts, sentence
        self.ids = [card.id for card in ask.cards]
        self.chosen: list[str] = []
        self.cursor = 0
        self.columns = _COLUMNS.get(len(self.ids), 6)
        self.images: dict[str, Image.Image] = {}
        self.asked: Prose | None = None
        self.left = self.top = 0.0
        self.boxes: dict[str, Box] = {}
        self.labels: dict[str, Prose] = {}

    @override
    def see(self, pictures: Pictures) -> None:
        self.images = {card.id: pictures(card.picture) for card in self.ask.cards if card.picture is not None}

    # --- layout -------------------------------------------------------------------------------------------

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.left, self.top = left, top
        self.asked = prose(canvas, self.texts.render(self.ask.question), width, BODY * scale.text, bold=True)
        y = top - self.asked.height - 0.02 * scale.space
        own = (width - _BETWEEN * (self.columns - 1)) / self.columns
        self._break_labels(canvas, own, scale)
        high = self._height(own, scale)
        rows = math.ceil(len(self.ids) / self.columns)
        for place, card in enumerate(self.ids):
            row, column = divmod(place, self.columns)
            inset = self._inset(row, rows, own)
            box = Box(left + inset + column * (own + _BETWEEN), y - row * (high + _BETWEEN), own, high)
            self.boxes[card] = box
        return top - y + rows * (high + _BETWEEN) - _BETWEEN

    def _inset(self, row: int, rows: int, own: float) -> float:
        """What moves a last row that is not full to the middle."""
        lacking = self.columns * rows - len(self.ids) if row == rows - 1 else 0
        return lacking * (own + _BETWEEN) / 2

    def _break_labels(self, canvas: Canvas, own: float, scale: Scale) -> None:
        self.labels = {}
        for card in self.ask.cards:
            if card.label is not None:
                size = (SMALL if card.picture else BODY * 0.92) * scale.text
                self.labels[card.id] = prose(canvas, self.texts.render(card.label), own - 0.03, size)

    def _height(self, own: float, scale: Scale) -> float:
        """A card's height: of texts the highest; of pictures as high as wide, as far as there is room."""
        label = max((text.height for text in self.labels.values()), default=0.0)
        if not self.images:
            return label + 0.045
        rows = math.ceil(len(self.ids) / self.columns)
        room = _HIGHEST.get(rows, 0.12) * (0.55 + 0.45 * scale.space)
        return max(min(own * 1.12, room), 0.09) + (label + _UNDER if label else 0.0)

    # --- drawing ------------------------------------------------------------------------------------------

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        assert self.asked is not None
        missed = seen.missing and self.missing()
        draw_prose(canvas, self.asked, self.left, self.top, color=WRONG if missed else INK)
        for card in self.ask.cards:
            self._draw_card(canvas, card, seen, missed)
        if seen.focus == self.ask.id:
            ring(canvas, self.boxes[self.ids[self.cursor]])

    def _draw_card(self, canvas: Canvas, card: Card, seen: Seen, missed: bool) -> None:
        box, on = self.boxes[card.id], card.id in self.chosen
        hot = seen.hot == f"{self.ask.id}.{card.id}"
        draw_card(canvas, box, on=on, hot=hot, missed=missed)
        label = self.labels.get(card.id)
        under = (label.height + _UNDER if label else 0.0) if card.picture else 0.0
        if card.picture:
            draw_fitted(canvas, self.images[card.id], box._replace(height=box.height - under), 0.014)
        if label:
            top = box.top - box.height + under - 0.002 if card.picture else box.middle[1] + label.height / 2
            draw_prose(canvas, label, box.middle[0], top, align="center")
        if on:
            self._draw_badge(canvas, card.id, box)

    def _draw_badge(self, canvas: Canvas, card: str, box: Box) -> None:
        x, y = box.left + 0.026, box.top - 0.026
        canvas.disc(x, y, _BADGE, fill=ACCENT)
        if self.ask.how == "rank":
            number = str(self.chosen.index(card) + 1)
            canvas.text(number, x, y, SMALL * 1.1, color=PAPER, bold=True, align="center")
        else:
            tick_mark(canvas, x, y, 0.021, PAPER)

    # --- input --------------------------------------------------------------------------------------------

    @override
    def targets(self) -> Mapping[str, Box]:
        return {f"{self.ask.id}.{card}": box for card, box in self.boxes.items()}

    @override
    def stops(self) -> tuple[str, ...]:
        return (self.ask.id,)

    @override
    def choose(self, target: str) -> None:
        """A card pressed; the stop itself stands for the card under the keyboard's ring."""
        pressed = target.removeprefix(f"{self.ask.id}.")
        card = pressed if pressed in self.boxes else self.ids[self.cursor]
        self.cursor = self.ids.index(card)
        if self.ask.how == "pick":
            self.chosen = [card]
        elif card in self.chosen:
            self.chosen.remove(card)
        else:
            self.chosen.append(card)

    @override
    def key(self, stop: str, name: str) -> bool | str:
        if name in ("UP", "DOWN"):
            self.cursor = self.ids.index(toward(self.boxes, self.ids[self.cursor], name))
        elif name in ("LEFT", "RIGHT"):
            step = 1 if name == "RIGHT" else -1
            self.cursor = min(max(self.cursor + step, 0), len(self.ids) - 1)
        return name in ARROWS

    @override
    def values(self) -> dict[str, Any]:
        if self.ask.how == "rank":
            return {self.ask.id: list(self.chosen)} if len(self.chosen) == len(self.ids) else {}
        return {self.ask.id: self.chosen[0]} if self.chosen else {}

    @override
    def lacks(self) -> str:
        left = len(self.ids) - len(self.chosen)
        if self.ask.how == "pick" or not self.chosen or not left:
            return ""
        return self.sentence(f"ranks-lacking.{'one' if left == 1 else 'several'}", count=left)


def _cards(asks: Sequence[Gallery], texts: Texts, sentence: Sentence) -> Widget:
    [ask] = asks
    return Cards(ask, texts, sentence)


def _in_turn(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _press(ask: Gallery, value: str | Sequence[str], hand: Hand, targets: Targets) -> None:
    for card in _in_turn(value):
        hand.fingers.click(targets[f"{ask.id}.{card}"])


def _keys(ask: Gallery, value: str | Sequence[str], _hand: Hand) -> Iterator[str]:
    at, ids = 0, [card.id for card in ask.cards]
    for card in _in_turn(value):
        step = ids.index(card) - at
        yield from ["Right" if step > 0 else "Left"] * abs(step)
        yield "space"
        at += step


CONTROL = Control(_cards, _press, _keys)
