"""Options of which several can be chosen: rows with boxes to tick, and how many of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from typing_extensions import override

from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.choices import SeveralOptions
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
from ikea_effect.session.frontends.lab.choices import Options
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Targets
from ikea_effect.session.frontends.lab.prose import LEADING, Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.widget import BODY, Box, Scale, Seen, Widget, ring, tick_box

_SIDE = 0.027


class TickedOptions(Options):
    """Each option a row to tick, and a stop of the keyboard. Value: the ticked ids, in the options' order."""

    def __init__(
        self, id: str, options: Sequence[tuple[str, str]], question: str, ends: tuple[int, int], how: str
    ) -> None:
        super().__init__(id, options, question)
        (self.least, self.most), self.how = ends, how
        self.ticked: set[str] = set()
        self.told: Prose | None = None

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.told = prose(canvas, self.how, width, BODY * 0.9 * scale.text)
        above = self.told.height + 0.006 * scale.space
        height = super().arrange(canvas, left, top, width, scale)
        self.rows = {option: box._replace(top=box.top - above) for option, box in self.rows.items()}
        return height + above

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        assert self.asked is not None
        assert self.told is not None
        super().draw(canvas, seen)
        below = self.top - self.asked.height - 0.004
        draw_prose(canvas, self.told, self.left, below, color=WRONG if self._missed(seen) else MUTED)

    @override
    def _missed(self, seen: Seen) -> bool:
        return seen.missing and self.missing()

    @override
    def _draw_row(self, canvas: Canvas, option: str, box: Box, seen: Seen) -> None:
        on, text, free = option in self.ticked, self.labels[option], self._free(option)
        name = f"{self.id}.{option}"
        fill = ACCENT_SOFT if on else (SHADE if seen.hot == name and free else PAPER)
        canvas.panel(*box.middle, box.width, box.height, fill=fill, line=ACCENT if on else LINE)
        x, y = box.left + 0.036, box.top - self.pad - LEADING * text.size / 2
        tick_box(canvas, x, y, _SIDE, on=on, line=FAINT if free else LINE)
        draw_prose(canvas, text, box.left + 0.066, box.top - self.pad, color=INK if free else FAINT)
        if seen.focus == name:
            ring(canvas, box)

    def _free(self, option: str) -> bool:
        """Whether a press does something: one more can be ticked, or this one is."""
        return option in self.ticked or len(self.ticked) < self.most

    @override
    def stops(self) -> tuple[str, ...]:
        return tuple(f"{self.id}.{option}" for option, _ in self.options)

    @override
    def choose(self, target: str) -> None:
        option = target.removeprefix(f"{self.id}.")
        if self._free(option):
            self.ticked ^= {option}

    @override
    def key(self, stop: str, name: str) -> bool | str:
        step = {"DOWN": 1, "UP": -1}.get(name)
        if step is None:
            return False
        stops = self.stops()
        return stops[min(max(stops.index(stop) + step, 0), len(stops) - 1)]

    @override
    def text(self, stop: str, characters: str) -> bool:
        """The number of a row ticks it."""
        if characters.isdecimal() and characters.isascii() and 1 <= int(characters) <= len(self.options):
            self.choose(f"{self.id}.{self.options[int(characters) - 1][0]}")
            return True
        return False

    @override
    def values(self) -> dict[str, Any]:
        if len(self.ticked) < self.least:
            return {}
        return {self.id: [option for option, _ in self.options if option in self.ticked]}

    @override
    def lacks(self) -> str:
        return self.how if self.ticked and self.missing() else ""


# --- as a control -----------------------------------------------------------------------------------------


def _widget(asks: Sequence[SeveralOptions], texts: Texts, sentence: Sentence) -> Widget:
    [ask] = asks
    options = [(option.id, texts.render(option.label)) for option in ask.options]
    ends = (ask.least, ask.most)
    return TickedOptions(ask.id, options, texts.render(ask.question), ends, _how(ask, sentence))


def _how(ask: SeveralOptions, sentence: Sentence) -> str:
    """How many can be chosen, in a sentence."""
    count = len(ask.options)
    if ask.least == ask.most:
        return sentence("choose.exactly", count=ask.least)
    if ask.most == count:
        return (
            sentence("choose.any" if ask.least == 0 else "choose.one-or-more")
            if ask.least < 2
            else (sentence("choose.at-least", count=ask.least))
        )
    if ask.least == 0:
        return sentence("choose.at-most", count=ask.most)
    return sentence("choose.between", least=ask.least, most=ask.most)


def _press(ask: SeveralOptions, chosen: Sequence[str], hand: Hand, targets: Targets) -> None:
    for option in chosen:
        hand.fingers.click(targets[f"{ask.id}.{option}"])


def _keys(ask: SeveralOptions, chosen: Sequence[str], _hand: Hand) -> Iterator[str]:
    """Space at each that is chosen, and on to the next; the last stop stays."""
    for number, option in enumerate(ask.options):
        if number:
            yield "Tab"
        if option.id in chosen:
            yield "space"


def _stops(ask: SeveralOptions) -> int:
    return len(ask.options)


CONTROL = Control(_widget, _press, _keys, stops=_stops)
