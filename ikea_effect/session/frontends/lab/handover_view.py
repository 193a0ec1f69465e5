"""A call for the experimenter, with nothing to press; behind the chord, the experimenter's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from typing_extensions import override

from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.screens.handover import HandoverScreen
from ikea_effect.screens.screens import Values
from ikea_effect.session.frontends.lab.canvas import INK, MUTED, PAPER, Canvas, Point
from ikea_effect.session.frontends.lab.code_lock import CodeLock
from ikea_effect.session.frontends.lab.control import Hand, Showing, Targets
from ikea_effect.session.frontends.lab.interrupt import InterruptView
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.session.frontends.lab.progress import draw_progress
from ikea_effect.session.frontends.lab.prose import Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.frontends.lab.widget import BODY, TITLE

CHORD = "Control+Shift+Q"
_WIDTH, _PAD = 0.9, 0.07


class CallView(View):
    """The participant's page: whom to call. Nothing answers it."""

    def __init__(self, screen: HandoverScreen, texts: Texts) -> None:
        self.progress = screen.progress
        self.title, self.body = (texts.render(text) for text in screen.call)
        self.words: tuple[Prose, Prose] | None = None

    @override
    def lay_out(self, canvas: Canvas) -> None:
        width = _WIDTH - 2 * _PAD
        self.words = (
            prose(canvas, self.title, width, TITLE, bold=True),
            prose(canvas, self.body, width, BODY),
        )

    @property
    def height(self) -> float:
        """Of the card."""
        return sum(one.height for one in self.words or ()) + 2 * _PAD + 0.03

    @override
    def draw(self, canvas: Canvas) -> None:
        self.lay_out(canvas)
        assert self.words is not None
        draw_progress(canvas, self.progress)
        canvas.panel(0, 0, _WIDTH, self.height, fill=PAPER, radius=0.018, shadow=True)
        top = self.height / 2 - _PAD
        for words, color in zip(self.words, (INK, MUTED), strict=True):
            draw_prose(canvas, words, 0, top, color=color, align="center")
            top -= words.height + 0.03

    @override
    def fits(self) -> bool:
        return self.height <= 0.9


class CodeView(InterruptView):
    """Asks for the station's code before the experimenter's page; Enter alone goes back."""

    @override
    def _word(self, part: str) -> str:
        return self.texts.render(Text(f"handover.code.{part}"))


class HandoverView(View):
    """The call until the chord, then the code where the station has one, then the experimenter's page."""

    filled_in = True

    def __init__(self, screen: HandoverScreen, texts: Texts, code: str | None) -> None:
        self.call = CallView(screen, texts)
        self.page = PageView(replace(screen.page, progress=screen.progress), texts)
        self.texts, self.code = texts, CodeView(self.call, texts, CodeLock(code)) if code else None
        self.shown: View = self.page if screen.is_open else self.call
        self.only_calls, self.over = screen.only_calls, False

    @override
    def lock_with(self, lock: CodeLock | None) -> None:
        self.code = CodeView(self.call, self.texts, lock) if lock else None

    @override
    def lay_out(self, canvas: Canvas) -> None:
        self.call.lay_out(canvas)
        self.page.lay_out(canvas)

    @override
    def draw(self, canvas: Canvas) -> None:
        self.lay_out(canvas)
        self.shown.draw(canvas)

    @override
    def chord(self) -> bool:
        if self.shown is not self.call:
            return False
        self.over = self.only_calls and self.code is None
        self.shown = self.call if self.over else self.code or self.page
        self.changed = True
        return True

    def _after(self, values: Values | None) -> Values | None:
        """What the shown view replied; the answer to the code leads on or back."""
        self.changed = self.changed or self.shown.changed
        self.shown.changed = False
        if values is None or self.shown is not self.code:
            return {} if self.over else values
        if values["leave"] and self.only_calls:
            return {}
        self.shown = self.page if values["leave"] else self.call
        self.changed = True
        return None

    @override
    def press(self, at: Point) -> Values | None:
        return self._after(self.shown.press(at))

    @override
    def drag(self, at: Point) -> Values | None:
        return self._after(self.shown.drag(at))

    @override
    def release(self, at: Point) -> Values | None:
        return self._after(self.shown.release(at))

    @override
    def hover(self, at: Point) -> str:
        shape = self.shown.hover(at)
        self._after(None)
        return shape

    @override
    def key(self, name: str) -> Values | None:
        return self._after(self.shown.key(name))

    @override
    def text(self, characters: str) -> Values | None:
        return self._after(self.shown.text(characters))

    @override
    def tick(self, elapsed_s: float) -> Values | None:
        return self._after(self.shown.tick(elapsed_s))

    @override
    def targets(self) -> Mapping[str, Point]:
        return self.page.targets()

    @override
    def fits(self) -> bool:
        return self.call.fits() and self.page.fits()


def _view(screen: HandoverScreen, setup: Setup, _size: tuple[int, int], _haste: float, _paints: bool) -> View:
    return HandoverView(screen, setup.texts, setup.experiment.station.code)


def _enter(screen: HandoverScreen, values: Values, targets: Targets, hand: Hand) -> None:
    """The chord, the code where there is one, and the experimenter's page."""
    if not screen.is_open:
        hand.fingers.press_key(CHORD)
        if hand.code is not None:
            hand.fingers.type(f"{hand.code}\n")
    if screen.only_calls:
        return
    hand.page(screen.page, values, targets)


SHOWING = Showing(_view, _enter)
