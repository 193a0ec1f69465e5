"""A virtual X display of our own, for tests, demos and machines without a screen. Linux only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ikea_effect.errors import StationError


@contextmanager
def own_display(size: tuple[int, int] = (1280, 1024)) -> Iterator[str]:
    """Starts Xvfb on a free display, gives its name, stops it at the end. Changes no environment."""
    if not sys.platform.startswith("linux"):
        raise StationError("A virtual display needs Linux and Xvfb. Use a desk with a screen here.")
    program = shutil.which("Xvfb")
    if program is None:
        raise StationError(
            "Xvfb is missing. Install it with: apt-get install xvfb xauth libglu1-mesa libfontconfig1"
        )
    server, name = _started(program, size)
    try:
        yield name
    finally:
        _stop(server)


@contextmanager
def virtual_display(size: tuple[int, int] = (1280, 1024)) -> Iterator[str]:
    """A display of our own as this process's DISPLAY; gives its name, and takes all back at the end."""
    before = os.environ.get("DISPLAY")
    with own_display(size) as name:
        os.environ["DISPLAY"] = name
        try:
            yield name
        finally:
            if before is None:
                os.environ.pop("DISPLAY", None)
            else:
                os.environ["DISPLAY"] = before


def _started(program: str, size: tuple[int, int]) -> tuple[subprocess.Popen[bytes], str]:
    reading, writing = os.pipe()
    screen = f"{size[0]}x{size[1]}x24"
    server = subprocess.Popen(
        [program, "-displayfd", str(writing), "-screen", "0", screen, "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    if not number:
        _stop(server)
        raise StationError("Xvfb did not start. Try by hand: Xvfb :99 -screen 0 1280x1024x24")
    return server, f":{number}"


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    with suppress(subprocess.TimeoutExpired):
        server.wait(5)
    if server.poll() is None:
        server.kill()
        server.wait()
