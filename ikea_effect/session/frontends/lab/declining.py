"""The quiet mark below a question that one may leave open, and what follows for the page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from typing_extensions import override

from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.decline import Decline
from ikea_effect.session.frontends.lab.canvas import ACCENT, FAINT, INK, MUTED, Canvas
from ikea_effect.session.frontends.lab.choices import Tick
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Targets
from ikea_effect.session.frontends.lab.prose import LEADING, draw_prose, prose
from ikea_effect.session.frontends.lab.widget import (
    SMALL,
    Box,
    Scale,
    Seen,
    Widget,
    ring,
    tick_box,
)

_SIDE = 0.024


class Declining(Tick):
    """A small box that may stay empty. While it is on, what it covers need not be answered."""

    def __init__(self, id: str, label: str, covers: tuple[str, ...]) -> None:
        super().__init__(id, label)
        self.excuses = covers

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        size = SMALL * 1.08 * scale.text
        self.prose = prose(canvas, self.label, width - 0.07, size)
        own = min(width, max(canvas.text_width(self.label, size), 0.1) + 0.07)
        self.box = Box(left, top, own, max(self.prose.height, _SIDE) + 0.018 * scale.space)
        return self.box.height

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        assert self.prose is not None
        strong = self.on or seen.hot == self.id
        top = self.box.middle[1] + self.prose.height / 2
        x, y = self.box.left + _SIDE / 2, top - LEADING * self.prose.size / 2
        tick_box(canvas, x, y, _SIDE, on=self.on, line=ACCENT if strong else FAINT)
        draw_prose(canvas, self.prose, self.box.left + _SIDE + 0.013, top, color=INK if strong else MUTED)
        if seen.focus == self.id:
            ring(canvas, self.box, grow=0.002)

    @override
    def missing(self) -> bool:
        return False


# --- on a page --------------------------------------------------------------------------------------------


def declines(covers: Collection[str], widget: Widget) -> bool:
    """Whether what the control asks is covered."""
    return bool(widget.of) and set(widget.of) <= set(covers)


def not_declined(widgets: Sequence[Widget]) -> list[Widget]:
    """The controls whose answers count."""
    declined = {covered for widget in widgets for covered in widget.excusing()}
    return [widget for widget in widgets if not declines(declined, widget)]


def lacking(widgets: Sequence[Widget]) -> list[Widget]:
    """The controls that still need an answer."""
    return [widget for widget in not_declined(widgets) if widget.missing()]


# --- as a control -----------------------------------------------------------------------------------------


def _widget(asks: Sequence[Decline], texts: Texts, _sentence: Sentence) -> Widget:
    [ask] = asks
    return Declining(ask.id, texts.render(ask.label), ask.covers)


def _press(ask: Decline, _declined: bool, hand: Hand, targets: Targets) -> None:
    hand.fingers.click(targets[ask.id])


def _keys(_ask: Decline, _declined: bool, _hand: Hand) -> Iterator[str]:
    yield "space"


CONTROL = Control(_widget, _press, _keys)
