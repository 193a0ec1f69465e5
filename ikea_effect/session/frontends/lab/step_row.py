"""A row of drawn steps, of which one is pressed: what circles and faces share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from typing_extensions import override

from ikea_effect.screens.drawings import DrawnSteps
from ikea_effect.session.frontends.lab.canvas import (
    INK,
    WRONG,
    Canvas,
)
from ikea_effect.session.frontends.lab.control import Hand
from ikea_effect.session.frontends.lab.prose import Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.widget import BODY, Box, Scale, Seen, Widget, draw_card, ring

_BETWEEN = 0.012


class StepsToPress(Widget):
    """Steps from low to high. Value: the number of the one pressed."""

    needs_width = True
    narrowest = 0.1  # a step; where there is less room they stand in two rows

    def __init__(self, ask: DrawnSteps, question: str, first: str, second: str) -> None:
        self.ask, self.question, self.ends = ask, question, (first, second)
        self.steps = range(ask.low, ask.high + 1)
        self.at: int | None = None
        self.asked: Prose | None = None
        self.cells: dict[int, Box] = {}
        self.left = self.top = 0.0

    # --- what a kind draws --------------------------------------------------------------------------------

    def above(self, canvas: Canvas, width: float, scale: Scale) -> float:  # noqa: ARG002
        """How much room is needed between the question and the steps."""
        return 0.0

    def below(self, canvas: Canvas, width: float, scale: Scale) -> float:  # noqa: ARG002
        """How much room is needed under the steps."""
        return 0.0

    def height(self, own: float) -> float:
        """How high a step of this width is."""
        raise NotImplementedError

    def draw_step(self, canvas: Canvas, step: int, box: Box) -> None:
        """What is drawn on the step."""
        raise NotImplementedError

    def draw_words(self, canvas: Canvas) -> None:
        """What stands above or below the steps."""

    # --- what they share ----------------------------------------------------------------------------------

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.left, self.top = left, top
        self.asked = prose(canvas, self.question, width, BODY * 1.08 * scale.text, bold=True)
        y = top - self.asked.height - 0.020 * scale.space - self.above(canvas, width, scale)
        count = len(self.steps)
        columns = count if width / count > self.narrowest else (count + 1) // 2
        own = min((width - _BETWEEN * (columns - 1)) / columns, 0.19)
        high = self.height(own) * (0.6 + 0.4 * scale.space)
        for place, step in enumerate(self.steps):
            row, column = divmod(place, columns)
            x = left + column * (own + _BETWEEN)
            self.cells[step] = Box(x, y - row * (high + _BETWEEN), own, high)
        rows = -(-count // columns)
        return top - y + rows * (high + _BETWEEN) - _BETWEEN + self.below(canvas, width, scale)

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        assert self.asked is not None
        missed = seen.missing and self.at is None
        draw_prose(canvas, self.asked, self.left, self.top, color=WRONG if missed else INK)
        self.draw_words(canvas)
        for step, box in self.cells.items():
            on, hot = step == self.at, seen.hot == f"{self.ask.id}.{step}"
            draw_card(canvas, box, on=on, hot=hot, missed=missed, edge=0.004)
            self.draw_step(canvas, step, box)
        if seen.focus == self.ask.id:
            ring(canvas, self.cells[self.at if self.at is not None else self.steps[0]])

    @override
    def targets(self) -> Mapping[str, Box]:
        return {f"{self.ask.id}.{step}": box for step, box in self.cells.items()}

    @override
    def stops(self) -> tuple[str, ...]:
        return (self.ask.id,)

    @override
    def choose(self, target: str) -> None:
        """A step pressed; the stop itself stands for the one under the keyboard's ring."""
        name = target.removeprefix(f"{self.ask.id}.")
        self.at = int(name) if name.isdecimal() else self.steps[0] if self.at is None else self.at

    @override
    def key(self, stop: str, name: str) -> bool | str:
        by = {"LEFT": -1, "RIGHT": 1}.get(name)
        if by is None:
            return False
        before = self.at if self.at is not None else (self.steps[0] - 1 if by > 0 else self.steps[-1] + 1)
        self.at = min(max(before + by, self.steps[0]), self.steps[-1])
        return True

    @override
    def text(self, stop: str, characters: str) -> bool:
        if characters.isdecimal() and characters.isascii() and int(characters) in self.steps:
            self.at = int(characters)
            return True
        return False

    @override
    def values(self) -> dict[str, Any]:
        return {} if self.at is None else {self.ask.id: self.at}


def digit(_ask: DrawnSteps, step: int, _hand: Hand) -> Iterator[str]:
    """The key of a step is its number."""
    yield str(step)
