"""The window: the only module that imports PsychoPy and pyglet, and only when a window opens.

PsychoPy gives the window, its flips and the screen they happen on; input comes from handlers pushed on
its pyglet window, because pollers lose fast presses. Shapes and text are textured quads (see `Canvas`).
"""

from __future__ import annotations

import time
import warnings
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from PIL import Image, ImageColor

from ikea_effect.session.frontends.lab import station
from ikea_effect.session.frontends.lab.canvas import BACKGROUND, Canvas, Point

_KEPT_TEXTURES = 1500
_KEYS = {
    "TAB": "TAB", "RETURN": "ENTER", "NUM_ENTER": "ENTER", "ENTER": "ENTER",
}  # fmt: skip
_MOTIONS = {
    "MOTION_LEFT": "LEFT", "MOTION_RIGHT": "RIGHT", "MOTION_UP": "UP", "MOTION_DOWN": "DOWN",
    "MOTION_BEGINNING_OF_LINE": "HOME", "MOTION_END_OF_LINE": "END", "MOTION_PREVIOUS_PAGE": "PAGEUP",
    "MOTION_NEXT_PAGE": "PAGEDOWN", "MOTION_BACKSPACE": "BACKSPACE", "MOTION_DELETE": "DELETE",
}  # fmt: skip
_POINTERS = {"hand": "CURSOR_HAND", "grab": "CURSOR_HAND", "grabbing": "CURSOR_SIZE", "text": "CURSOR_TEXT"}


def _opened(
    size: tuple[int, int], full_screen: bool, screen: int, title: str
) -> tuple[Any, Any, dict[str, str]]:
    """pyglet, an open PsychoPy window, and the versions of both."""
    import psychopy
    from psychopy import logging

    logging.console.setLevel(logging.ERROR)
    import pyglet
    from psychopy import visual

    window = visual.Window(
        size=size,
        fullscr=full_screen,
        screen=screen,
        title=title,
        color=BACKGROUND,
        colorSpace="hex",
        units="height",
        allowGUI=not full_screen,
        allowStencil=False,
        checkTiming=False,
        autoLog=False,
        gammaErrorPolicy="ignore",
    )
    window.mouseVisible = True
    return pyglet, window, {"psychopy": str(psychopy.__version__), "pyglet": str(pyglet.version)}


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

    def leaving(self) -> None:
        """The experimenter's chord, or the window's close button."""


