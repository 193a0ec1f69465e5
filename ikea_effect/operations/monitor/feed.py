"""The study as the page shows it, read anew at most every two seconds, however many pages are open.

Where nothing was written since, it is read less often: a desk may share this computer, and draws there.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from ikea_effect.errors import IkeaEffectError, StationError
from ikea_effect.operations.monitor.room import Room, room_of
from ikea_effect.record.store_place import url_of
from ikea_effect.record.studies import find_study
from ikea_effect.record.study import checked_id


class Feed:
    """Reads a study for as many pages as there are. What cannot be read now is told beside what was last."""

    def __init__(
        self,
        results: Path,
        study: str,
        conditions: bool = False,
        every_s: float = 2.0,
        at_least_every_s: float = 10.0,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self.results, self.study, self.every_s = results, study, every_s
        self._conditions, self._now, self._at_least_every_s = conditions, now, at_least_every_s
        self._turn = threading.Lock()
        self._read_s, self._looked_s = time.monotonic(), _NEVER
        self._trouble, self._written = "", _written(results / checked_id(study, "study"))
        self._room = room_of(find_study(results, study), now(), conditions)

    def latest(self) -> tuple[Room, str]:
        """The study, and why it is not up to date, if so."""
        with self._turn:
            if (now_s := time.monotonic()) - self._looked_s >= self.every_s:
                self._look(now_s)
            return self._room, self._trouble

    def stale(self) -> None:
        """Somebody changed something: the next who asks reads anew."""
        with self._turn:
            self._read_s, self._looked_s = _NEVER, _NEVER

    def _look(self, now_s: float) -> None:
        """Reads it if anything was written, or it may have changed without: a desk that fell silent."""
        written = _written(self.results / self.study)
        if written is None or written != self._written or now_s - self._read_s >= self._at_least_every_s:
            self._read()
            self._read_s = now_s
        self._looked_s, self._written = now_s, written

    def _read(self) -> None:
        try:
            self._room = room_of(find_study(self.results, self.study), self._now(), self._conditions)
            self._trouble = ""
        except IkeaEffectError as error:
            self._trouble = str(error)


_NEVER = float("-inf")


def _written(folder: Path) -> frozenset[tuple[str, int, int]] | None:
    """Every file that tells how the study is, with size and time; None where a store elsewhere does."""
    try:
        if url_of(folder) is not None:
            return None
    except StationError:  # told by whoever reads the study
        return None
    return frozenset(_stamps([folder, folder / "journals"]))


def _stamps(folders: Sequence[Path]) -> Iterator[tuple[str, int, int]]:
    for folder in folders:
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):  # taken away meanwhile
                    stat = entry.stat()
                    yield entry.path, stat.st_size, stat.st_mtime_ns
