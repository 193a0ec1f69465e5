"""A connection to PostgreSQL that waits no longer than it was given.

The server's own limits count statement by statement, and not at all where it hangs: its computer then still
acknowledges what is sent.
"""

from __future__ import annotations

import math
import time
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from typing_extensions import override

from ikea_effect.record.deadline import left_s

T = TypeVar("T")


class PunctualConnection(psycopg.Connection[Any]):
    """Gives up where an answer is late, or nothing is left of `within`.

    It is closed then, which undoes what was not committed.
    """

    patience_s = math.inf
    """How long one answer may take."""

    @override
    def wait(self, gen: PQGen[T], *how: Any, **more: Any) -> T:
        """What the server answers. Raises: OperationalError where it does not in time."""
        return super().wait(self._in_time(gen), *how, **more)

    def _in_time(self, gen: PQGen[T]) -> PQGen[T]:
        if left_s() <= 0:
            raise self._late()
        until = time.monotonic() + self.patience_s
        try:
            waits = next(gen)
            while True:
                ready = yield waits
                if not ready and (left_s() <= 0 or time.monotonic() > until):  # asked ten times a second
                    raise self._late()
                waits = gen.send(ready)
        except StopIteration as done:
            found: T = done.value
            return found

    def _late(self) -> psycopg.OperationalError:
        self.close()
        return psycopg.OperationalError("no answer in time: timeout expired")

    @override
    def rollback(self) -> None:
        """Undoes what was not committed: by the server's own, where no time is left to ask for it."""
        if left_s() <= 0:
            self.close()
        if not self.closed:
            super().rollback()
