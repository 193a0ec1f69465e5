"""The store of a study: who holds which slot, and how far each participant is. One row per participant.

Slots are taken in a transaction that excludes every other station; a released slot is given again first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError

from ikea_effect.errors import ParticipantError, StationError

_tables = sa.MetaData()
_slots = sa.Table(
    "slots",
    _tables,
    sa.Column("slot", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("participant", sa.String(64), unique=True, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),  # taken | finished | interrupted
)
_free = sa.Table("released", _tables, sa.Column("slot", sa.Integer, primary_key=True, autoincrement=False))
MEMBERS = sa.Table(
    "members",
    _tables,
    sa.Column("bidding", sa.String(64), primary_key=True),
    sa.Column("participant", sa.String(64), primary_key=True),
    sa.Column("group", sa.Integer, nullable=False),
    sa.Column("paddle", sa.Integer, nullable=False),
)
GROUPS = sa.Table(
    "gatherings",
    _tables,
    sa.Column("bidding", sa.String(64), primary_key=True),
    sa.Column("group", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("closed", sa.Boolean, nullable=False),
    sa.Column("held_by", sa.String(64), nullable=False),
)


class Seat(NamedTuple):
    """A participant's slot (from 0) and state."""

    participant: str
    slot: int
    state: str


class Met(NamedTuple):
    """A group that met at a desk: step, number, members in the order of their paddles, who held its sale."""

    bidding: str
    group: int
    participants: tuple[str, ...]
    held_by: str


class Store:
    """Slots of one study in SQLite, or in another database by URL."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self._engine = sa.create_engine(url or f"sqlite:///{folder / 'store.sqlite'}")
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _as_sqlite)
            sa.event.listen(
                self._engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE")
            )
        try:
            _tables.create_all(self._engine)
        except OperationalError as error:
            raise StationError(f"{folder}: the store cannot be opened ({error.orig}).") from error

    def claim(self, participants: Sequence[str]) -> list[int]:
        """A slot for each participant, in one transaction. Raises ParticipantError if one has a slot."""
        try:
            with self._engine.begin() as connection:
                slots = self._next_slots(connection, len(participants))
                rows = [
                    {"slot": slot, "participant": participant, "state": "taken"}
                    for slot, participant in zip(slots, participants, strict=True)
                ]
                connection.execute(_slots.insert(), rows)
        except IntegrityError as error:
            raise ParticipantError(
                f"{', '.join(participants[:3])}: has a place in this study. Use another id, or --resume."
            ) from error
        except OperationalError as error:
            raise StationError(f"the store refused: {error.orig}. Is the disk full or read-only?") from error
        return slots

    def _next_slots(self, connection: sa.Connection, count: int) -> list[int]:
        highest = max(
            connection.scalar(sa.select(sa.func.coalesce(sa.func.max(column), -1))) or 0
            for column in (_slots.c.slot, _free.c.slot)
        )
        released = list(connection.scalars(sa.select(_free.c.slot).order_by(_free.c.slot).limit(count)))
        connection.execute(_free.delete().where(_free.c.slot.in_(released)))
        return [*released, *range(highest + 1, highest + 1 + count - len(released))]

    def is_empty(self) -> bool:
        """Whether nobody ever had a slot."""
        with self._engine.connect() as connection:
            tables = (_slots, _free)
            return not any(connection.scalar(sa.select(sa.func.count()).select_from(one)) for one in tables)

    def restore(self, seats: Sequence[Seat], groups: Sequence[Met]) -> None:
        """Takes over seats and groups in one transaction, and frees the slots between them.

        Nothing happens where another station was faster.
        """
        with self.transaction() as connection:
            if connection.scalar(sa.select(sa.func.count()).select_from(_slots)) or not seats:
                return
            connection.execute(_slots.insert(), [seat._asdict() for seat in seats])
            taken = {seat.slot for seat in seats}
            if free := [{"slot": slot} for slot in range(max(taken)) if slot not in taken]:
                connection.execute(_free.insert(), free)
            for bidding, number, participants, held_by in groups:
                where = {"bidding": bidding, "group": number}
                connection.execute(GROUPS.insert(), where | {"closed": True, "held_by": held_by})
                paddles = enumerate(participants, start=1)
                members = [where | {"participant": who, "paddle": paddle} for paddle, who in paddles]
                connection.execute(MEMBERS.insert(), members)

    def release(self, participant: str) -> None:
        """Gives the slot of a dropout to the next who comes."""
        with self._engine.begin() as connection:
            slot = connection.scalar(sa.select(_slots.c.slot).where(_slots.c.participant == participant))
            if slot is not None:
                connection.execute(_slots.delete().where(_slots.c.slot == slot))
                connection.execute(_free.insert(), {"slot": slot})

    def forget(self, participant: str) -> None:
        """Nothing of the participant stays, also not in what the database freed; the slot is given again."""
        self.release(participant)
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                connection.connection.driver_connection.execute("VACUUM")  # type: ignore[union-attr]

    def mark(self, participants: Sequence[str], state: str) -> None:
        """Keeps how far the participants are."""
        with self._engine.begin() as connection:
            connection.execute(
                _slots.update().where(_slots.c.participant.in_(participants)), {"state": state}
            )

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """A transaction that excludes every other station. Raises StationError if the store refuses."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except OperationalError as error:
            raise StationError(f"the store refused: {error.orig}. Is the disk full or read-only?") from error

    def seats(self) -> list[Seat]:
        """Everyone who has a slot, by slot."""
        with self._engine.begin() as connection:
            rows: Any = connection.execute(sa.select(_slots).order_by(_slots.c.slot))
            return [Seat(row.participant, row.slot, row.state) for row in rows]

    def close(self) -> None:
        """Lets the database go."""
        self._engine.dispose()


def _as_sqlite(connection: Any, _record: Any) -> None:
    """Transactions are ours to begin; every commit is on disk."""
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout=20000")
    connection.execute("PRAGMA synchronous=FULL")
