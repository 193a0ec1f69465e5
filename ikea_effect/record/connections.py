"""Connections to the server of a store that several desks share.

To connect takes some ten answers. A desk, or a session, therefore keeps its connections for as long as it
needs them (`connected`); one that was not heard of for a while is asked whether it still answers.
Transactions are ours to begin: with the first of their statements, which spares an answer.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import InvalidatePoolError

from ikea_effect.record.deadline import left_s

_RECENT_S = 2.0
"""A connection that answered so recently is not asked whether it does."""

_SHORTEST_S = 2.5
"""libpq takes 2 seconds at least to connect."""

_KEPT_PATIENCE_S = 20.0
"""By what connections that are kept are set up; each use has a patience of its own."""


class _Kept:
    """The engines that are kept, by server and schema; and those whose tables were seen."""

    def __init__(self) -> None:
        self.holders = 0
        self.engines: dict[tuple[str, str], sa.Engine] = {}
        self.ready: set[tuple[str, str]] = set()


_by_process: dict[int, _Kept] = {}
"""What a process that was forked finds of its parent is the parent's."""

_turn = threading.Lock()


@contextlib.contextmanager
def connected() -> Iterator[None]:
    """A block in which connections to servers stay open, also those of blocks within it."""
    with _turn:
        kept = _own()
        kept.holders += 1
    try:
        yield
    finally:
        with _turn:
            kept.holders -= 1
            over = [] if kept.holders else list(kept.engines.values())
            if over:
                kept.engines, kept.ready = {}, set()
        for engine in over:
            engine.dispose()


def _own() -> _Kept:
    return _by_process.setdefault(os.getpid(), _Kept())


class Server:
    """A study's schema on a server: its engine, kept where somebody is `connected`."""

    def __init__(self, url: str, schema: str, patience_s: float) -> None:
        self._key = (url, schema)
        with _turn:
            kept = _own()
            self._kept = kept if kept.holders else None
            if self._kept is None:
                self.engine = engine_for(url, schema, patience_s)
            elif self._key in kept.engines:
                self.engine = kept.engines[self._key]
            else:
                self.engine = kept.engines[self._key] = engine_for(
                    url, schema, max(patience_s, _KEPT_PATIENCE_S)
                )

    @property
    def is_ready(self) -> bool:
        """Whether its tables were seen by a connection that is kept."""
        return self._kept is not None and self._key in self._kept.ready

    def seen(self, whether: bool) -> None:
        """Its tables are there; or it is to be looked again."""
        if self._kept is not None:
            (self._kept.ready.add if whether else self._kept.ready.discard)(self._key)

    def close(self) -> None:
        """Lets the connections go, where nobody keeps them."""
        if self._kept is None:
            self.engine.dispose()


def engine_for(url: str, schema: str, patience_s: float) -> sa.Engine:
    """The server's engine. It notices within some seconds that a network has gone.

    What the server is told ends what nobody waits for any more. Raises: ModuleNotFoundError without psycopg.
    """
    waits = max(2, round(patience_s))  # libpq takes less than 2 for 2
    settings = {
        "lock_timeout": _busy_ms(patience_s),
        "statement_timeout": 1000 * waits + 10_000,
        "timezone": "UTC",
        "synchronous_commit": "on",
    }
    alive = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
    engine = sa.create_engine(
        url,
        use_native_hstore=False,  # not used, and three answers to find out
        connect_args={
            "autocommit": True,
            "connect_timeout": waits,
            "tcp_user_timeout": 1000 * waits,
            "application_name": "ikea-effect",
            "client_encoding": "utf8",  # whatever the database is in
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
            **alive,
        },
    )
    sa.event.listen(engine, "do_connect", _punctual(max(_SHORTEST_S, patience_s)))
    sa.event.listen(engine, "checkout", _answers)
    sa.event.listen(engine, "checkin", _was_heard)
    sa.event.listen(engine, "begin", _begin(schema))
    return engine.execution_options(schema_translate_map={None: schema})


def _punctual(patience_s: float) -> Callable[..., Any]:
    """Makes connections that are as punctual as whoever asks for them has to be."""

    def connect(_dialect: Any, _record: Any, words: list[Any], more: dict[str, Any]) -> Any:
        from ikea_effect.record.punctual import PunctualConnection

        waits = max(2, int(min(left_s(), more["connect_timeout"])))
        connection = PunctualConnection.connect(*words, **(more | {"connect_timeout": waits}))
        connection.patience_s = patience_s
        return connection

    return connect


def _answers(connection: Any, record: Any, _proxy: Any) -> None:
    """Raises InvalidatePoolError, upon which another is made, where a connection does not answer any more."""
    heard = record.info.setdefault("heard", time.monotonic())  # it was made just now
    if time.monotonic() - heard < _RECENT_S and not connection.closed:
        return
    try:
        connection.execute("")
    except connection.Error as error:
        raise InvalidatePoolError from error


def _was_heard(_connection: Any, record: Any) -> None:
    record.info["heard"] = time.monotonic()


def _busy_ms(patience_s: float) -> int:
    """For how long a lock is waited for: who is busy is not away, and that is said before time is up."""
    return max(1, round(900 * patience_s))


WRITES, LOOKS, PATIENCE = "writes", "looks", "patience_s"
"""Execution options: a transaction that excludes every other desk; a single statement, which needs none; how
long an answer may take."""


def _begin(schema: str) -> Callable[[sa.Connection], None]:
    """Begins to write, alone as far as the study goes until it ends; or to look, at one moment."""
    lock = f"SELECT pg_advisory_xact_lock(hashtextextended('{schema}', 0))"

    def begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        driver: Any = connection.connection.driver_connection
        patience_s = options.get(PATIENCE, _KEPT_PATIENCE_S)
        driver.patience_s = max(_SHORTEST_S, patience_s)
        if options.get(WRITES):
            waits = f"SET LOCAL lock_timeout = {_busy_ms(patience_s)}"
            connection.exec_driver_sql(f"BEGIN ISOLATION LEVEL READ COMMITTED; {waits}; {lock}")
        elif not options.get(LOOKS):
            connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    return begin


def unanswered(connection: sa.Connection) -> None:
    """What is written from here on needs no answer of its own: the commit brings them all.

    Nothing may be asked in the transaction after that.
    """
    driver: Any = connection.connection.driver_connection
    if hasattr(driver, "unanswered"):
        driver.unanswered()
