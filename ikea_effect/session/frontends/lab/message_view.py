"""What the experimenter tells one desk, over what is open there: a message with a button, or where to go."""

from __future__ import annotations

from collections.abc import Mapping

from typing_extensions import override

from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.screens.screens import Values
from ikea_effect.session.frontends.base import Said
from ikea_effect.session.frontends.lab.canvas import MUTED, PAPER, Canvas, Point
from ikea_effect.session.frontends.lab.choices import Button
from ikea_effect.session.frontends.lab.prose import draw_prose, prose
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.frontends.lab.widget import BODY, GAP, TITLE, Scale, Seen

_WIDTH, _MARGIN = 0.96, 0.09


class MessageView(View):
    """It covers what was open. A message is put away by its button or Enter; a move by nothing here."""

    def __init__(self, texts: Texts, said: Said) -> None:
        self.texts, self.said = texts, said
        self.button = Button(texts.render(Text("ui.message.button"))) if said.is_message else None

    def _words(self) -> tuple[str, str]:
        if self.said.is_message:
            return self.texts.render(Text("ui.message.title")), self.said.words
        place = {"desk": self.said.words}
        return self.texts.render(Text("ui.move.title", place)), self.texts.render(Text("ui.move.body"))

    @override
    def lay_out(self, canvas: Canvas) -> None: ...

    @override
    def draw(self, canvas: Canvas) -> None:
        title, body = self._words()
        inner = _WIDTH - 2 * _MARGIN
        heading = prose(canvas, title, inner, TITLE, bold=True)
        words = prose(canvas, body, inner, BODY)
        height = heading.height + GAP + words.height + 2 * _MARGIN + (0.1 if self.button else 0)
        canvas.panel(0, 0, _WIDTH, height, fill=PAPER, radius=0.018, shadow=True)
        top = height / 2 - _MARGIN
        draw_prose(canvas, heading, 0, top, align="center")
        draw_prose(canvas, words, 0, top - heading.height - GAP, color=MUTED, align="center")
        if self.button is not None:
            self.button.arrange(canvas, -inner / 2, -height / 2 + 0.12, inner, Scale())
            self.button.draw(canvas, Seen())

    @override
    def press(self, at: Point) -> Values | None:
        return {} if self.button is not None and self.button.box.holds(at) else None

    @override
    def key(self, name: str) -> Values | None:
        return {} if self.button is not None and name == "ENTER" else None

    @override
    def targets(self) -> Mapping[str, Point]:
        return {"button": self.button.box.middle} if self.button is not None else {}
