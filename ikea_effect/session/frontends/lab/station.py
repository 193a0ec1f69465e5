"""Whether this machine can show a window, said in words before anything heavy is loaded."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from ikea_effect.errors import StationError
from ikea_effect.record.disk import in_turn

_APT = "apt-get install xvfb xauth libglu1-mesa libfontconfig1"


def check_display() -> None:
    """Raises StationError with what to do, where no window can open."""
    if importlib.util.find_spec("psychopy") is None:
        raise StationError("PsychoPy is not installed. Install it with: pip install 'ikea-effect[lab]'")
    if sys.platform.startswith("linux"):
        _check_x()


def _check_x() -> None:
    display = os.environ.get("DISPLAY")
    if not display:
        raise StationError(
            "There is no display (DISPLAY is not set). Run this at a desk with a screen, or virtually: "
            "xvfb-run -s '-screen 0 1280x1024x24' COMMAND"
        )
    for library in ("libX11.so.6", "libGL.so.1", "libGLU.so.1", "libfontconfig.so.1"):
        try:
            ctypes.CDLL(library)
        except OSError as error:
            raise StationError(f"The system library {library} is missing. Install it with: {_APT}") from error
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    connection = x11.XOpenDisplay(display.encode())
    if not connection:
        raise StationError(
            f"The display {display} cannot be opened. Is DISPLAY right, and may you use that screen?"
        )
    x11.XCloseDisplay(ctypes.c_void_p(connection))


@contextmanager
def said_of_the_display() -> Iterator[None]:
    """What fails inside while the display has gone is said as that; every other error passes as it is."""
    try:
        yield
    except Exception:
        check_display()
        raise


DISPLAY_GONE = (
    "The display went away (its X server ended, or the connection to it broke). Everything answered is kept: "
    "start the display again, and go on with --resume, or without it if nothing had begun."
)


def say_when_the_display_goes() -> None:
    """Has the end of the X server said in a sentence, with exit code 2, in place of Xlib's own words.

    Xlib lets no program go on after that: it ends the process itself if the handler returns.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL("libX11.so.6").XSetIOErrorHandler(_ON_IO_ERROR)


def _end(_display: object) -> int:
    sys.stderr.write(f"{DISPLAY_GONE}\n")
    sys.stderr.flush()
    os._exit(2)


_ON_IO_ERROR = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(_end)  # kept: Xlib calls it at any time


def one_at_a_time() -> AbstractContextManager[None]:
    """Held while PsychoPy is imported: two that do so in a new home both make its folders, and one fails."""
    user = os.getuid() if hasattr(os, "getuid") else "desk"
    return in_turn(Path(tempfile.gettempdir()) / f"ikea-effect-{user}.lock")


def give_home() -> None:
    """Points HOME to a new folder where there is none to write to: PsychoPy keeps its settings there."""
    if os.name == "posix" and not os.access(os.environ.get("HOME", ""), os.W_OK):
        os.environ["HOME"] = tempfile.mkdtemp(prefix="ikea-effect-home-")
