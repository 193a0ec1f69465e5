"""Five faces from sad to happy, drawn here; words below the first and the last."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import override

from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.drawings import FaceSteps
from ikea_effect.session.frontends.lab.canvas import INK, Canvas, Point
from ikea_effect.session.frontends.lab.choices import press_answer
from ikea_effect.session.frontends.lab.control import Control, Sentence
from ikea_effect.session.frontends.lab.prose import Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.step_row import StepsToPress, digit
from ikea_effect.session.frontends.lab.widget import BODY, Box, Scale, Widget

_SKIN = "#ffe7a6"
_POINTS = 24
"""Of a mouth, along its curve."""


class Faces(StepsToPress):
    """Faces. Value: 1 (sad) to 5 (happy)."""

    words: tuple[Prose, ...] = ()
    under = 0.0

    @override
    def below(self, canvas: Canvas, width: float, scale: Scale) -> float:
        size = BODY * scale.text
        room = self.cells[self.steps[-1]].left + self.cells[self.steps[-1]].width - self.left
        self.words = tuple(prose(canvas, one, room * 0.48, size) for one in self.ends)
        last = self.cells[self.steps[-1]]
        self.under = last.top - last.height - 0.012 * scale.space
        return max(one.height for one in self.words) + 0.012 * scale.space

    @override
    def draw_words(self, canvas: Canvas) -> None:
        right = max(box.left + box.width for box in self.cells.values())
        draw_prose(canvas, self.words[0], self.left, self.under, color=INK)
        draw_prose(canvas, self.words[1], right, self.under, color=INK, align="right")

    @override
    def height(self, own: float) -> float:
        return max(own, 0.1)

    @override
    def draw_step(self, canvas: Canvas, step: int, box: Box) -> None:
        x, y = box.middle
        across = min(box.width, box.height) - 0.026
        canvas.disc(x, y, across, fill=_SKIN, line=INK, line_width=0.0028)
        for side in (-1, 1):
            canvas.disc(x + side * 0.18 * across, y + 0.13 * across, 0.085 * across, fill=INK)
        mood = (step - self.ask.low) / (self.ask.high - self.ask.low) * 2 - 1
        canvas.polygon(mouth(mood, across), fill=INK, at=(x, y - 0.17 * across))


def mouth(mood: float, across: float) -> list[Point]:
    """A mouth around its middle, from bent down (-1) to bent up (1), half as wide as the face."""
    wide, thick, bend = 0.25 * across, 0.022 * across, 0.13 * across * mood
    curve = [-1 + 2 * step / (_POINTS - 1) for step in range(_POINTS)]
    middle = [(at * wide, bend * (at * at - 0.5)) for at in curve]
    upper, lower = [(x, y + thick) for x, y in middle], [(x, y - thick) for x, y in reversed(middle)]
    return [*upper, *lower]


# --- as a control -----------------------------------------------------------------------------------------


def _widget(asks: Sequence[FaceSteps], texts: Texts, _sentence: Sentence) -> Widget:
    [ask] = asks
    return Faces(ask, texts.render(ask.question), texts.render(ask.first), texts.render(ask.second))


CONTROL = Control(_widget, press_answer, digit)
