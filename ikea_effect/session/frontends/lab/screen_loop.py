"""One screen in the window: drawn, flipped, listened to, drawn again when it changed."""

from __future__ import annotations

import math
import time
from pathlib import Path

from ikea_effect.screens.screens import Values
from ikea_effect.session.frontends.lab.canvas import Point
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.frontends.lab.window import LabWindow


class Shown:
    """A view in the window; the window's listener while it is open."""

    def __init__(self, window: LabWindow, view: View, frame_s: float) -> None:
        self.window, self.view, self.frame_s = window, view, frame_s
        self.onset_s = 0.0
        self.frames_dropped = 0
        self.answered: tuple[Values, float] | None = None
        self.wants_to_leave = False

    # --- showing ------------------------------------------------------------------------------------------

    def open(self, png: Path | None) -> None:
        """Draws, shows and begins to listen; whatever was pressed before counts for nothing."""
        self.view.draw(self.window)
        if png:
            self.window.screenshot(png)
        self.view.changed = False
        self.onset_s = self.window.flip()
        self.window.point_with("arrow")
        self.window.settle_input()
        self.window.listener = self

    def reopen(self) -> None:
        """Goes on after something else was shown; the onset stays."""
        self.wants_to_leave = False
        self.view.changed = True
        self.window.settle_input()
        self.window.listener = self

    def close(self) -> None:
        """Listens no longer."""
        self.window.listener = None

    def picture(self, png: Path | None) -> None:
        """Writes the screen as it is now."""
        if png:
            self.view.draw(self.window)
            self.window.screenshot(png)
            self.window.flip()  # what is drawn and not shown would stand under the next screen

    def step(self) -> None:
        """Takes waiting input and draws again if something changed."""
        self.window.dispatch()
        if self.view.changed and self.answered is None:
            self._redraw()

    def _redraw(self) -> None:
        """A redraw that takes longer than a frame, and a little, has dropped frames."""
        begun = time.perf_counter()
        self.view.draw(self.window)
        self.view.changed = False
        took = self.window.flip() - begun
        self.frames_dropped += max(0, math.ceil((took - 0.002) / self.frame_s) - 1)

    def tick(self, now_s: float) -> None:
        """Tells the view how long it has been seen."""
        self._take(self.view.tick(now_s - self.onset_s), now_s)

    def _take(self, values: Values | None, at_s: float) -> None:
        if values is not None and self.answered is None:
            self.answered = (values, at_s)

    # --- the window's listener ----------------------------------------------------------------------------

    def pressed(self, at: Point, at_s: float) -> None:
        """The left button went down."""
        if self.answered is None:
            self._take(self.view.press(at), at_s)

    def dragged(self, at: Point, at_s: float) -> None:
        """The pointer moved with it down."""
        if self.answered is None:
            self._take(self.view.drag(at), at_s)

    def released(self, at: Point, at_s: float) -> None:
        """It went up."""
        if self.answered is None:
            self._take(self.view.release(at), at_s)

    def moved(self, at: Point) -> None:
        """The pointer moved with nothing down."""
        if self.answered is None:
            self.window.point_with(self.view.hover(at))

    def key(self, name: str, at_s: float) -> None:
        """A named key."""
        if self.answered is None:
            self._take(self.view.key(name), at_s)

    def typed(self, characters: str, at_s: float) -> None:
        """Printing characters."""
        if self.answered is None:
            self._take(self.view.text(characters), at_s)

    def exposed(self) -> None:
        """The window has to be drawn again."""
        self.view.changed = True

    def chord(self) -> None:
        """The experimenter's chord."""
        if self.answered is None and not self.view.chord():
            self.leaving()

    def leaving(self) -> None:
        """The session is to be interrupted: by the window's close button, or by the chord."""
        self.wants_to_leave = True
