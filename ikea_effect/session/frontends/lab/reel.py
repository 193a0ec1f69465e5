"""A film on a page: the state of the good that it has come to, and below it how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from PIL import Image
from typing_extensions import override

from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.reel import Reel
from ikea_effect.session.frontends.lab.canvas import ACCENT, LINE, SHADE, Canvas
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Targets
from ikea_effect.session.frontends.lab.widget import Box, Pictures, Scale, Seen, Widget, draw_fitted

_HIGH, _LEAST = 0.5, 0.3
_LINE_HIGH = 0.006
_STEP = 0.01
"""The line below moves in hundredths: no film is drawn again more often than that for its sake."""


class Film(Widget):
    """The states, one after the other. A picture is painted when its time comes."""

    def __init__(self, ask: Reel) -> None:
        self.ask = ask
        self.ends = [end / 1000 for end in accumulate(shot.ms for shot in ask.shots)]
        self.at = 0
        self.run = 0.0
        self.stage = Box(0, 0, 0, 0)
        self._pictures: Pictures | None = None
        self._seen: tuple[int, Image.Image] | None = None

    @override
    def see(self, pictures: Pictures) -> None:
        self._pictures = pictures

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        high = max(_LEAST, _HIGH * (0.5 + 0.5 * scale.space))
        self.stage = Box(left, top, width, high)
        return high + 0.02

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        canvas.panel(*self.stage.middle, self.stage.width, self.stage.height, fill=SHADE, radius=0.012)
        if (picture := self._picture()) is not None:
            draw_fitted(canvas, picture, self.stage, 0.02)
        y = self.stage.top - self.stage.height - 0.014
        self._line(canvas, self.stage.width, y, LINE)
        if self.run:
            self._line(canvas, self.stage.width * self.run, y, ACCENT)

    def _line(self, canvas: Canvas, width: float, y: float, color: str) -> None:
        canvas.rectangle(self.stage.left + width / 2, y, width, _LINE_HIGH, color)

    def _picture(self) -> Image.Image | None:
        if self._pictures is None:
            return None
        if self._seen is None or self._seen[0] != self.at:
            self._seen = self.at, self._pictures(self.ask.shots[self.at].picture)
        return self._seen[1]

    @override
    def tick(self, elapsed_s: float) -> bool:
        run = min(1.0, elapsed_s / self.ends[-1])
        at = next((place for place, end in enumerate(self.ends) if elapsed_s < end), len(self.ends) - 1)
        moved = at != self.at or run - self.run >= _STEP or (run >= 1 > self.run)
        if moved:
            self.at, self.run = at, run
        return moved

    @override
    def values(self) -> dict[str, Any]:
        return {self.ask.id: True}


def _film(asks: Sequence[Reel], _texts: Texts, _sentence: Sentence) -> Widget:
    [ask] = asks
    return Film(ask)


def _press(_ask: Reel, _value: bool, _hand: Hand, _targets: Targets) -> None:
    """It plays by itself."""


def _keys(_ask: Reel, _value: bool, _hand: Hand) -> Iterator[str]:
    yield from ()


def _no_stops(_ask: Reel) -> int:
    return 0


CONTROL = Control(_film, _press, _keys, stops=_no_stops)
