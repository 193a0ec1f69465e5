"""What the boards of assembly and design share: a headline, a line on what to do, buttons, keys."""

from __future__ import annotations

from collections.abc import Mapping

from typing_extensions import override

from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.screens.design_board import DesignBoard
from ikea_effect.screens.folding import FoldingBoard
from ikea_effect.screens.screens import Values
from ikea_effect.session.frontends.lab.canvas import (
    ACCENT,
    ACCENT_SOFT,
    FAINT,
    INK,
    LINE,
    PAPER,
    RIGHT,
    RIGHT_SOFT,
    SHADE,
    WRONG,
    WRONG_SOFT,
    Canvas,
    Point,
)
from ikea_effect.session.frontends.lab.choices import Button
from ikea_effect.session.frontends.lab.progress import draw_progress
from ikea_effect.session.frontends.lab.toward import ARROWS, toward
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.frontends.lab.widget import BODY, SMALL, TITLE, Box, Scale, Seen, ring, tick_mark

EDGE = 0.045  # between the window's edge and what is on it
TOP, BOTTOM = 0.47, -0.47
WIDEST = 1.56  # of everything on the board
BAND = 0.054  # height of the line that says what to do
FOOT = 0.062  # height of the row of buttons


class PlainButton:
    """A quiet button beside the one that goes on."""

    def __init__(self, name: str, label: str, *, active: bool = True) -> None:
        self.name, self.label, self.active = name, label, active
        self.box = Box(0, 0, 0, 0)

    def width(self, canvas: Canvas) -> float:
        """What its label needs."""
        return max(0.13, canvas.text_width(self.label, SMALL, bold=True) + 0.05)

    def draw(self, canvas: Canvas, *, hot: bool, focused: bool) -> None:
        """Draws itself at its place."""
        fill = SHADE if hot and self.active else PAPER
        canvas.panel(*self.box.middle, self.box.width, self.box.height, fill=fill, line=LINE, radius=0.01)
        color = INK if self.active else FAINT
        canvas.text(self.label, *self.box.middle, SMALL, color=color, bold=True, align="center")
        if focused:
            ring(canvas, self.box)


