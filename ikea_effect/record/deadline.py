"""How long what is asked of a store may take in all: connecting, waiting for others, every answer."""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Iterator


class _Own(threading.local):
    until = math.inf


_own = _Own()


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is asked of stores in here, by this thread, is answered or given up in so many seconds in all.

    Within another one, what is left of that counts where it is less.
    """
    before = _own.until
    _own.until = min(before, time.monotonic() + seconds)
    try:
        yield
    finally:
        _own.until = before


def left_s() -> float:
    """How many seconds are left; infinite where nothing was said."""
    return _own.until - time.monotonic()
