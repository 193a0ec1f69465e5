"""A page: title, text, what is asked, one button, on a card that grows with them and never overflows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PIL import Image
from typing_extensions import override

from ikea_effect.money import Money
from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.screens.screens import Page, Values
from ikea_effect.session.frontends.lab.canvas import (
    INK,
    PAPER,
    RIGHT,
    SHADE,
    WRONG,
    Canvas,
    Point,
)
from ikea_effect.session.frontends.lab.choices import Button
from ikea_effect.session.frontends.lab.controls import build
from ikea_effect.session.frontends.lab.declining import declines, lacking, not_declined
from ikea_effect.session.frontends.lab.lab_words import LOGO_WIDTH, Foot, draw_foot, draw_logo, foot
from ikea_effect.session.frontends.lab.progress import draw_progress
from ikea_effect.session.frontends.lab.prose import Prose, draw_prose, joined, prose
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.frontends.lab.widget import (
    BODY,
    GAP,
    SMALL,
    TITLE,
    Box,
    Pictures,
    Scale,
    Seen,
    Widget,
    draw_fitted,
    tick_mark,
)

_SCALES = [
    Scale(1, 1), Scale(1, 0.8), Scale(1, 0.62), Scale(0.95, 0.62), Scale(0.9, 0.55), Scale(0.85, 0.5),
    Scale(0.8, 0.42), Scale(0.74, 0.36), Scale(0.68, 0.3),
]  # fmt: skip
_TALLEST, _LOWEST = 0.90, 0.56  # of the card
_BLINK_S = 0.6
_FLICKER_S = 0.5
_WIDEST, _WIDEST_WITH_PICTURE = 1.2, 1.42
_FEW_LETTERS = 240
_SMALLEST = 0.01  # side of a target: 10 pixels of 1024, a fifth of a finger, enough for a mouse


class PageView(View):
    """One page. `minimum_s` must pass before the button can be pressed."""

    def __init__(
        self,
        page: Page,
        texts: Texts,
        picture: Image.Image | None = None,
        minimum_s: float = 0.0,
        pictures: Pictures | None = None,
        logo: Image.Image | None = None,
    ) -> None:
        self.page, self.texts, self.picture, self.minimum_s = page, texts, picture, minimum_s
        self.logo = logo
        self.pictures = pictures
        self.widgets = self._built()
        self.filled_in = bool(self.widgets)
        self.button = Button(texts.render(page.button))
        self.button.armed = 0.0 if minimum_s > 0 else 1.0
        self.button.shows_wait = minimum_s > _FLICKER_S
        self.button.ready = not lacking(self.widgets)
        self.focus: int | None = next((n for n, w in enumerate(self._stopped()) if w.takes_text), None)
        self.ring = False  # the ring shows once a key was used
        self.hot: str | None = None
        self.held: str | None = None
        self.tried = False
        self.hint = ""
        self._size: tuple[int, int] | None = None
        self._fits = True
        self.card = Box(0, 0, 0, 0)
        self.column = Box(0, 0, 0, 0)
        self.scale = Scale()
        self.title: Prose | None = None
        self.body: Prose | None = None
        self.foot: Foot | None = None
        self._places: list[tuple[Widget, float]] = []

    def sentence(self, name: str, **values: str | int | Money | Text) -> str:
        """A wording of the interface."""
        return self.texts.render(Text(f"ui.{name}", values))

    def _built(self) -> list[Widget]:
        """The controls, unanswered."""
        widgets = build(self.page.asks, self.texts, self.sentence)
        if self.pictures is not None:
            for widget in widgets:
                widget.see(self.pictures)
        return widgets

    # --- keyboard stops -----------------------------------------------------------------------------------

    def _stopped(self) -> list[Widget]:
        return [widget for widget, _ in self._stops()]

    def _stops(self) -> list[tuple[Widget, str]]:
        return [(widget, stop) for widget in (*self.widgets, self.button) for stop in widget.stops()]

    def _focused(self) -> tuple[Widget, str] | None:
        return None if self.focus is None else self._stops()[self.focus]

    # --- layout -------------------------------------------------------------------------------------------

    @override
    def lay_out(self, canvas: Canvas) -> None:
        if self._size != canvas.size_px:
            self._arrange(canvas)
            self._size = canvas.size_px

    def _arrange(self, canvas: Canvas) -> None:
        width = min(canvas.aspect - 0.11, _WIDEST_WITH_PICTURE if self.picture else _WIDEST)
        beside = self._picture_width(width)
        for scale in _SCALES:
            pad = 0.035 + 0.025 * scale.space
            left = -width / 2 + pad + (beside + 0.05 if beside else 0.0)
            inner = width / 2 - pad - left
            height = self._stack(canvas, left, 0.0, inner, scale) + 2 * pad
            if height <= _TALLEST:
                break
        self.scale, self._fits = scale, height <= _TALLEST
        card_height = max(height, _LOWEST)
        top = card_height / 2 - 0.012
        self.card = Box(-width / 2, top, width, card_height)
        self.column = Box(left, top - pad, inner, card_height - 2 * pad)
        self._stack(canvas, left, top - pad, inner, scale)
        self.button.arrange(canvas, left, top - card_height + pad + self.button.box.height, inner, scale)

    def _picture_width(self, width: float) -> float:
        """Large where there is little else, small beside a matrix or list."""
        if self.picture is None:
            return 0.0
        if not self.widgets and len(self.page.body) < 2 and self._letters() < _FEW_LETTERS:
            return width * 0.5
        broad = any(widget.needs_width for widget in self.widgets)
        return min(0.30 if broad else 0.44, width * (0.26 if broad else 0.34))

    def _letters(self) -> int:
        return sum(len(self.texts.render(text)) for text in self.page.body)

    def _stack(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        """Puts everything from `top` downward; returns the height."""
        gap, y = GAP * scale.space, top
        mark = 0.052 if self.page.tone != "plain" else 0.0
        self.title = self.body = self.foot = None
        if self.page.title:
            room = width - mark - (LOGO_WIDTH + GAP if self.logo else 0.0)
            words = self.texts.render(self.page.title)
            self.title = prose(canvas, words, room, TITLE * scale.text, bold=True)
            y -= self.title.height + gap * 0.8
        if self.page.body:
            words = joined([self.texts.render(text) for text in self.page.body])
            self.body = prose(canvas, words, min(width, 0.98), BODY * scale.text)
            y -= self.body.height + gap
        if self.page.foot:
            said = tuple(self.texts.render(text) for text in self.page.foot)
            self.foot = foot(canvas, said, y, width, scale)
            y -= self.foot.height + gap
        self._places = []
        for widget in self.widgets:
            self._places.append((widget, y))
            y -= widget.arrange(canvas, left, y, width, scale) + gap
        height = self.button.arrange(canvas, left, y - gap * 0.2, width, scale)
        return top - y + gap * 0.2 + height

    @override
    def fits(self) -> bool:
        return self._fits and all(self._can_be_pressed(box) for _, box in self._boxes().values())

    def _can_be_pressed(self, box: Box) -> bool:
        """Whether a target is large enough for a pointer, and on the card from left to right.

        A place without any size, such as the end of a line, is aimed at and not pressed.
        """
        left, right = box.left - self.card.left, self.card.left + self.card.width - (box.left + box.width)
        large = min(box.width, box.height) >= _SMALLEST or box.width == box.height == 0
        return large and min(left, right) >= 0

    # --- drawing ------------------------------------------------------------------------------------------

    @override
    def draw(self, canvas: Canvas) -> None:
        self.lay_out(canvas)
        draw_progress(canvas, self.page.progress)
        canvas.panel(
            *self.card.middle, self.card.width, self.card.height, fill=PAPER, radius=0.018, shadow=True
        )
        self._draw_text(canvas)
        if self.picture:
            self._draw_picture(canvas, self.picture)
        focused = self._focused()
        for widget in (*self.widgets, self.button):
            shown = self.ring or widget.takes_text
            stop = focused[1] if focused and focused[0] is widget and shown else None
            widget.draw(canvas, Seen(stop, self.hot, self.tried))
        if self.hint:
            x = self.button.box.left - 0.025
            canvas.text(
                self.hint, x, self.button.box.middle[1], SMALL * self.scale.text, color=WRONG, align="right"
            )

    def _draw_text(self, canvas: Canvas) -> None:
        top, left = self.column.top, self.column.left
        tone = {"right": RIGHT, "wrong": WRONG}.get(self.page.tone)
        if tone:
            left += 0.052
            mark = (self.column.left + 0.019, top - TITLE * self.scale.text * 0.71)
            canvas.disc(*mark, 0.038, fill=tone)
            if self.page.tone == "right":
                tick_mark(canvas, *mark, 0.022, PAPER)
            else:
                canvas.rectangle(mark[0], mark[1] + 0.004, 0.0042, 0.013, PAPER)
                canvas.disc(mark[0], mark[1] - 0.008, 0.0052, fill=PAPER)
        if self.title:
            draw_prose(canvas, self.title, left, top, color=tone or INK)
            top -= self.title.height + GAP * 0.8 * self.scale.space
        if self.body:
            draw_prose(canvas, self.body, self.column.left, top)
        if self.foot:
            draw_foot(canvas, self.foot, self.column.left)
        if self.logo:
            draw_logo(canvas, self.logo, self.column)

    def _draw_picture(self, canvas: Canvas, picture: Image.Image) -> None:
        left = self.card.left + 0.035 + 0.025 * self.scale.space
        room = Box(left, self.column.top, self.column.left - 0.05 - left, self.column.height)
        height = min(room.height, room.width * 1.15)
        panel = Box(room.left, room.top, room.width, height)
        canvas.panel(*panel.middle, panel.width, panel.height, fill=SHADE, radius=0.012)
        draw_fitted(canvas, picture, panel, 0.02)

    # --- input --------------------------------------------------------------------------------------------

    def _boxes(self) -> dict[str, tuple[Widget, Box]]:
        return {
            name: (widget, box)
            for widget in (*self.widgets, self.button)
            for name, box in widget.targets().items()
        }

    def _under(self, at: Point) -> str | None:
        return next((name for name, (_, box) in self._boxes().items() if box.holds(at)), None)

    @override
    def targets(self) -> Mapping[str, Point]:
        return {name: box.middle for name, (_, box) in self._boxes().items()}

    @override
    def ready(self) -> bool:
        """Whether the button can be pressed."""
        return self.button.armed >= 1

    @override
    def press(self, at: Point) -> Values | None:
        self.held = self._under(at)
        if self.held:
            widget = self._boxes()[self.held][0]
            widget.hold(self.held, at)
            self._decline(widget)
            self._focus_on(widget, self.held)
            self.changed = True
        return None

    @override
    def drag(self, at: Point) -> Values | None:
        if self.held:
            self._boxes()[self.held][0].hold(self.held, at)
            self.changed = True
        return None

    @override
    def release(self, at: Point) -> Values | None:
        held, self.held = self.held, None
        under = self._under(at)
        if held is None:
            return None
        self.changed = True
        widget = self._boxes()[held][0]
        if under != held:
            if widget.drop(held, under or ""):
                self._answered(widget)
            return None
        if widget is self.button:
            return self._submit()
        widget.choose(held)
        self._answered(widget)
        return None

    def _focus_on(self, widget: Widget, target: str) -> None:
        stops = self._stops()
        names = [stop for owner, stop in stops if owner is widget]
        stop = next((name for name in names if target == name or target.startswith(f"{name}.")), names[0])
        self.focus, self.ring = stops.index((widget, stop)), False

    @override
    def hover(self, at: Point) -> str:
        hot = self._under(at)
        if hot != self.hot:
            self.hot, self.changed = hot, True
        if hot is None:
            return "arrow"
        return "text" if self._boxes()[hot][0].takes_text else "hand"

    @override
    def key(self, name: str) -> Values | None:
        self.changed = True
        if name in ("TAB", "SHIFT+TAB"):
            self._move_focus(1 if name == "TAB" else -1)
            return None
        focused = self._focused() or self._stops()[0]
        used = focused[0].key(focused[1], name)
        if used:
            self.focus = self.focus or 0
            self.ring = True
            if isinstance(used, str):
                self.focus = [stop for _, stop in self._stops()].index(used)
            self._answered(focused[0])
            return None
        return self._submit() if name == "ENTER" else None

    def _move_focus(self, step: int) -> None:
        count = len(self._stops())
        self.focus = (0 if step > 0 else count - 1) if self.focus is None else (self.focus + step) % count
        self.ring = True

    @override
    def text(self, characters: str) -> Values | None:
        self.changed = True
        widget, stop = self._focused() or self._stops()[0]
        if widget.text(stop, characters):
            self.focus = self.focus or 0
            self._answered(widget)
        elif characters == " " and self.focus is not None:
            if widget is self.button:
                return self._submit()
            widget.choose(stop)
            self.ring = True
            self._answered(widget)
        return None

    @override
    def tick(self, elapsed_s: float) -> Values | None:
        if self.button.armed < 1:
            armed = min(1.0, elapsed_s / self.minimum_s)
            if armed >= 1 or armed - self.button.armed > 0.01:
                self.button.armed, self.changed = armed, True
        caret = int(elapsed_s / _BLINK_S) % 2 == 0
        for widget in self.widgets:
            self.changed = widget.tick(elapsed_s) or self.changed
            if widget.takes_text and widget.caret != caret:
                widget.caret, self.changed = caret, True
        return None

    def _answered(self, widget: Widget) -> None:
        self.hint = ""
        self._decline(widget)
        self.button.ready = not lacking(self.widgets)

    def _decline(self, widget: Widget) -> None:
        """What is declined is asked anew, without an answer; what is answered is not declined any more."""
        if declined := widget.excusing():
            anew = {one.of: one for one in self._built()}
            self.widgets = [anew[one.of] if declines(declined, one) else one for one in self.widgets]
            self._size = None
        elif not widget.excuses:
            for one in self.widgets:
                if one.excusing() and declines(one.excuses, widget):
                    one.choose(one.of[0])

    def _submit(self) -> Values | None:
        if self.button.armed < 1:
            return None
        missing, asked = lacking(self.widgets), not_declined(self.widgets)
        refused = [] if missing else [widget for widget in asked if widget.refusal()]
        if missing:
            self.tried, self.hint = True, missing[0].lacks() or self.sentence("answer-all")
        for widget in (missing + refused)[:1]:
            self.focus = self._stops().index((widget, widget.wanting()))
            return None
        values: dict[str, Any] = {}
        for widget in asked:
            values |= widget.values()
        return values
