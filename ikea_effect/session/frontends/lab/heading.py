"""A question above several items, on a page with more than these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from typing_extensions import override

from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.heading import Heading
from ikea_effect.session.frontends.lab.canvas import Canvas
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Targets
from ikea_effect.session.frontends.lab.prose import Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.widget import BODY, Scale, Seen, Widget


class WordsAbove(Widget):
    """Words; nothing to press, and nothing to answer."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.prose: Prose | None = None
        self.left = self.top = 0.0

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.left, self.top = left, top
        self.prose = prose(canvas, self.words, width, BODY * scale.text, bold=True)
        return self.prose.height

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        assert self.prose is not None
        draw_prose(canvas, self.prose, self.left, self.top)

    @override
    def missing(self) -> bool:
        return False


# --- as a control -----------------------------------------------------------------------------------------


def _widget(asks: Sequence[Heading], texts: Texts, _sentence: Sentence) -> Widget:
    [ask] = asks
    return WordsAbove(texts.render(ask.words))


def _press(_ask: Heading, _value: None, _hand: Hand, _targets: Targets) -> None:
    """There is nothing to press."""


def _keys(_ask: Heading, _value: None, _hand: Hand) -> Iterator[str]:
    yield from ()


def _no_stop(_ask: Heading) -> int:
    return 0


CONTROL = Control(_widget, _press, _keys, stops=_no_stop)
