"""Input of the window: pyglet's events in height units, and what is still held from before.

Nothing is imported from pyglet here; the window hands its module over.
"""

from __future__ import annotations

import time
from typing import Any, Protocol

from ikea_effect.session.frontends.lab.canvas import Point
from ikea_effect.session.frontends.lab.line_breaks import JOINERS

_KEYS = {
    "TAB": "TAB", "RETURN": "ENTER", "NUM_ENTER": "ENTER", "ENTER": "ENTER",
}  # fmt: skip
_MOTIONS = {
    "MOTION_LEFT": "LEFT", "MOTION_RIGHT": "RIGHT", "MOTION_UP": "UP", "MOTION_DOWN": "DOWN",
    "MOTION_BEGINNING_OF_LINE": "HOME", "MOTION_END_OF_LINE": "END", "MOTION_PREVIOUS_PAGE": "PAGEUP",
    "MOTION_NEXT_PAGE": "PAGEDOWN", "MOTION_BACKSPACE": "BACKSPACE", "MOTION_DELETE": "DELETE",
}  # fmt: skip


class Listener(Protocol):
    """Who hears of input, in height units; `at_s` is on the clock of time.perf_counter."""

    def pressed(self, at: Point, at_s: float) -> None:
        """The left button went down."""

    def dragged(self, at: Point, at_s: float) -> None:
        """The pointer moved with it down."""

    def released(self, at: Point, at_s: float) -> None:
        """It went up."""

    def moved(self, at: Point) -> None:
        """The pointer moved with nothing down."""

    def key(self, name: str, at_s: float) -> None:
        """A named key (see `View`)."""

    def typed(self, characters: str, at_s: float) -> None:
        """Printing characters."""

    def exposed(self) -> None:
        """The window has to be drawn again."""

    def chord(self) -> None:
        """The experimenter's chord."""

    def leaving(self) -> None:
        """The window's close button."""


_TAB_ON_X = 23
"""Where Tab lies on every keyboard of X (evdev and xfree86 alike)."""


class Heard(Protocol):
    """The window that is listened to."""

    handle: Any
    """pyglet's window."""
    listener: Listener | None

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""

    def to_units(self, x: float, y: float) -> Point:
        """A place in pixels from the top left, in height units."""


class WindowInput:
    """Turns pyglet's events into the listener's, and knows what is still held from before."""

    def __init__(self, window: Heard, pyglet_window: Any) -> None:
        self.window = window
        key = pyglet_window.key
        self.keys = {getattr(key, name): ours for name, ours in _KEYS.items() if hasattr(key, name)}
        self.motions = {getattr(key, name): ours for name, ours in _MOTIONS.items()}
        self.key = key
        self.left = pyglet_window.mouse.LEFT
        self.held: set[int] = set()
        self.stale: set[int] = set()  # keys down since before the screen
        self.button_down = False
        self.pressed_here = False
        self.handlers = {
            "on_mouse_press": self._on_mouse_press, "on_mouse_release": self._on_mouse_release,
            "on_mouse_drag": self._on_mouse_drag, "on_mouse_motion": self._on_mouse_motion,
            "on_key_press": self._on_key_press, "on_key_release": self._on_key_release,
            "on_text": self._on_text, "on_text_motion": self._on_text_motion, "on_expose": self._on_expose,
            "on_close": self._on_close, "on_deactivate": self._on_deactivate,
        }  # fmt: skip
        window.handle.push_handlers(**self.handlers)

    def detach(self) -> None:
        """Hears nothing further."""
        self.window.handle.remove_handlers(**self.handlers)

    def wait_for_release(self) -> None:
        """What is down now counts only after it was released."""
        self.stale = set(self.held)
        self.pressed_here = False

    def _at(self, x: float, y: float) -> Point:
        return self.window.to_units(x, self.window.size_px[1] - y)  # pyglet counts from the bottom

    def _on_mouse_press(self, x: float, y: float, button: int, _modifiers: int) -> None:
        at_s = time.perf_counter()
        if button != self.left:
            return
        was_down, self.button_down = self.button_down, True
        if self.window.listener and not was_down:
            self.pressed_here = True
            self.window.listener.pressed(self._at(x, y), at_s)

    def _on_mouse_release(self, x: float, y: float, button: int, _modifiers: int) -> None:
        at_s = time.perf_counter()
        if button != self.left:
            return
        self.button_down = False
        if self.window.listener and self.pressed_here:
            self.pressed_here = False
            self.window.listener.released(self._at(x, y), at_s)

    def _on_mouse_drag(
        self, x: float, y: float, _dx: float, _dy: float, buttons: int, _modifiers: int
    ) -> None:
        if self.window.listener and self.pressed_here and buttons & self.left:
            self.window.listener.dragged(self._at(x, y), time.perf_counter())

    def _on_mouse_motion(self, x: float, y: float, _dx: float, _dy: float) -> None:
        if self.window.listener:
            self.window.listener.moved(self._at(x, y))

    def _on_key_press(self, symbol: int, modifiers: int) -> bool:
        at_s, key = time.perf_counter(), self.key
        symbol = self._known(symbol)
        self.held.add(symbol)
        self.stale.clear()
        listener = self.window.listener
        if not listener:
            return True
        ctrl, shift = modifiers & key.MOD_CTRL, modifiers & key.MOD_SHIFT
        if symbol == key.Q and ctrl and shift:
            listener.chord()
        elif symbol == key.Z and ctrl:
            listener.key("CTRL+Z", at_s)
        elif symbol in self.keys:
            name = self.keys[symbol]
            listener.key(f"SHIFT+{name}" if name == "TAB" and shift else name, at_s)
        return True  # nothing further: neither Escape nor PsychoPy's own keys act

    def _known(self, symbol: int) -> int:
        """The key; Tab with Shift has another name on X (ISO_Left_Tab), which pyglet does not know."""
        return int(self.key.TAB) if symbol == self.key.user_key(_TAB_ON_X) else symbol

    def _on_key_release(self, symbol: int, _modifiers: int) -> bool:
        symbol = self._known(symbol)
        if symbol == self.key.TAB:
            # With Shift let go first, or pressed in between, Tab comes up by another name than it went down
            # by, and pyglet, which hears a key once until it is up, would not hear its next press.
            down: set[int] = getattr(self.window.handle, "pressed_keys", set())
            down -= {self.key.TAB, self.key.user_key(_TAB_ON_X)}
        self.held.discard(symbol)
        self.stale.discard(symbol)
        return True

    def _on_text(self, characters: str) -> bool:
        printing = "".join(sign for sign in characters if sign.isprintable() or sign in JOINERS)
        if self.window.listener and printing and not self.stale:
            self.window.listener.typed(printing, time.perf_counter())
        return True

    def _on_text_motion(self, motion: int) -> bool:
        if self.window.listener and motion in self.motions and not self.stale:
            self.window.listener.key(self.motions[motion], time.perf_counter())
        return True

    def _on_expose(self) -> None:
        if self.window.listener:
            self.window.listener.exposed()

    def _on_close(self) -> bool:
        if self.window.listener:
            self.window.listener.leaving()
        return True  # the window stays until the session ends it

    def _on_deactivate(self) -> None:
        self.held.clear()
        self.stale.clear()
