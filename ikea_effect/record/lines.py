"""The lines of a study's journals in a store that several desks share: each as its desk wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from ikea_effect.errors import RecordError
from ikea_effect.record.connections import unanswered
from ikea_effect.record.database import Database
from ikea_effect.record.events import GENESIS, Event, digest, event_from
from ikea_effect.record.store_tables import FILES as _files
from ikea_effect.record.store_tables import HEADS as _heads
from ikea_effect.record.store_tables import LINES as _lines

STUDY = "_study"
"""How the study's own journal is called among those of its sessions."""


class Head(NamedTuple):
    """How far a journal is: the bytes of all its lines, the digest of the last, and under which lease."""

    size: int = 0
    digest: str = GENESIS
    lease: int = 0


class PassedError(RecordError):
    """The session went on at another desk meanwhile: these lines do not follow what the store holds."""


class Lines:
    """The lines of every journal of one study."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def heads(self) -> dict[str, Head]:
        """How far each journal is."""
        with self._database.look() as connection:
            rows: Any = connection.execute(sa.select(_heads))
            return {row.journal: Head(row.size, row.digest, row.lease) for row in rows}

    def after(self, journal: str, size: int) -> list[bytes]:
        """The lines from this byte on, in order, without their newlines."""
        with self._database.look() as connection:
            return lines_after(connection, journal, size)

    def add(self, journal: str, size: int, lines: Sequence[bytes]) -> Head:
        """Adds lines that begin at byte `size`; returns how far the journal is then.

        What the store has already is not added twice. Raises: PassedError if the lines do not follow what is
        there, or a later lease has written.
        """
        with self._database.transaction() as connection:
            return add_lines(connection, journal, size, lines)


def lines_after(connection: sa.Connection, journal: str, size: int) -> list[bytes]:
    """As `Lines.after`, in a transaction that is under way."""
    own = sa.select(_lines.c.line).where(_lines.c.journal == journal, _lines.c.at >= size)
    return [bytes(line) for line in connection.scalars(own.order_by(_lines.c.at))]


def head_of(connection: sa.Connection, journal: str) -> Head:
    """How far the journal is."""
    row: Any = connection.execute(sa.select(_heads).where(_heads.c.journal == journal)).one_or_none()
    return Head() if row is None else Head(row.size, row.digest, row.lease)


def add_lines(
    connection: sa.Connection, journal: str, size: int, lines: Sequence[bytes], head: Head | None = None
) -> Head:
    """Adds lines in a transaction that is under way, as its last act; as `Lines.add`."""
    head = head_of(connection, journal) if head is None else head
    there = lines_after(connection, journal, size) if size < head.size else []
    if any(one != other for one, other in zip(there, lines, strict=False)):
        raise PassedError(f"{journal}: the session went on at another desk.")
    size, new = size + sum(len(line) + 1 for line in there), lines[len(there) :]
    if not new:
        return head
    events = [event_from(line, journal) for line in new]
    lease = max((number for event in events if (number := lease_in(event))), default=head.lease)
    if size != head.size or events[0].prev != head.digest or lease < head.lease:
        raise PassedError(f"{journal}: the session went on at another desk.")
    rows = []
    for line in new:
        rows.append({"journal": journal, "at": size, "line": line})
        size += len(line) + 1
    unanswered(connection)
    connection.execute(_lines.insert(), rows)
    after = Head(size, digest(new[-1]), lease)
    connection.execute(_heads.delete().where(_heads.c.journal == journal))
    connection.execute(_heads.insert(), {"journal": journal, **after._asdict()})
    return after


def end_of(connection: sa.Connection, journal: str) -> tuple[Head, bytes | None]:
    """How far the journal is, and its last line, if it has one."""
    lines = sa.select(_lines.c.line).where(_lines.c.journal == journal)
    last = lines.order_by(_lines.c.at.desc()).limit(1).scalar_subquery()
    own = sa.select(_heads.c.size, _heads.c.digest, _heads.c.lease, last).where(_heads.c.journal == journal)
    row = connection.execute(own).one_or_none()
    return (Head(), None) if row is None else (Head(*row[:3]), None if row[3] is None else bytes(row[3]))


def drop_lines(connection: sa.Connection, journal: str) -> None:
    """Takes the journal out."""
    connection.execute(_lines.delete().where(_lines.c.journal == journal))
    connection.execute(_heads.delete().where(_heads.c.journal == journal))


def put_file(connection: sa.Connection, name: str, content: bytes) -> None:
    """Keeps a file of the study for all desks, in place of what was there."""
    connection.execute(_files.delete().where(_files.c.name == name))
    connection.execute(_files.insert(), {"name": name, "content": content})


def file_in(connection: sa.Connection, name: str) -> bytes | None:
    """What desks share under this name."""
    content = connection.scalar(sa.select(_files.c.content).where(_files.c.name == name))
    return None if content is None else bytes(content)


def lease_in(event: Event) -> int:
    """The number of the lease under which a session begins or goes on with this event; 0 if none is told."""
    lease = event.data.get("lease")
    return int(lease["number"]) if isinstance(lease, dict) and "number" in lease else 0
