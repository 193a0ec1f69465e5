"""The database under a study's store: SQLite in the study's folder, or PostgreSQL by URL.

A transaction excludes every other station: SQLite by its file's lock, PostgreSQL by a lock that stands for
the study. Reading takes no such lock. The SQLite file keeps a rollback journal: a write-ahead log needs
memory that all stations share, which a folder on a network does not give. In PostgreSQL each study has a
schema of its own.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from ikea_effect.errors import StationError
from ikea_effect.record.connections import LOOKS, PATIENCE, WRITES, Server
from ikea_effect.record.deadline import left_s
from ikea_effect.record.store_tables import LIVE, SHARED, TABLES

FILE = "store.sqlite"


class DamagedStoreError(StationError):
    """The store's file is no database any more, or its pages do not hold together."""


class AwayStoreError(StationError):
    """The store's server does not answer: it is off, or the network is."""


class Database:
    """The database of one study."""

    def __init__(self, folder: Path, url: str | None = None, patience_s: float = 20.0) -> None:
        """Opens it. Each answer comes within `patience_s`, or is given up; all in all where `within` says so.

        Raises: DamagedStoreError, AwayStoreError, or another StationError if it cannot be reached.
        """
        self.is_shared = url is not None
        self.where = shown(url) if url else str(folder / FILE)
        self._schema: str | None = None
        self._server: Server | None = None
        if url is None or url.startswith("sqlite"):
            self._engine = sa.create_engine(url or f"sqlite:///{folder / FILE}")
            sa.event.listen(self._engine, "connect", _as_sqlite(patience_s))
            sa.event.listen(self._engine, "commit", _commit(patience_s))
            sa.event.listen(self._engine, "begin", _begin(patience_s))
        else:
            self._schema = f"ikea_{folder.name}"
            self._server = _server(url, self._schema, patience_s)
            self._engine = self._server.engine.execution_options(**{PATIENCE: patience_s})
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        """Holds a file against itself, and makes the tables where they are not there."""
        if self._server is not None and self._server.is_ready:
            return
        wanted = {*TABLES.tables, *({*SHARED.tables, *LIVE.tables} if self.is_shared else ())}
        with self.look() as connection:
            if self._schema is None:
                found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
                if found != "ok":
                    raise DamagedStoreError(f"{self.where} is damaged ({found}).")
            there = set(sa.inspect(connection).get_table_names(self._schema))
        if not there.issuperset(wanted):
            with self.transaction() as connection:
                if self._schema is not None:
                    connection.execute(sa.schema.CreateSchema(self._schema, if_not_exists=True))
                if self.is_shared:
                    SHARED.create_all(connection)
                    LIVE.create_all(connection)
                TABLES.create_all(connection)
        if self._server is not None:
            self._server.seen(True)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """A transaction that excludes every other station. Raises StationError if the store refuses."""
        writing = self._engine.execution_options(**{WRITES: True})
        with self._sentences(), writing.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One look at the store, as it is at one moment. It keeps nobody from reading or claiming."""
        with self._sentences(), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def look(self) -> Iterator[sa.Connection]:
        """As `reading`, for a single statement: that is at one moment by itself."""
        engine = self._engine.execution_options(**{LOOKS: True})
        with self._sentences(), engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            with sentences(self.where):
                yield
        except StationError:
            if self._server is not None:
                self._server.seen(False)
            raise

    @property
    def clock(self) -> sa.ColumnElement[float]:
        """What time it is by the store: seconds, UTC."""
        return _CLOCK[self._schema is not None]

    def now(self, connection: sa.Connection) -> float:
        """What time it is by the store: seconds, UTC."""
        return float(connection.scalar(sa.select(self.clock)) or 0.0)

    def has(self, connection: sa.Connection, table: sa.Table) -> bool:
        """Whether the table is there: a store that was begun by an earlier version may lack one."""
        return self.is_shared or sa.inspect(connection).has_table(table.name)

    def scrub(self) -> None:
        """Nothing that was deleted stays in what the database freed."""
        with sentences(self.where):
            if self._schema is None:
                with self._engine.connect() as connection:
                    connection.connection.driver_connection.execute("VACUUM")  # type: ignore[union-attr]
                return
            quoted = self._engine.dialect.identifier_preparer.quote
            alone = self._engine.execution_options(**{LOOKS: True})
            with alone.connect() as connection:
                for name in sa.inspect(connection).get_table_names(self._schema):
                    connection.exec_driver_sql(f"VACUUM (FULL) {quoted(self._schema)}.{quoted(name)}")

    def close(self) -> None:
        """Lets the database go."""
        if self._server is not None:
            self._server.close()
        else:
            self._engine.dispose()


_CLOCK: tuple[sa.ColumnElement[float], ...] = (
    sa.literal_column("(julianday('now') - 2440587.5) * 86400.0", sa.Double),
    sa.literal_column("extract(epoch FROM clock_timestamp())", sa.Double),
)


def _server(url: str, schema: str, patience_s: float) -> Server:
    """The study's schema on its server. Raises: StationError without the package for it."""
    try:
        return Server(url, schema, patience_s)
    except ModuleNotFoundError as error:
        raise StationError(
            f"{shown(url)}: PostgreSQL needs one more package: pip install 'ikea-effect[postgres]'."
        ) from error


