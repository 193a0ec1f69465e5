"""An open answer: a box that one writes in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from typing_extensions import override

from ikea_effect.protocol import glyphs
from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.screens import AnswerText, words_in
from ikea_effect.session.frontends.fingers import typed_words
from ikea_effect.session.frontends.lab import raster
from ikea_effect.session.frontends.lab.canvas import ACCENT, FAINT, MUTED, PAPER, WRONG, Canvas
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Targets
from ikea_effect.session.frontends.lab.prose import LEADING, Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.widget import BODY, SMALL, Box, Scale, Seen, Widget
from ikea_effect.session.frontends.lab.written_rows import WrittenRows

_PAD = 0.016
_NARROW = 200  # signs left, of a text whose words are counted


class WritingBox(Widget):
    """An open answer. Value: the text. Writing happens at the end of what is there.

    It may be empty, unless `least` words are asked for: then those that are lacking are counted below.
    """

    takes_text = True

    def __init__(
        self,
        id: str,
        question: str,
        most: int,
        sentence: Sentence,
        least: int = 0,
        rows: int = 6,
        counts: str = "characters",
    ) -> None:
        self.id, self.question, self.most, self.sentence = id, question, most, sentence
        self.least, self.most_rows, self.counts = least, rows, counts
        self.typed = WrittenRows(1.0, len)  # laid out for the box by `arrange`
        self.refused = ""
        self.asked: Prose | None = None
        self.box = Box(0, 0, 0, 0)
        self.lines = 1
        self.top = 0.0
        self.scale = Scale()

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.scale, self.top = scale, top
        size = BODY * scale.text
        self.asked = prose(canvas, self.question, width, size, bold=True)
        per_line = max(1, int(width / (size * 0.5)))
        room_for = self.most_rows if scale.space > 0.6 else max(1, self.most_rows * 2 // 3)
        self.lines = min(max(2, -(-self.most // per_line)), room_for)
        above = self.asked.height + 0.012 * scale.space
        self.box = Box(left, top - above, width, self.lines * LEADING * size + 2 * _PAD)
        room = self.box.width - 2 * _PAD - 0.006
        self.typed = WrittenRows(room, lambda words: canvas.text_width(words, size), self.written)
        return above + self.box.height + LEADING * SMALL * scale.text

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        assert self.asked is not None
        draw_prose(canvas, self.asked, self.box.left, self.top)
        missed = seen.missing and self.missing()
        line = WRONG if missed else ACCENT if seen.focus == self.id else FAINT
        canvas.panel(
            *self.box.middle, self.box.width, self.box.height, fill=PAPER, line=line, line_width=0.0022
        )
        size = BODY * self.scale.text
        shown = [row.rstrip("\n") for row in self.typed.rows[-self.lines :]]
        left, top = self.box.left + _PAD, self.box.top - _PAD
        for number, words in enumerate(shown):
            canvas.text(words, left, top - (number + 0.5) * LEADING * size, size)
        if seen.focus == self.id and self.caret:
            x = left + canvas.text_width(shown[-1], size) + 0.002
            canvas.rectangle(x, top - (len(shown) - 0.5) * LEADING * size, 0.002, size * 1.15, ACCENT)
        self._draw_below(canvas)

    def _draw_below(self, canvas: Canvas) -> None:
        """What could not be shown, or how many words are lacking; at the right, the room that is left."""
        size = SMALL * self.scale.text
        y = self.box.top - self.box.height - LEADING * size / 2
        if self.refused:
            canvas.text(self.refused, self.box.left, y, size, color=WRONG)
            return
        if lacking := self.lacks():
            canvas.text(lacking, self.box.left, y, size, color=MUTED)
        if self.most_rows == 1:
            return
        canvas.text(self._count(), self.box.left + self.box.width, y, size, color=MUTED, align="right")

    def _count(self) -> str:
        """How many signs are left; where words count, how many there are until it becomes narrow."""
        left = self.most - len(self.written)
        if self.counts != "words" or left < _NARROW:
            return self.sentence("characters-left", count=left)
        words = words_in(self.written)
        return self.sentence(f"words-so-far.{'one' if words == 1 else 'several'}", count=words)

    @override
    def lacks(self) -> str:
        words = self.least - words_in(self.written)
        return (
            self.sentence(f"words-lacking.{'one' if words == 1 else 'several'}", count=words)
            if words > 0
            else ""
        )

    @override
    def missing(self) -> bool:
        return words_in(self.written) < self.least

    @property
    def written(self) -> str:
        """The answer so far."""
        return self.typed.text

    @override
    def targets(self) -> Mapping[str, Box]:
        return {self.id: self.box}

    @override
    def stops(self) -> tuple[str, ...]:
        return (self.id,)

    @override
    def key(self, stop: str, name: str) -> bool | str:
        if name not in ("BACKSPACE", "ENTER") or (name == "ENTER" and self.most_rows == 1):
            return False
        self.refused = ""
        if name == "BACKSPACE":
            self.typed.take_back()
        elif len(self.written) < self.most:
            self.typed.append("\n")
        return True

    @override
    def text(self, stop: str, characters: str) -> bool:
        """Takes what the font can draw; of the first sign that it cannot, the name is told."""
        not_there = glyphs.missing(characters, (raster.font_path(),))
        self.refused = self.sentence("cannot-be-shown", sign=glyphs.unseen(not_there[0])) if not_there else ""
        drawn = "".join(sign for sign in characters if sign not in not_there)
        self.typed.append(drawn[: max(0, self.most - len(self.written))])
        return True

    @override
    def values(self) -> dict[str, Any]:
        return {self.id: self.written.strip()}


# --- as controls ------------------------------------------------------------------------------------------


def _widget(asks: Sequence[AnswerText], texts: Texts, sentence: Sentence) -> Widget:
    [ask] = asks
    question = texts.render(ask.question)
    return WritingBox(ask.id, question, ask.max_characters, sentence, ask.min_words, ask.rows, ask.counts)


def _press(ask: AnswerText, words: str, hand: Hand, targets: Targets) -> None:
    hand.fingers.click(targets[ask.id])
    hand.fingers.type(words)


def _keys(_ask: AnswerText, words: str, _hand: Hand) -> Iterator[str]:
    return typed_words(words)


CONTROL = Control(_widget, _press, _keys, typed=True)
