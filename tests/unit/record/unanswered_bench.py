"""A connection that can be told, as one to a server, that writing needs no answer; it notes the order."""

from __future__ import annotations

import sqlite3
from typing import Any

import sqlalchemy as sa

from ikea_effect.record.database import Database

_ASKS, _WRITES = ("SELECT", "PRAGMA"), ("INSERT", "UPDATE", "DELETE")


class _Noted(sqlite3.Connection):
    said: list[str]

    def unanswered(self) -> None:
        self.said.append("unanswered")


def noting(database: Database) -> list[str]:
    """Whatever is told to the database from now on, in order."""
    said: list[str] = []

    def connect(_dialect: Any, _record: Any, words: list[Any], more: dict[str, Any]) -> sqlite3.Connection:
        connection = sqlite3.connect(*words, factory=_Noted, **more)
        connection.said = said
        connection.set_trace_callback(said.append)
        return connection

    database._engine.dispose()
    sa.event.listen(database._engine, "do_connect", connect)
    return said


def waits_for_no_write(said: list[str]) -> bool:
    """Whether everything was asked first, then all that is written needs no answer."""
    here = said.index("unanswered") if "unanswered" in said else len(said)
    written = [number for number, one in enumerate(said) if one.startswith(_WRITES)]
    asked = [one for one in said[here:] if one.startswith(_ASKS) and "busy_timeout" not in one]
    return bool(written) and here < min(written) and not asked