def time_of(url: str, patience_s: float = 5.0) -> tuple[float, float]:
    """What time it is by the server (seconds, UTC), and after how many milliseconds it answered.

    Nothing is made there. Raises: StationError, which says what is wrong.
    """
    server = _server(url, "ikea", patience_s)
    try:
        looks = server.engine.execution_options(**{LOOKS: True})
        with sentences(shown(url)), looks.connect() as connection:
            connection.scalar(sa.select(_CLOCK[True]))  # from here on it is connected
            began = time.perf_counter()
            now = float(connection.scalar(sa.select(_CLOCK[True])) or 0.0)
            return now, (time.perf_counter() - began) * 1000
    finally:
        server.close()


def shown(url: str) -> str:
    """The URL without its passwords; one may also stand behind the question mark."""
    return without_passwords(sa.make_url(url).render_as_string(hide_password=True))


def without_passwords(text: str) -> str:
    """What may be a URL, without the passwords behind its question mark."""
    return re.sub(r"(?i)([?&][^=&]*password=)[^&]*", r"\1***", text)


# --- what a database refuses ------------------------------------------------------------------------------

_DAMAGED = ("not a database", "malformed", "unsupported file format", "encrypted", "decode")
_AWAY = (
    "connection refused", "timeout expired", "connection timeout", "could not translate host name",
    "name or service not known", "failed to resolve", "no route to host", "network is unreachable",
    "server closed the connection", "connection is closed", "consuming input failed", "connection is lost",
    "terminating connection", "the database system is", "no such file or directory", "could not receive data",
    "ssl syscall", "connection reset", "sending query failed", "could not send data",
)  # fmt: skip
_OFF = (
    "Is the server on, the address right and the network there? Sessions that run go on without it; "
    "a new one begins when it answers again."
)
_ADVICE = {
    "full": "The disk is full. Free some space, then go on; what was answered before is kept.",
    "locked": "Another station keeps it busy. Try again; what was answered before is kept.",
    "lock timeout": "Another station keeps it busy. Try again; what was answered before is kept.",
    "statement timeout": "The server is too slow just now. Try again; what was answered before is kept.",
    "readonly": "The disk or file is read-only. Make it writable, or choose another folder with --results.",
    "i/o error": "The disk fails. Copy the study's folder to another disk, and go on there.",
    "unable to open": "Is the folder there, and may it be written to?",
    "no such column": "It was written by another version of this program, or is no store of a study.",
    "column": "It was written by another version of this program, or is no store of a study.",
    "permission denied for schema": "Another user began the study there. GRANT that role TO this one;",
    "read-only transaction": "It takes no changes from this user. It may be a copy of another server.",
    "no equivalent in encoding": "The database is not in UTF-8. Make one with createdb --encoding UTF8.",
    "password": "Look at the user and password of the URL, or at the password file (.pgpass).",
    "permission denied": "Let the user make a schema in it: GRANT CREATE ON DATABASE .. TO ..;",
    "role": "Look at the user in the URL: the server knows none of this name.",
    "does not exist": "Look at the database in the URL: there is none of this name (createdb makes one).",
    "pg_hba": "The server lets nobody in from this address. Add a line for it to pg_hba.conf.",
    "too many": "The server takes no more connections. Raise max_connections.",
}


@contextlib.contextmanager
def sentences(where: str) -> Iterator[None]:
    """Turns what the database refuses into a StationError that says what to do."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, sqlite3.Error) as error:
        raise _refusal(where, str(getattr(error, "orig", error))) from error


def _refusal(where: str, said: str) -> StationError:
    """What the database said, and what to do."""
    said = next((line.strip() for line in said.splitlines() if line.strip()), "no reason was given")
    if any(word in said for word in _DAMAGED):
        return DamagedStoreError(f"{where} is damaged ({said}).")
    if any(word in said.casefold() for word in _AWAY):
        return AwayStoreError(f"{where}: the store does not answer ({said}). {_OFF}")
    advice = next(
        (text for word, text in _ADVICE.items() if word in said.casefold()), "Is the disk in order?"
    )
    return StationError(f"{where}: the store refused ({said}). {advice}")


# --- SQLite -----------------------------------------------------------------------------------------------


def _begin(patience_s: float) -> Callable[[sa.Connection], None]:
    """Begins to read; to write, at once so that nobody else does between our look and our change."""

    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        _wait_for_what_is_left(connection, patience_s)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return begin


def _commit(patience_s: float) -> Callable[[sa.Connection], None]:
    """Readers are waited for as long as is left in all."""
    return lambda connection: _wait_for_what_is_left(connection, patience_s)


def _wait_for_what_is_left(connection: sa.Connection, patience_s: float) -> None:
    waits = round(1000 * max(0.0, min(patience_s, left_s())))
    connection.exec_driver_sql(f"PRAGMA busy_timeout={waits}")


def _as_sqlite(patience_s: float) -> Callable[[Any, Any], None]:
    """Transactions are ours to begin; every commit is on disk."""

    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={round(1000 * patience_s)}")
        connection.execute("PRAGMA synchronous=FULL")

    return connected
