"""The experimenter's question over a screen: interrupt this session?"""

from __future__ import annotations

from typing_extensions import override

from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.screens.screens import Values
from ikea_effect.session.frontends.lab.canvas import ACCENT, INK, LINE, MUTED, PAPER, WRONG, Canvas
from ikea_effect.session.frontends.lab.code_lock import CodeLock
from ikea_effect.session.frontends.lab.prose import draw_prose, prose
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.frontends.lab.widget import BODY, SMALL, TITLE

_YES, _NO = "yj", "n"  # yes and ja
_WIDTH, _LEFT = 0.74, -0.31
_LONGEST = 12  # of a code


class InterruptView(View):
    """Answered by keys only, so that no participant's click can do it. Values: {"leave": bool}.

    With a lock, its code and Enter leave, and Enter alone goes on; what is typed shows as dots. While it is
    locked, it says for how long, and nothing can be typed.
    """

    def __init__(self, beneath: View, texts: Texts, lock: CodeLock | None = None) -> None:
        self.beneath, self.texts, self.lock = beneath, texts, lock
        self.typed = ""
        self.wrong = False
        self._said_s = 0

    def _word(self, part: str) -> str:
        return self.texts.render(Text(f"ui.interrupt.{part}"))

    @property
    def _locked_s(self) -> int:
        return self.lock.remaining_s() if self.lock else 0

    @override
    def lay_out(self, canvas: Canvas) -> None:
        self.beneath.lay_out(canvas)

    @override
    def draw(self, canvas: Canvas) -> None:
        self.beneath.draw(canvas)
        canvas.rectangle(0, 0, canvas.aspect, 1, "#26221f99")
        words = prose(canvas, self._word("body"), _WIDTH - 0.12, BODY)
        height = words.height + (0.33 if self.lock else 0.24)
        canvas.panel(0, 0, _WIDTH, height, fill=PAPER, radius=0.018, shadow=True)
        canvas.text(self._word("title"), _LEFT, height / 2 - 0.07, TITLE, bold=True)
        draw_prose(canvas, words, _LEFT, height / 2 - 0.105, color=MUTED)
        y = -height / 2 + 0.06
        if self.lock:
            self._draw_code(canvas, y)
        else:
            canvas.text(self._word("yes"), _LEFT, y, BODY, color=WRONG, bold=True)
            canvas.text(self._word("no"), 0.02, y, BODY, color=INK, bold=True)

    def _draw_code(self, canvas: Canvas, y: float) -> None:
        """The field, and below it what leaves and what goes on."""
        x, field = _LEFT + 0.17, y + 0.085
        locked_s = self._said_s = self._locked_s
        edge = WRONG if self.wrong or locked_s else ACCENT
        canvas.panel(
            x,
            field,
            0.34,
            0.062,
            fill=PAPER,
            line=edge,
            line_width=0.0022,
        )
        for place in range(0 if locked_s else len(self.typed)):
            canvas.disc(_LEFT + 0.025 + place * 0.026, field, 0.014, fill=INK)
        if locked_s:
            words = self.texts.render(Text("ui.locked", {"seconds": str(locked_s)}))
            canvas.text(words, _LEFT + 0.02, field, SMALL, color=WRONG)
        elif not self.typed:
            canvas.rectangle(_LEFT + 0.02, field, 0.002, 0.03, LINE)
        if self.wrong:
            canvas.text(self._word("wrong"), _LEFT + 0.36, field, SMALL, color=WRONG)
        canvas.text(self._word("code"), _LEFT, y, SMALL, color=WRONG, bold=True)
        canvas.text(self._word("back"), 0.02, y, SMALL, color=INK, bold=True)

    @override
    def text(self, characters: str) -> Values | None:
        if self.lock:
            if not self._locked_s:
                self.typed, self.wrong, self.changed = (self.typed + characters)[:_LONGEST], False, True
            return None
        letter = characters[:1].lower()
        return {"leave": letter in _YES} if letter and letter in _YES + _NO else None

    @override
    def key(self, name: str) -> Values | None:
        if not self.lock or name not in ("ENTER", "BACKSPACE"):
            return None
        typed, self.changed = self.typed, True
        if name == "BACKSPACE":
            self.typed, self.wrong = typed[:-1], False
            return None
        if not typed:
            return {"leave": False}
        self.typed, self.wrong = "", not self.lock.opens(typed)
        return None if self.wrong else {"leave": True}

    @override
    def tick(self, elapsed_s: float) -> Values | None:
        if self._locked_s != self._said_s:
            self.wrong, self.changed = False, True
        return None
