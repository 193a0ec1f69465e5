"""What this machine tells of itself. Each look gives None where it cannot be taken, and never raises."""

from __future__ import annotations

import contextlib
import ctypes
import locale
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

LINUX = sys.platform.startswith("linux")
_WAIT_S = 5


class Written(NamedTuple):
    """A line written to see how long it takes: milliseconds, and how far this clock is ahead."""

    sync_ms: float
    ahead_s: float


def written(folder: Path) -> Written | None:
    """A line, safely on disk in the folder and away again."""
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
            begun = time.perf_counter()
            file.write(b"a line as long as those of a journal\n" * 8)
            file.flush()
            os.fsync(file.fileno())
            took = (time.perf_counter() - begun) * 1000
            return Written(took, time.time() - os.stat(file.name).st_mtime)
    return None


def free_bytes(folder: Path) -> int:
    """Room on the disk of the folder; 0 where it cannot be told."""
    with contextlib.suppress(OSError):
        return shutil.disk_usage(folder).free
    return 0


def encoding() -> tuple[str, str]:
    """The encoding of files and the language of the system."""
    language = locale.setlocale(locale.LC_CTYPE).partition(".")[0]  # getlocale calls C.UTF-8 en_US
    return ("UTF-8" if sys.flags.utf8_mode else locale.getpreferredencoding(False)), language


def keyboards() -> list[str] | None:
    """Names of the keyboards that the kernel has."""
    devices = Path("/proc/bus/input/devices")
    if not devices.is_file():
        return None
    with contextlib.suppress(OSError):
        parts = devices.read_text("utf-8", "replace").split("\n\n")
        named = [re.search(r'N: Name="([^"]*)"', part) for part in parts if _types(part)]
        return [name[1] for name in named if name]
    return None


def _types(part: str) -> bool:
    """Whether a device is one to type with (EV=120013, as a rule) and not a button or a mouse."""
    return bool(re.search(r"H: Handlers=.*\bkbd\b", part)) and "B: EV=1200" in part


def muted() -> bool | None:
    """Whether the machine is muted, as PulseAudio or PipeWire says."""
    said = _asked(["pactl", "get-sink-mute", "@DEFAULT_SINK@"])
    return None if said is None else said.strip().endswith("yes")


def _asked(command: list[str]) -> str | None:
    if shutil.which(command[0]) is None:
        return None
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(command, capture_output=True, text=True, timeout=_WAIT_S, check=True)
        return done.stdout
    return None


class Power(NamedTuple):
    """After how many seconds the screen saver comes (0: never), and whether the screen powers down."""

    screen_saver_s: int | None
    powers_down: bool | None


def power() -> Power:
    """What the X server does with a screen that nobody touches."""
    if not LINUX or not os.environ.get("DISPLAY"):
        return Power(None, None)
    with contextlib.suppress(OSError, AttributeError):
        return _power(ctypes.CDLL("libX11.so.6"))
    return Power(None, None)


def _power(x11: ctypes.CDLL) -> Power:
    x11.XOpenDisplay.restype = ctypes.c_void_p
    connection = x11.XOpenDisplay(os.environ["DISPLAY"].encode())
    if not connection:
        return Power(None, None)
    display = ctypes.c_void_p(connection)
    try:
        values = [ctypes.c_int() for _ in range(4)]
        x11.XGetScreenSaver(display, *(ctypes.byref(one) for one in values))
        return Power(values[0].value, _powers_down(display))
    finally:
        x11.XCloseDisplay(display)


def _powers_down(display: ctypes.c_void_p) -> bool | None:
    with contextlib.suppress(OSError, AttributeError):
        ext = ctypes.CDLL("libXext.so.6")
        first, second = ctypes.c_int(), ctypes.c_int()
        if not ext.DPMSQueryExtension(display, ctypes.byref(first), ctypes.byref(second)):
            return False
        level, on = ctypes.c_ushort(), ctypes.c_ubyte()
        ext.DPMSInfo(display, ctypes.byref(level), ctypes.byref(on))
        return bool(on.value)
    return None


class Scaling(NamedTuple):
    """Dots per inch as the desktop tells programs, and the factor that toolkits are given."""

    dpi: float | None
    factor: float


def scaling() -> Scaling:
    """By how much the desktop enlarges."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError, AttributeError):
            return Scaling(None, ctypes.windll.shcore.GetScaleFactorForDevice(0) / 100)
    said = _asked(["xrdb", "-query"]) if LINUX else None
    found = re.search(r"Xft\.dpi:\s*([0-9.]+)", said or "")
    named = next((os.environ[name] for name in ("GDK_SCALE", "QT_SCALE_FACTOR") if name in os.environ), "1")
    try:
        factor = float(named)
    except ValueError:
        factor = 1.0
    return Scaling(float(found[1]) if found else None, factor)
