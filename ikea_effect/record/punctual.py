"""A connection to PostgreSQL that waits no longer than it was given.

The server's own limits count statement by statement, and not at all where it hangs: its computer then still
acknowledges what is sent.
"""

from __future__ import annotations

import contextlib
import math
import time
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from typing_extensions import override

from ikea_effect.record.deadline import left_s

T = TypeVar("T")

_UNDO_S = 2.0


class PunctualConnection(psycopg.Connection[Any]):
    """Gives up where an answer is late, or nothing is left of `within`.

    It is closed then, which undoes what was not committed.
    """

    patience_s = math.inf
    """How long one answer may take."""
    _undoes = False
    _unanswered: contextlib.ExitStack | None = None

    @override
    def wait(self, gen: PQGen[T], *how: Any, **more: Any) -> T:
        """What the server answers. Raises: OperationalError where it does not in time."""
        return super().wait(self._in_time(gen), *how, **more)

    def _in_time(self, gen: PQGen[T]) -> PQGen[T]:
        """As the generator; whether time is up is asked ten times a second while nothing comes."""
        given_s = _UNDO_S if self._undoes else min(self.patience_s, left_s())
        until = time.monotonic() + given_s
        try:
            waits = next(gen)
            while True:
                ready = yield waits
                if not ready and time.monotonic() > until:
                    self.close()
                    raise psycopg.OperationalError("no answer in time: timeout expired")
                waits = gen.send(ready)
        except StopIteration as done:
            found: T = done.value
            return found

    def unanswered(self) -> None:
        """What is told from here on is answered with the commit, all at once; libpq can so from 14 on."""
        if self._unanswered is None and psycopg.Pipeline.is_supported():
            self._unanswered = contextlib.ExitStack()
            self._unanswered.enter_context(self.pipeline())

    @override
    def commit(self) -> None:
        """Keeps what was written. Raises what the first of the statements without an answer did."""
        if self._unanswered is None:
            super().commit()
            return
        told, self._unanswered = self._unanswered, None
        with told:
            self.execute("COMMIT", prepare=False)

    @override
    def rollback(self) -> None:
        """Undoes what was not committed; a moment is left for that, whatever time it is."""
        self._undoes = True
        told, self._unanswered = self._unanswered, None
        try:
            if told is not None:
                with contextlib.suppress(psycopg.Error):
                    told.close()
            super().rollback()
        finally:
            self._undoes = False
