"""A visual analog scale: a line with words at its ends, and no mark before the first press."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from typing_extensions import override

from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.slider import Slider
from ikea_effect.session.frontends.lab.canvas import ACCENT, INK, MUTED, PAPER, WRONG, Canvas, Point
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Targets
from ikea_effect.session.frontends.lab.prose import Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.widget import BODY, Box, Scale, Seen, Widget, ring

_REACH = 0.03  # above and below the line, and beyond its ends, where a press still counts


class VisualScale(Widget):
    """A place on a line, shown by a cross stroke and by no number. Value: whole points."""

    def __init__(self, id: str, question: str, low: int, high: int, anchors: tuple[str, str]) -> None:
        self.id, self.question, self.low, self.high, self.anchors = id, question, low, high, anchors
        self.at: int | None = None
        self.asked: Prose | None = None
        self.ends: tuple[Prose, ...] = ()
        self.line = Box(0, 0, 0, 0)
        self.left = self.top = self.below = 0.0

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.left, self.top = left, top
        self.asked = prose(canvas, self.question, width, BODY * 1.08 * scale.text, bold=True)
        y = top - self.asked.height - 0.030 * scale.space - _REACH
        self.line = Box(left + _REACH, y, width - 2 * _REACH, 0.004)
        self.ends = tuple(prose(canvas, one, width * 0.42, BODY * scale.text) for one in self.anchors)
        self.below = y - _REACH - 0.008 * scale.space
        return top - self.below + max(end.height for end in self.ends)

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        assert self.asked is not None
        missed = seen.missing and self.at is None
        draw_prose(canvas, self.asked, self.left, self.top, color=WRONG if missed else INK)
        x, y = self.line.middle
        color = WRONG if missed else MUTED
        canvas.rectangle(x, y, self.line.width, self.line.height, color)
        for end in (self.low, self.high):
            canvas.rectangle(self._x(end), y, 0.004, 0.030, color)
        if self.at is not None:
            canvas.panel(self._x(self.at), y, 0.011, 0.046, fill=ACCENT, line=PAPER, radius=0.004)
        draw_prose(canvas, self.ends[0], self.left, self.below, color=MUTED)
        right = self.line.left + self.line.width + _REACH
        draw_prose(canvas, self.ends[1], right, self.below, color=MUTED, align="right")
        if seen.focus == self.id:
            ring(canvas, self._place(), grow=0.0)

    def _x(self, point: int) -> float:
        return self.line.left + self.line.width * (point - self.low) / (self.high - self.low)

    def _place(self) -> Box:
        y = self.line.middle[1]
        return Box(self.line.left - _REACH, y + _REACH, self.line.width + 2 * _REACH, 2 * _REACH)

    @override
    def targets(self) -> Mapping[str, Box]:
        """The line; its ends tell a hand where a point lies."""
        y = self.line.middle[1]
        ends = {
            f"{self.id}.{name}": Box(self._x(end), y, 0, 0)
            for name, end in (("low", self.low), ("high", self.high))
        }
        return {self.id: self._place(), **ends}

    @override
    def stops(self) -> tuple[str, ...]:
        return (self.id,)

    @override
    def hold(self, target: str, at: Point) -> None:
        share = (at[0] - self.line.left) / self.line.width
        self._set(self.low + round(share * (self.high - self.low)))

    def _set(self, point: int) -> None:
        self.at = min(max(point, self.low), self.high)

    @override
    def key(self, stop: str, name: str) -> bool | str:
        """Arrows go by one point; the first of them puts the mark at the end that it comes from."""
        by = {"LEFT": -1, "DOWN": -1, "RIGHT": 1, "UP": 1, "PAGEUP": 10, "PAGEDOWN": -10}
        if name in ("HOME", "END"):
            self._set(self.low if name == "HOME" else self.high)
        elif name in by and self.at is None:
            self._set(self.low if by[name] > 0 else self.high)
        elif name in by and self.at is not None:
            self._set(self.at + by[name])
        return name in by or name in ("HOME", "END")

    @override
    def values(self) -> dict[str, Any]:
        return {} if self.at is None else {self.id: self.at}


# --- as a control -----------------------------------------------------------------------------------------


def _widget(asks: Sequence[Slider], texts: Texts, _sentence: Sentence) -> Widget:
    [ask] = asks
    anchors = (texts.render(ask.low_anchor), texts.render(ask.high_anchor))
    return VisualScale(ask.id, texts.render(ask.question), ask.low, ask.high, anchors)


def _press(ask: Slider, point: int, hand: Hand, targets: Targets) -> None:
    """Presses the line at the point; where points lie closer than pixels, the arrows do the rest."""
    (low_x, y), (high_x, _) = targets[f"{ask.id}.low"], targets[f"{ask.id}.high"]
    wide = (high_x - low_x) / (ask.high - ask.low)
    x = round(low_x + (point - ask.low) * wide)
    hand.fingers.click((x, y))
    beside = point - ask.low - round((x - low_x) / wide)
    for _ in range(abs(beside)):
        hand.fingers.press_key("Right" if beside > 0 else "Left")


def _keys(ask: Slider, point: int, _hand: Hand) -> Iterator[str]:
    """From the nearer end."""
    near_low = point - ask.low <= ask.high - point
    yield "Home" if near_low else "End"
    steps = point - ask.low if near_low else ask.high - point
    yield from ["Right" if near_low else "Left"] * steps


CONTROL = Control(_widget, _press, _keys)
