"""Sends the lines of a session's journal to the store that desks share, beside the session.

The session writes to its own disk and waits for nobody: a store that is slow or away keeps only the copies
back. They are sent when it answers again, or the next time anything is asked of the study at this desk.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from ikea_effect.errors import StationError
from ikea_effect.record.database import Database
from ikea_effect.record.lines import Head, Lines, PassedError

_log = logging.getLogger(__name__)


class Courier:
    """A thread that sends one journal's lines as they are written."""

    def __init__(self, journal: Path, url: str, every_s: float = 1.0, patience_s: float = 5.0) -> None:
        self._path, self._url = journal, url
        self._every_s, self._patience_s = every_s, patience_s
        self._database: Database | None = None
        self._head: Head | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self.passed = False
        """Whether the session goes on at another desk: nothing more is sent."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        self._let_go()

    def _run(self) -> None:
        while not self._over.wait(self._every_s):
            self.send()

    def send(self) -> None:
        """Sends what is new; what cannot be sent now is kept for the next time."""
        if self.passed:
            return
        try:
            lines = Lines(self._opened())
            if self._head is None:
                self._head = lines.heads().get(self._path.stem, Head())
            if new := self._new(self._head.size):
                self._head = lines.add(self._path.stem, self._head.size, new)
        except PassedError:
            self.passed = True
        except (StationError, OSError) as error:
            _log.info("%s", error)
            self._let_go()

    def _new(self, size: int) -> list[bytes]:
        """The whole lines from byte `size` on."""
        with self._path.open("rb") as file:
            file.seek(size)
            return file.read().split(b"\n")[:-1]

    def _opened(self) -> Database:
        if self._database is None:
            self._database = Database(self._path.parents[1], self._url, self._patience_s)
        return self._database

    def _let_go(self) -> None:
        if self._database is not None:
            with contextlib.suppress(StationError):
                self._database.close()
        self._database, self._head = None, None
