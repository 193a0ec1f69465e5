"""The page that stands on every screen while the lab pauses all desks: nothing on it can be pressed."""

from __future__ import annotations

from typing_extensions import override

from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.session.frontends.lab.canvas import MUTED, PAPER, Canvas
from ikea_effect.session.frontends.lab.prose import draw_prose, prose
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.frontends.lab.widget import BODY, GAP, TITLE

_WIDTH, _MARGIN = 0.96, 0.09


class PauseView(View):
    """It covers what was open, so that nobody thinks on about a bid meanwhile."""

    def __init__(self, texts: Texts, *, unheard: bool = False) -> None:
        self.texts, self.part = texts, "unheard" if unheard else "pause"

    @override
    def lay_out(self, canvas: Canvas) -> None: ...

    @override
    def draw(self, canvas: Canvas) -> None:
        room = _WIDTH - 2 * _MARGIN
        title = prose(canvas, self.texts.render(Text(f"ui.{self.part}.title")), room, TITLE, bold=True)
        body = prose(canvas, self.texts.render(Text(f"ui.{self.part}.body")), room, BODY)
        height = title.height + GAP + body.height + 2 * _MARGIN
        canvas.panel(0, 0, _WIDTH, height, fill=PAPER, radius=0.018, shadow=True)
        draw_prose(canvas, title, 0, height / 2 - _MARGIN, align="center")
        top = height / 2 - _MARGIN - title.height - GAP
        draw_prose(canvas, body, 0, top, color=MUTED, align="center")
