"""The experimenter's question over a screen: interrupt this session?"""

from __future__ import annotations

from typing_extensions import override

from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.screens.screens import Values
from ikea_effect.session.frontends.lab.canvas import INK, MUTED, PAPER, WRONG, Canvas
from ikea_effect.session.frontends.lab.prose import draw_prose, prose
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.frontends.lab.widget import BODY, TITLE

_YES, _NO = "yj", "n"  # yes and ja


class InterruptView(View):
    """Answered by a key only, so that no participant's click can do it. Values: {"leave": bool}."""

    def __init__(self, beneath: View, texts: Texts) -> None:
        self.beneath, self.texts = beneath, texts

    @override
    def draw(self, canvas: Canvas) -> None:
        self.beneath.draw(canvas)
        canvas.rectangle(0, 0, canvas.aspect, 1, "#26221f99")
        width, left = 0.74, -0.31
        title, body, yes, no = (
            self.texts.render(Text(f"ui.interrupt.{part}")) for part in ("title", "body", "yes", "no")
        )
        words = prose(canvas, body, width - 0.12, BODY)
        height = words.height + 0.24
        canvas.panel(0, 0, width, height, fill=PAPER, radius=0.018, shadow=True)
        canvas.text(title, left, height / 2 - 0.07, TITLE, bold=True)
        draw_prose(canvas, words, left, height / 2 - 0.105, color=MUTED)
        y = -height / 2 + 0.06
        canvas.text(yes, left, y, BODY, color=WRONG, bold=True)
        canvas.text(no, 0.02, y, BODY, color=INK, bold=True)

    @override
    def text(self, characters: str) -> Values | None:
        letter = characters[:1].lower()
        return {"leave": letter in _YES} if letter and letter in _YES + _NO else None
