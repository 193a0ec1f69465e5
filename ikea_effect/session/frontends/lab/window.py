"""The window: the only module that imports PsychoPy and pyglet, and only when a window opens.

PsychoPy gives the window, its flips and the screen they happen on; input comes from handlers pushed on
its pyglet window, because pollers lose fast presses. Shapes and text are textured quads (see `Canvas`).
"""

from __future__ import annotations

import gc
import math
import time
import warnings
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageColor

from ikea_effect.session.frontends.lab import station
from ikea_effect.session.frontends.lab.canvas import BACKGROUND, Canvas
from ikea_effect.session.frontends.lab.window_input import Listener, WindowInput

_KEPT_TEXTURES = 1500
_POINTERS = {"hand": "CURSOR_HAND", "grab": "CURSOR_HAND", "grabbing": "CURSOR_SIZE", "text": "CURSOR_TEXT"}


def _loaded() -> tuple[Any, Any, Any]:
    """psychopy, pyglet and psychopy.visual."""
    collects = gc.isenabled()
    gc.disable()  # 160,000 objects that stay: looking for garbage among them takes an eighth of the import
    try:
        import psychopy
        from psychopy import logging

        logging.console.setLevel(logging.ERROR)
        import pyglet

        pyglet.options["debug_gl"] = False  # a look for errors after each call takes a third of a redraw
        from psychopy import visual
    finally:
        if collects:
            gc.enable()
    return psychopy, pyglet, visual


def _opened(
    size: tuple[int, int], full_screen: bool, screen: int, title: str
) -> tuple[Any, Any, dict[str, str]]:
    """pyglet, an open PsychoPy window, and the versions of both.

    A display may go while PsychoPy is loaded, which connects to it by and by.
    """
    with station.said_of_the_display(), station.one_at_a_time():
        psychopy, pyglet, visual = _loaded()
    with station.said_of_the_display():
        window = _window(visual, size, full_screen, screen, title)
    window.mouseVisible = True
    return pyglet, window, {"psychopy": str(psychopy.__version__), "pyglet": str(pyglet.version)}


def _window(visual: Any, size: tuple[int, int], full_screen: bool, screen: int, title: str) -> Any:
    """An open PsychoPy window."""
    return visual.Window(
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
        station.say_when_the_display_goes()  # PsychoPy connects to it already while it is loaded
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
        self._input = WindowInput(self, self._pyglet.window)

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
        if alpha == 1:
            gl.glDisable(gl.GL_BLEND)  # nothing to mix: less work where no graphics card helps
        gl.glRectf(left, top, right, bottom)
        gl.glEnable(gl.GL_BLEND)

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
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        gl.glBegin(gl.GL_QUADS)
        for u, v in ((0, 0), (1, 0), (1, 1), (0, 1)):
            x, y = (2 * u - 1) * half_x, (2 * v - 1) * half_y
            gl.glTexCoord2f(u, v)
            gl.glVertex2f(middle[0] + cos * x + sin * y, middle[1] + cos * y - sin * x)
        gl.glEnd()

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
