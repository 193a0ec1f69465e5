"""Options to put in order: cards are dragged to places, or placed by two clicks, or numbered by keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from typing_extensions import override

from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.choices import RankedOptions
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
    Point,
)
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Targets
from ikea_effect.session.frontends.lab.prose import Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.widget import BODY, Box, Scale, Seen, Widget, ring

_BETWEEN, _ROW, _NUMBER, _PAD = 0.05, 0.010, 0.045, 0.016
_FAR = 0.012
"""How far the pointer goes before a card follows it."""


class RankedCards(Widget):
    """Cards at the right, numbered places at the left. Value: every id, the first one first."""

    needs_width = True

    def __init__(self, id: str, options: Sequence[tuple[str, str]], question: str, how: str) -> None:
        self.id, self.options, self.question, self.how = id, tuple(options), question, how
        self.ids = [option for option, _ in self.options]
        self.places: list[str | None] = [None] * len(self.ids)
        self.picked: str | None = None
        self.held: str | None = None
        self.pressed_at: Point = (0, 0)
        self.pointer: Point | None = None
        self.labels: dict[str, Prose] = {}
        self.homes: dict[str, Box] = {}
        self.slots: list[Box] = []
        self.asked: Prose | None = None
        self.told: Prose | None = None
        self.left = self.top = 0.0

    # --- layout -------------------------------------------------------------------------------------------

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.left, self.top = left, top
        size, own = BODY * 0.96 * scale.text, (width - _BETWEEN - _NUMBER) / 2
        self.asked = prose(canvas, self.question, width, BODY * scale.text, bold=True)
        self.told = prose(canvas, self.how, width, BODY * 0.9 * scale.text)
        self.labels = {one: prose(canvas, label, own - 2 * _PAD, size) for one, label in self.options}
        height = max(label.height for label in self.labels.values()) + 0.026 * scale.space
        y = top - self.asked.height - self.told.height - 0.022 * scale.space
        tops = [y - place * (height + _ROW) for place in range(len(self.ids))]
        self.slots = [Box(left + _NUMBER, one, own, height) for one in tops]
        right = left + _NUMBER + own + _BETWEEN
        self.homes = {one: Box(right, at, own, height) for one, at in zip(self.ids, tops, strict=True)}
        return top - y + len(self.ids) * (height + _ROW) - _ROW

    def _box(self, option: str) -> Box:
        """Where the card lies."""
        return self.slots[self.places.index(option)] if option in self.places else self.homes[option]

    # --- drawing ------------------------------------------------------------------------------------------

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        assert self.asked is not None
        assert self.told is not None
        missed = seen.missing and self.missing()
        draw_prose(canvas, self.asked, self.left, self.top, color=WRONG if missed else INK)
        below = self.top - self.asked.height - 0.004
        draw_prose(canvas, self.told, self.left, below, color=WRONG if missed else MUTED)
        for number, box in enumerate(self.slots, start=1):
            self._draw_slot(canvas, number, box, seen, missed)
        moved = self.held if self.pointer is not None else None
        for option in self.ids:
            if option not in self.places:
                canvas.panel(*self.homes[option].middle, *self.homes[option][2:], fill=None, line=LINE)
            if option != moved:
                self._draw_card(canvas, option, self._box(option), seen)
        if moved is not None and self.pointer is not None:
            self._draw_card(canvas, moved, self._under_pointer(moved), seen, lifted=True)

    def _draw_slot(self, canvas: Canvas, number: int, box: Box, seen: Seen, missed: bool) -> None:
        x, y = box.left - _NUMBER / 2 - 0.006, box.middle[1]
        canvas.text(f"{number}", x, y, BODY, color=MUTED, bold=True, align="center")
        empty = self.places[number - 1] is None
        hot = seen.hot == f"{self.id}.{number}" and self.picked is not None
        line = WRONG if missed and empty else (ACCENT if hot else LINE)
        canvas.panel(*box.middle, *box[2:], fill=ACCENT_SOFT if hot else SHADE, line=line)

    def _draw_card(self, canvas: Canvas, option: str, box: Box, seen: Seen, *, lifted: bool = False) -> None:
        label, name = self.labels[option], f"{self.id}.{option}"
        strong = option == self.picked or lifted
        line = ACCENT if strong else FAINT
        fill = ACCENT_SOFT if strong or seen.hot == name else PAPER
        width = 0.003 if strong else 0.0018
        canvas.panel(*box.middle, *box[2:], fill=fill, line=line, line_width=width, shadow=lifted)
        draw_prose(canvas, label, box.left + _PAD, box.middle[1] + label.height / 2)
        if seen.focus == name:
            ring(canvas, box)

    def _under_pointer(self, option: str) -> Box:
        assert self.pointer is not None
        box, (x, y) = self._box(option), self.pointer
        return Box(box.left + x - self.pressed_at[0], box.top + y - self.pressed_at[1], *box[2:])

    # --- input --------------------------------------------------------------------------------------------

    @override
    def targets(self) -> Mapping[str, Box]:
        """The cards where they lie, then the places: a place that is taken is pressed by its card."""
        cards = {f"{self.id}.{option}": self._box(option) for option in self.ids}
        return {**cards, **{f"{self.id}.{number}": box for number, box in enumerate(self.slots, start=1)}}

    @override
    def stops(self) -> tuple[str, ...]:
        return tuple(f"{self.id}.{option}" for option in self.ids)

    @override
    def hold(self, target: str, at: Point) -> None:
        name = self._name(target)
        if name not in self.ids:
            return
        if self.held != name:
            self.held, self.pressed_at, self.pointer = name, at, None
        elif max(abs(at[0] - self.pressed_at[0]), abs(at[1] - self.pressed_at[1])) > _FAR:
            self.pointer = at

    @override
    def drop(self, held: str, onto: str) -> bool:
        """A card on a place, or on the card that lies there; beside them it goes back to where it was."""
        card, name = self._name(held), self._name(onto)
        self.held = self.pointer = self.picked = None
        if card in self.ids and (place := self._place_of(name)) is not None:
            self._put(card, place)
        elif card in self.places and name in self.ids:
            self.places[self.places.index(card)] = None
        return card in self.ids

    @override
    def choose(self, target: str) -> None:
        """Picks a card up; then a place, or the card that lies there, takes it."""
        name, self.held, self.pointer = self._name(target), None, None
        place, picked = self._place_of(name), self.picked
        if picked is not None and picked != name and place is not None:
            self._put(picked, place)
            self.picked = None
        elif name in self.ids:
            self.picked = None if picked == name else name

    def _name(self, target: str) -> str:
        return target.removeprefix(f"{self.id}.")

    def _place_of(self, name: str) -> int | None:
        """The place that is meant, from 0: by its number, or by the card that lies there."""
        if name.isdecimal():
            return int(name) - 1
        return self.places.index(name) if name in self.places else None

    def _put(self, card: str, place: int) -> None:
        """The card to the place; what lies there goes where the card was."""
        before, other = self._place_of(card), self.places[place]
        if before is not None:
            self.places[before] = other
        self.places[place] = card

    @override
    def key(self, stop: str, name: str) -> bool | str:
        card, stops = self._name(stop), self.stops()
        if name in ("DELETE", "BACKSPACE"):
            self.places = [None if one == card else one for one in self.places]
            return True
        step = {"DOWN": 1, "UP": -1}.get(name)
        return False if step is None else stops[min(max(stops.index(stop) + step, 0), len(stops) - 1)]

    @override
    def text(self, stop: str, characters: str) -> bool:
        """A digit is the card's place."""
        if characters.isdecimal() and characters.isascii() and 1 <= int(characters) <= len(self.ids):
            self._put(self._name(stop), int(characters) - 1)
            self.picked = None
            return True
        return False

    @override
    def values(self) -> dict[str, Any]:
        return {self.id: list(self.places)} if None not in self.places else {}

    @override
    def wanting(self) -> str:
        return next(f"{self.id}.{option}" for option in self.ids if option not in self.places)


# --- as a control -----------------------------------------------------------------------------------------


def _widget(asks: Sequence[RankedOptions], texts: Texts, sentence: Sentence) -> Widget:
    [ask] = asks
    options = [(option.id, texts.render(option.label)) for option in ask.options]
    return RankedCards(ask.id, options, texts.render(ask.question), sentence("rank-how"))


def _press(ask: RankedOptions, order: Sequence[str], hand: Hand, targets: Targets) -> None:
    """Drags the first half, and clicks card and place for the others."""
    for number, option in enumerate(order, start=1):
        card, place = targets[f"{ask.id}.{option}"], targets[f"{ask.id}.{number}"]
        if number <= len(order) / 2:
            hand.fingers.drag(card, place)
        else:
            hand.fingers.click(card)
            hand.fingers.click(place)


def _keys(ask: RankedOptions, order: Sequence[str], _hand: Hand) -> Iterator[str]:
    for number, option in enumerate(ask.options):
        if number:
            yield "Tab"
        yield str(list(order).index(option.id) + 1)


def _stops(ask: RankedOptions) -> int:
    return len(ask.options)


CONTROL = Control(_widget, _press, _keys, stops=_stops)
