"""An open answer: a box that one writes in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import override

from ikea_effect.session.frontends.lab.amounts import Sentence
from ikea_effect.session.frontends.lab.canvas import ACCENT, FAINT, MUTED, PAPER, Canvas
from ikea_effect.session.frontends.lab.prose import LEADING, Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.widget import BODY, SMALL, Box, Scale, Seen, Widget

_PAD = 0.016


class WritingBox(Widget):
    """An open answer. Value: the text, which may be empty. Writing happens at the end of what is there."""

    takes_text = True

    def __init__(self, id: str, question: str, most: int, sentence: Sentence) -> None:
        self.id, self.question, self.most, self.sentence = id, question, most, sentence
        self.written = ""
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
        self.lines = min(max(2, -(-self.most // per_line)), 6 if scale.space > 0.6 else 4)
        above = self.asked.height + 0.012 * scale.space
        self.box = Box(left, top - above, width, self.lines * LEADING * size + 2 * _PAD)
        return above + self.box.height + LEADING * SMALL * scale.text

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        assert self.asked is not None
        draw_prose(canvas, self.asked, self.box.left, self.top)
        line = ACCENT if seen.focus == self.id else FAINT
        canvas.panel(
            *self.box.middle, self.box.width, self.box.height, fill=PAPER, line=line, line_width=0.0022
        )
        size = BODY * self.scale.text
        shown = self._shown(canvas, size)
        left, top = self.box.left + _PAD, self.box.top - _PAD
        for number, words in enumerate(shown):
            canvas.text(words, left, top - (number + 0.5) * LEADING * size, size)
        if seen.focus == self.id and self.caret:
            x = left + canvas.text_width(shown[-1], size) + 0.002
            canvas.rectangle(x, top - (len(shown) - 0.5) * LEADING * size, 0.002, size * 1.15, ACCENT)
        count = self.sentence("characters-left", count=self.most - len(self.written))
        y = self.box.top - self.box.height - LEADING * SMALL * self.scale.text / 2
        canvas.text(
            count, self.box.left + self.box.width, y, SMALL * self.scale.text, color=MUTED, align="right"
        )

    def _shown(self, canvas: Canvas, size: float) -> list[str]:
        """The last lines of what was written that fit the box."""
        room = self.box.width - 2 * _PAD - 0.006
        rows: list[str] = []
        for paragraph in self.written.split("\n"):
            rows.append("")
            for word in _words(paragraph):
                if rows[-1] and canvas.text_width(rows[-1] + word.rstrip(" "), size) > room:
                    rows.append("")
                while canvas.text_width(rows[-1] + word, size) > room and len(word) > 1 and not rows[-1]:
                    cut = next(
                        n
                        for n in range(len(word), 0, -1)
                        if n == 1 or canvas.text_width(word[:n], size) <= room
                    )
                    rows[-1], word = word[:cut], word[cut:]
                    rows.append("")
                rows[-1] += word
        return rows[-self.lines :]

    @override
    def targets(self) -> Mapping[str, Box]:
        return {self.id: self.box}

    @override
    def stops(self) -> tuple[str, ...]:
        return (self.id,)

    @override
    def key(self, stop: str, name: str) -> bool | str:
        if name == "BACKSPACE":
            self.written = self.written[:-1]
        elif name == "ENTER":
            self.written = (self.written + "\n")[: self.most]
        return name in ("BACKSPACE", "ENTER")

    @override
    def text(self, stop: str, characters: str) -> bool:
        self.written = (self.written + characters)[: self.most]
        return True

    @override
    def values(self) -> dict[str, Any]:
        return {self.id: self.written.strip()}


def _words(paragraph: str) -> list[str]:
    """The words, each with the spaces after it."""
    words, start = [], 0
    for end in range(1, len(paragraph) + 1):
        if end == len(paragraph) or (paragraph[end - 1] == " " and paragraph[end] != " "):
            words.append(paragraph[start:end])
            start = end
    return words