class LabWindow(Canvas):
    """A PsychoPy window in height units. Draw, `flip`, then `dispatch` every millisecond or so."""

    def __init__(
        self,
        size: tuple[int, int] | None = None,
        *,
        full_screen: bool = False,
        screen: int = 0,
        title: str = "Study",
    ) -> None:
        station.check_display()
        station.give_home()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._pyglet, self._win, self._versions = _opened(
                size or (1280, 1024), full_screen, screen, title
            )
        self._gl = self._pyglet.gl
        self.handle: Any = self._win.winHandle
        super().__init__((int(self._win.size[0]), int(self._win.size[1])))
        self.full_screen = full_screen
        self.listener: Listener | None = None
        self._kept: OrderedDict[Hashable, tuple[Any, int, int]] = OrderedDict()
        self._drawing = False
        self._pointer = ""
        self._input = _Input(self)

    # --- drawing ------------------------------------------------------------------------------------------

    def flip(self) -> float:
        """Shows what was drawn. Returns when, on the clock of time.perf_counter."""
        self._drawing = False
        self._win.flip()
        return time.perf_counter()

    def screenshot(self, path: Path) -> None:
        """Writes what was drawn, before the flip, as a PNG."""
        self._win._getFrame(buffer="back").save(path, optimize=False)

    def _begin(self) -> None:
        """Puts pixels from the top left corner in place of whatever the projection was."""
        gl, (width, height) = self._gl, self.size_px
        self._win.backend.setCurrent()
        gl.glUseProgram(0)
        gl.glDisable(gl.GL_DEPTH_TEST)
        gl.glDisable(gl.GL_STENCIL_TEST)
        gl.glMatrixMode(gl.GL_PROJECTION)
        gl.glLoadIdentity()
        gl.glOrtho(0, width, height, 0, -1, 1)
        gl.glMatrixMode(gl.GL_MODELVIEW)
        gl.glLoadIdentity()
        gl.glEnable(gl.GL_BLEND)
        gl.glBlendFunc(gl.GL_ONE, gl.GL_ONE_MINUS_SRC_ALPHA)
        gl.glActiveTexture(gl.GL_TEXTURE0)
        self._drawing = True

    def _fill(self, left: int, top: int, right: int, bottom: int, color: str) -> None:
        if not self._drawing:
            self._begin()
        gl = self._gl
        red, green, blue, alpha = (part / 255 for part in ImageColor.getcolor(color, "RGBA"))  # type: ignore[union-attr]
        gl.glDisable(gl.GL_TEXTURE_2D)
        gl.glColor4f(red * alpha, green * alpha, blue * alpha, alpha)
        gl.glRectf(left, top, right, bottom)

    def _stamp(
        self,
        key: Hashable,
        make: Callable[[], Image.Image],
        middle: tuple[float, float],
        size: tuple[float, float] | None,
        angle: float,
        opacity: float,
    ) -> None:
        if not self._drawing:
            self._begin()
        texture, width, height = self._texture(key, make)
        half_x, half_y = (size[0] / 2, size[1] / 2) if size else (width / 2, height / 2)
        gl = self._gl
        gl.glEnable(gl.GL_TEXTURE_2D)
        gl.glBindTexture(gl.GL_TEXTURE_2D, texture)
        gl.glColor4f(opacity, opacity, opacity, opacity)
        gl.glPushMatrix()
        gl.glTranslatef(middle[0], middle[1], 0)
        if angle:
            gl.glRotatef(-angle, 0, 0, 1)
        gl.glBegin(gl.GL_QUADS)
        for u, v in ((0, 0), (1, 0), (1, 1), (0, 1)):
            gl.glTexCoord2f(u, v)
            gl.glVertex2f((2 * u - 1) * half_x, (2 * v - 1) * half_y)
        gl.glEnd()
        gl.glPopMatrix()

    def _texture(self, key: Hashable, make: Callable[[], Image.Image]) -> tuple[Any, int, int]:
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if len(self._kept) >= _KEPT_TEXTURES:
            _, (oldest, _, _) = self._kept.popitem(last=False)
            self._gl.glDeleteTextures(1, oldest)
        self._kept[key] = self._uploaded(make())
        return self._kept[key]

    def _uploaded(self, image: Image.Image) -> tuple[Any, int, int]:
        gl = self._gl
        pixels = np.asarray(image.convert("RGBa")).tobytes()  # premultiplied, so that edges do not darken
        texture = gl.GLuint()
        gl.glGenTextures(1, texture)
        gl.glBindTexture(gl.GL_TEXTURE_2D, texture)
        for name, value in (
            (gl.GL_TEXTURE_MIN_FILTER, gl.GL_LINEAR),
            (gl.GL_TEXTURE_MAG_FILTER, gl.GL_LINEAR),
            (gl.GL_TEXTURE_WRAP_S, gl.GL_CLAMP_TO_EDGE),
            (gl.GL_TEXTURE_WRAP_T, gl.GL_CLAMP_TO_EDGE),
        ):
            gl.glTexParameteri(gl.GL_TEXTURE_2D, name, value)
        gl.glPixelStorei(gl.GL_UNPACK_ALIGNMENT, 1)
        gl.glTexImage2D(
            gl.GL_TEXTURE_2D,
            0,
            gl.GL_RGBA8,
            image.width,
            image.height,
            0,
            gl.GL_RGBA,
            gl.GL_UNSIGNED_BYTE,
            pixels,
        )
        return texture, image.width, image.height

    # --- input --------------------------------------------------------------------------------------------

    def dispatch(self) -> None:
        """Hands waiting input to the listener. An error in a listener comes out here."""
        self.handle.dispatch_events()

    def settle_input(self) -> None:
        """Throws away input made before now; a button or key that is still down must first be released."""
        listener, self.listener = self.listener, None
        self.handle.dispatch_events()
        self.listener = listener
        self._input.wait_for_release()

    def point_with(self, shape: str) -> None:
        """The pointer's shape: arrow, hand, grab, grabbing or text."""
        if shape != self._pointer:
            self._pointer = shape
            name = _POINTERS.get(shape, "CURSOR_DEFAULT")
            self.handle.set_mouse_cursor(self.handle.get_system_mouse_cursor(getattr(self.handle, name)))

    # --- the rest -----------------------------------------------------------------------------------------

    @property
    def place_px(self) -> tuple[int, int]:
        """Where the window's top left corner lies on the screen."""
        x, y = self.handle.get_location()
        return int(x), int(y)

    def frame_rate(self, frames: int = 12) -> float | None:
        """Frames per second over a few empty flips; None where the display does not hold flips back."""
        begun = self.flip()
        for _ in range(frames):
            ended = self.flip()
        rate = frames / max(ended - begun, 1e-9)
        return round(rate, 2) if 20 <= rate <= 250 else None

    def facts(self) -> Mapping[str, Any]:
        """Size, full screen, library versions, graphics driver, input backend. JSON-able."""
        info = self._gl.gl_info
        return {
            "size_px": list(self.size_px),
            "full_screen": self.full_screen,
            "renderer": str(info.get_renderer()),
            "input": "pyglet handlers",
            **self._versions,
        }

    def close(self) -> None:
        """Closes the window; doing it twice does no harm."""
        if self._win is not None:
            self._input.detach()
            self._win.close()
            self._win = None