class BoardView(View):
    """A board: subclasses lay out, draw and hold what is on it."""

    def __init__(
        self,
        screen: AssemblyBoard | DesignBoard | FoldingBoard,
        texts: Texts,
        words: str,
        *,
        may_finish: bool,
    ) -> None:
        self.screen, self.texts, self._words = screen, texts, words
        self.button = Button(self.word("done"))
        self.button.ready = may_finish
        self.plain = {"undo": PlainButton("undo", self.word("undo"), active=screen.may_undo)}
        self.hot: str | None = None
        self.held: str | None = None
        self.focus: str | None = None  # the keyboard's stop
        self.refusal = ""  # said in place of the instruction, until something else is done
        self.size_px: tuple[int, int] | None = None
        self._fits = True

    def word(self, key: str) -> str:
        """A wording of this kind of board."""
        return self.texts.render(Text(f"making.{self._words}.{key}"))

    # --- layout and drawing -------------------------------------------------------------------------------

    def arrange(self, canvas: Canvas) -> None:
        """Finds everything its place; called when the size changed."""
        raise NotImplementedError

    def draw_board(self, canvas: Canvas) -> None:
        """Draws what is between headline and buttons."""
        raise NotImplementedError

    def room(self, canvas: Canvas) -> Box:
        """The place between headline and buttons."""
        width = min(canvas.aspect - 2 * EDGE, WIDEST)
        top = TOP - 0.058 - BAND - 0.018
        return Box(-width / 2, top, width, top - (BOTTOM + FOOT + 0.018))

    @override
    def lay_out(self, canvas: Canvas) -> None:
        if self.size_px == canvas.size_px:
            return
        self.size_px = canvas.size_px
        said = self.texts.render(self.screen.instruction)
        room = self.room(canvas)
        self._fits = canvas.text_width(said, BODY, bold=True) < room.width - 0.08
        title = self.texts.render(self.screen.title)
        self._fits &= canvas.text_width(title, TITLE, bold=True) <= room.width
        self._place_buttons(canvas)
        self._fits &= all(box.left >= room.left for box in self.boxes().values())
        self.arrange(canvas)

    @override
    def draw(self, canvas: Canvas) -> None:
        self.lay_out(canvas)
        draw_progress(canvas, self.screen.progress)
        self._draw_head(canvas)
        self.draw_board(canvas)
        self.button.draw(canvas, Seen(self.focus, self.hot, False))
        for name, button in self.plain.items():
            button.draw(canvas, hot=self.hot == name, focused=self.focus == name)

    def _place_buttons(self, canvas: Canvas) -> None:
        room = self.room(canvas)
        top = BOTTOM + FOOT
        self.button.arrange(canvas, room.left, top, room.width, Scale(1, 1))
        right = self.button.box.left - 0.02
        for button in self.plain.values():
            width = button.width(canvas)
            button.box = Box(right - width, top, width, self.button.box.height)
            right -= width + 0.014

    def _draw_head(self, canvas: Canvas) -> None:
        room = self.room(canvas)
        canvas.text(self.texts.render(self.screen.title), room.left, TOP - 0.02, TITLE, bold=True)
        tones = {"right": (RIGHT, RIGHT_SOFT), "wrong": (WRONG, WRONG_SOFT)}
        color, soft = tones.get(self._tone, (ACCENT, ACCENT_SOFT))
        top = TOP - 0.058
        band = Box(room.left, top, room.width, BAND)
        canvas.panel(*band.middle, band.width, band.height, fill=soft, radius=0.01)
        mark = (band.left + 0.032, band.middle[1])
        canvas.disc(*mark, 0.026, fill=color)
        self._draw_mark(canvas, mark)
        said = self.refusal or self.texts.render(self.screen.instruction)
        size = SMALL if self.refusal else BODY  # a refusal names a sign, which may take many words
        canvas.text(said, band.left + 0.06, band.middle[1], size, color=color, bold=True)

    @property
    def _tone(self) -> str:
        return "wrong" if self.refusal else self.screen.tone

    def _draw_mark(self, canvas: Canvas, at: Point) -> None:
        if self._tone == "right":
            tick_mark(canvas, *at, 0.015, PAPER)
        elif self._tone == "wrong":
            canvas.rectangle(at[0], at[1] + 0.0025, 0.0032, 0.009, PAPER)
            canvas.disc(at[0], at[1] - 0.0062, 0.004, fill=PAPER)
        else:
            arrow = [(-0.004, 0.0065), (0.0055, 0.0), (-0.004, -0.0065)]
            canvas.polygon(arrow, fill=PAPER, at=at)

    @override
    def fits(self) -> bool:
        return self._fits

    # --- input --------------------------------------------------------------------------------------------

    def boxes(self) -> Mapping[str, Box]:
        """The buttons, by name."""
        return {"button": self.button.box} | {name: button.box for name, button in self.plain.items()}

    def pressed_button(self, at: Point) -> str | None:
        """The button at a place."""
        return next((name for name, box in self.boxes().items() if box.holds(at)), None)

    def chosen(self, name: str) -> Values | None:
        """The reply when a button is used; none where it cannot be."""
        self.changed = True
        if name == "button":
            return {"move": "done"} if self.button.ready else None
        if name == "undo" and self.screen.may_undo:
            return {"move": "undo"}
        if name == "consult":
            return {"move": "consult"}
        return None

    def stops(self) -> tuple[str, ...]:
        """Where the keyboard can go, in order."""
        raise NotImplementedError

    def stop_boxes(self) -> Mapping[str, Box]:
        """Where the stops are, and maybe more: the arrows go by it."""
        return self.boxes()

    def move_focus(self, name: str) -> None:
        """Tab: the next stop, or with Shift the one before. An arrow: the stop that lies there.

        The first key shows the ring, and goes nowhere yet.
        """
        stops = self.stops()
        self.changed = True
        if not stops:
            self.focus = None
        elif self.focus not in stops:
            self.focus = stops[-1 if name == "SHIFT+TAB" else 0]
        elif name in ARROWS:
            places = self.stop_boxes()
            self.focus = toward({stop: places[stop] for stop in stops}, self.focus, name)
        else:
            step = -1 if name == "SHIFT+TAB" else 1
            self.focus = stops[(stops.index(self.focus) + step) % len(stops)]

    def button_stops(self) -> tuple[str, ...]:
        """The buttons that can be used, from left to right."""
        plain = tuple(name for name, button in reversed(self.plain.items()) if button.active)
        return (*plain, "button") if self.button.ready else plain
