"""A session whose X server is killed at the n-th Python call from where its window opens, or is first shown.

python -m tests.e2e.display_that_goes SERVER opens|shows CALLS COMMAND..

SERVER is the number of the X server's process; COMMAND is what `ikea-effect` is given.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from ikea_effect.cli.main import main

BEGINS = {"opens": "_window", "shows": "flip"}
"""The function of lab/window.py from which on calls are counted."""


def _ended(server: int) -> bool:
    try:
        return Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _kill(server: int) -> None:
    os.kill(server, signal.SIGKILL)
    while not _ended(server):
        threading.Event().wait(0.01)


def kill_at_call(server: int, begins: str, calls: int) -> None:
    """From now on the server is killed at the n-th call."""
    counts: Iterator[int] | None = None

    def each(frame: FrameType, event: str, _: Any) -> None:
        nonlocal counts
        if event != "call":
            return
        if counts is None:
            code = frame.f_code
            if code.co_name == begins and Path(code.co_filename).name == "window.py":
                counts = itertools.count(1)
        elif next(counts) == calls:
            sys.setprofile(None)
            _kill(server)

    sys.setprofile(each)


if __name__ == "__main__":
    kill_at_call(int(sys.argv[1]), BEGINS[sys.argv[2]], int(sys.argv[3]))
    sys.argv = ["ikea-effect", *sys.argv[4:]]
    sys.exit(main())