class _Input:
    """Turns pyglet's events into the listener's, and knows what is still held from before."""

    def __init__(self, window: LabWindow) -> None:
        self.window = window
        key = window._pyglet.window.key
        self.keys = {getattr(key, name): ours for name, ours in _KEYS.items() if hasattr(key, name)}
        self.motions = {getattr(key, name): ours for name, ours in _MOTIONS.items()}
        self.key = key
        self.left = window._pyglet.window.mouse.LEFT
        self.held: set[int] = set()
        self.stale: set[int] = set()  # keys down since before the screen
        self.button_down = False
        self.pressed_here = False
        self.handlers = {
            "on_mouse_press": self.on_mouse_press, "on_mouse_release": self.on_mouse_release,
            "on_mouse_drag": self.on_mouse_drag, "on_mouse_motion": self.on_mouse_motion,
            "on_key_press": self.on_key_press, "on_key_release": self.on_key_release, "on_text": self.on_text,
            "on_text_motion": self.on_text_motion, "on_expose": self.on_expose, "on_close": self.on_close,
            "on_deactivate": self.on_deactivate,
        }  # fmt: skip
        window.handle.push_handlers(**self.handlers)

    def detach(self) -> None:
        self.window.handle.remove_handlers(**self.handlers)

    def wait_for_release(self) -> None:
        self.stale = set(self.held)
        self.pressed_here = False

    def _at(self, x: float, y: float) -> Point:
        return self.window.to_units(x, self.window.size_px[1] - y)  # pyglet counts from the bottom

    def on_mouse_press(self, x: float, y: float, button: int, _modifiers: int) -> None:
        at_s = time.perf_counter()
        if button != self.left:
            return
        was_down, self.button_down = self.button_down, True
        if self.window.listener and not was_down:
            self.pressed_here = True
            self.window.listener.pressed(self._at(x, y), at_s)

    def on_mouse_release(self, x: float, y: float, button: int, _modifiers: int) -> None:
        at_s = time.perf_counter()
        if button != self.left:
            return
        self.button_down = False
        if self.window.listener and self.pressed_here:
            self.pressed_here = False
            self.window.listener.released(self._at(x, y), at_s)

    def on_mouse_drag(
        self, x: float, y: float, _dx: float, _dy: float, buttons: int, _modifiers: int
    ) -> None:
        if self.window.listener and self.pressed_here and buttons & self.left:
            self.window.listener.dragged(self._at(x, y), time.perf_counter())

    def on_mouse_motion(self, x: float, y: float, _dx: float, _dy: float) -> None:
        if self.window.listener:
            self.window.listener.moved(self._at(x, y))

    def on_key_press(self, symbol: int, modifiers: int) -> bool:
        at_s, key = time.perf_counter(), self.key
        self.held.add(symbol)
        self.stale.clear()
        listener = self.window.listener
        if not listener:
            return True
        ctrl, shift = modifiers & key.MOD_CTRL, modifiers & key.MOD_SHIFT
        if symbol == key.Q and ctrl and shift:
            listener.leaving()
        elif symbol == key.Z and ctrl:
            listener.key("CTRL+Z", at_s)
        elif symbol in self.keys:
            name = self.keys[symbol]
            listener.key(f"SHIFT+{name}" if name == "TAB" and shift else name, at_s)
        return True  # nothing further: neither Escape nor PsychoPy's own keys act

    def on_key_release(self, symbol: int, _modifiers: int) -> bool:
        self.held.discard(symbol)
        self.stale.discard(symbol)
        return True

    def on_text(self, characters: str) -> bool:
        printing = "".join(sign for sign in characters if sign.isprintable())
        if self.window.listener and printing and not self.stale:
            self.window.listener.typed(printing, time.perf_counter())
        return True

    def on_text_motion(self, motion: int) -> bool:
        if self.window.listener and motion in self.motions and not self.stale:
            self.window.listener.key(self.motions[motion], time.perf_counter())
        return True

    def on_expose(self) -> None:
        if self.window.listener:
            self.window.listener.exposed()

    def on_close(self) -> bool:
        if self.window.listener:
            self.window.listener.leaving()
        return True  # the window stays until the session ends it

    def on_deactivate(self) -> None:
        self.held.clear()
        self.stale.clear()
