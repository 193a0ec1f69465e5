"""Tells the store how a session goes: which screen is open, and what its journal has more.

The session writes to its own disk and waits for nobody: a store that is slow or away keeps only the copies
back. They are sent when it answers again, or the next time anything is asked of the study at this desk.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from ikea_effect.errors import StationError
from ikea_effect.record.database import Database
from ikea_effect.record.deadline import within
from ikea_effect.record.leases import RUNNING, Lease, Leases
from ikea_effect.record.lines import Head, Lines, PassedError
from ikea_effect.record.pauses import PauseWatch
from ikea_effect.record.words_to_desks import Told

_log = logging.getLogger(__name__)

_WITHIN_S = 10.0
"""For how long it tells at once, however many answers that takes: sessions wait for it when they end."""

_BEATS = 2
"""Every so many turns a desk tells that it is there, also where nothing has changed."""


UNHEARD_S = 60.0
"""After so long without an answer of the store, a desk that waits says that it does not hear."""


class Courier:
    """A thread that tells of one session for as long as it runs."""

    def __init__(
        self,
        journal: Path,
        lease: Lease,
        url: str | None,
        every_s: float = 1.0,
        patience_s: float = 5.0,
        unheard_s: float = UNHEARD_S,
        begins: bool = False,
    ) -> None:
        """`begins` where the store can have nothing of the journal yet."""
        self._path, self._lease, self._url = journal, lease, url
        self._every_s, self._patience_s, self._unheard_s = every_s, patience_s, unheard_s
        self._heard = time.monotonic()
        self._database: Database | None = None
        self._head: Head | None = Head() if begins else None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self._screen, self._last = lease.screen, lease.screen
        self._pauses = PauseWatch(journal)
        self._state = RUNNING
        self.passed = False
        """Whether the session goes on at another desk: nothing more is told or sent."""

    def __enter__(self) -> Self:
        self.tell(beats=False)  # how it began: then it can go on at any desk, whatever happens to this one
        self._look()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        if self._state != RUNNING:
            self.tell(beats=True)
        self._let_go()

    @property
    def paused(self) -> bool:
        """Whether the study is paused, as far as was heard within the last second or so."""
        return self._pauses.paused

    @property
    def unheard(self) -> bool:
        """Whether nothing was heard for so long that a pause may be over without this desk knowing."""
        return time.monotonic() - self._heard > self._unheard_s

    @property
    def told(self) -> Told | None:
        """What this desk alone was told and was not read yet."""
        return self._pauses.told

    def was_read(self, told: Told) -> None:
        """This was read: it is not shown again."""
        if self._pauses.told == told:
            self._pauses.told = None

    def shows(self, screen: str) -> None:
        """This screen opens now."""
        self._screen = screen

    def left(self, state: str) -> None:
        """The session is left so; told when the block ends."""
        self._state = state

    def _run(self) -> None:
        turn = 0
        while not self._over.wait(self._every_s):
            self.tell(beats=self._url is not None and turn % _BEATS == 0)
            self._look()
            turn += 1

    def _look(self) -> None:
        """Hears whether the study is paused. A store that is away changes nothing about that."""
        try:
            with within(_WITHIN_S):
                self._pauses.look(self._opened() if self._url is not None else None)
            self._heard = time.monotonic()
        except (StationError, OSError) as error:
            _log.info("%s", error)
            self._let_go()

    def tell(self, *, beats: bool) -> None:
        """Sends what is new; what cannot be told now is kept for the next time."""
        screen, state = self._screen, self._state
        if self.passed or not (beats or screen != self._last or self._url is not None):
            return
        try:
            with within(_WITHIN_S):
                database = self._opened()
                size = self._sent(database) if self._url is not None else self._path.stat().st_size
                if beats or screen != self._last:
                    Leases(database).beat(self._lease, screen, size, state)
                    self._last = screen
        except PassedError:
            self.passed = True
        except (StationError, OSError) as error:
            _log.info("%s", error)
            self._let_go()

    def _sent(self, database: Database) -> int:
        """How many bytes the journal has, once they are all in the store."""
        lines = Lines(database)
        if self._head is None:
            self._head = lines.heads().get(self._path.stem, Head())
        if new := self._new(self._head.size):
            self._head = lines.add(self._path.stem, self._head.size, new)
        return self._head.size

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
