"""Two circles that overlap more from step to step; above them which circle is whose."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import override

from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.drawings import OverlapSteps
from ikea_effect.session.frontends.lab.canvas import ACCENT, INK, Canvas
from ikea_effect.session.frontends.lab.choices import press_answer
from ikea_effect.session.frontends.lab.control import Control, Sentence
from ikea_effect.session.frontends.lab.prose import LEADING, Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.step_row import StepsToPress, digit
from ikea_effect.session.frontends.lab.widget import BODY, Box, Scale, Widget

_APART = (1.06, 0.88, 0.71, 0.55, 0.40, 0.26, 0.12)
"""From middle to middle, in diameters: side by side, then nearly one; even steps for the eye."""

_FIRST, _SECOND = (f"{ACCENT}66", ACCENT), ("#d99a2b66", "#a8700f")
_LEGEND = 0.03
"""Diameter of the circles beside their names."""


class Circles(StepsToPress):
    """Pairs of circles. Value: 1 (apart) to 7 (nearly one)."""

    names: tuple[Prose, ...] = ()
    legend_top = room = 0.0

    @override
    def above(self, canvas: Canvas, width: float, scale: Scale) -> float:
        self.room = width / 2 - _LEGEND - 0.04
        self.names = tuple(prose(canvas, one, self.room, BODY * scale.text) for one in self.ends)
        assert self.asked is not None
        self.legend_top = self.top - self.asked.height - 0.014 * scale.space
        return max(name.height for name in self.names) + 0.014 * scale.space

    @override
    def draw_words(self, canvas: Canvas) -> None:
        x = self.left
        for words, name, (fill, line) in zip(self.ends, self.names, (_FIRST, _SECOND), strict=True):
            y = self.legend_top - LEADING * name.size / 2
            canvas.disc(x + _LEGEND / 2, y, _LEGEND, fill=fill, line=line)
            draw_prose(canvas, name, x + _LEGEND + 0.012, self.legend_top, color=INK)
            x += _LEGEND + 0.05 + min(self.room, canvas.text_width(words, name.size))

    @override
    def height(self, own: float) -> float:
        return max(own * 0.72, 0.075)

    @override
    def draw_step(self, canvas: Canvas, step: int, box: Box) -> None:
        across = min((box.width - 0.02) / 2.1, box.height - 0.02)
        x, y = box.middle
        half = across * _APART[step - 1] / 2
        canvas.disc(x - half, y, across, fill=_FIRST[0], line=_FIRST[1])
        canvas.disc(x + half, y, across, fill=_SECOND[0], line=_SECOND[1])


# --- as a control -----------------------------------------------------------------------------------------


def _widget(asks: Sequence[OverlapSteps], texts: Texts, _sentence: Sentence) -> Widget:
    [ask] = asks
    return Circles(ask, texts.render(ask.question), texts.render(ask.first), texts.render(ask.second))


CONTROL = Control(_widget, press_answer, digit)
