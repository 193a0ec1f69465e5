"""The study as the page shows it, read anew at most every two seconds, however many pages are open."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ikea_effect.errors import IkeaEffectError
from ikea_effect.operations.monitor.room import Room, room_of
from ikea_effect.record.studies import find_study


class Feed:
    """Reads a study for as many pages as there are. What cannot be read now is told beside what was last."""

    def __init__(
        self,
        results: Path,
        study: str,
        conditions: bool = False,
        every_s: float = 2.0,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self.results, self.study, self.every_s = results, study, every_s
        self._conditions, self._now = conditions, now
        self._turn = threading.Lock()
        self._read_s = float("-inf")
        self._trouble = ""
        self._room = room_of(find_study(results, study), now(), conditions)

    def latest(self) -> tuple[Room, str]:
        """The study, and why it is not up to date, if so."""
        with self._turn:
            if time.monotonic() - self._read_s >= self.every_s:
                self._read()
            return self._room, self._trouble

    def stale(self) -> None:
        """Somebody changed something: the next who asks reads anew."""
        with self._turn:
            self._read_s = float("-inf")

    def _read(self) -> None:
        try:
            self._room = room_of(find_study(self.results, self.study), self._now(), self._conditions)
            self._trouble = ""
        except IkeaEffectError as error:
            self._trouble = str(error)
        self._read_s = time.monotonic()
