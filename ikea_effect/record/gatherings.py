"""Who of a study is in which group at a desk, and in whose session a group's sale is held.

It coordinates stations, as the slots do; what was sold stands in the journals.
"""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from ikea_effect.record.database import Database
from ikea_effect.record.store import GROUPS as _groups
from ikea_effect.record.store import MEMBERS as _members
from ikea_effect.record.store import Store


class Gathered(NamedTuple):
    """A group: its number from 1, its members in the order of their paddles, and how far it is."""

    number: int
    participants: tuple[str, ...]
    closed: bool
    held_by: str


class Gatherings:
    """The groups of one study, kept in its store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def join(self, bidding: str, participant: str, size: int) -> Gathered:
        """The participant's group: the one joined before, or the first that still takes members.

        Whoever waits asks again and again: then it is only read, which keeps nobody from joining.
        """
        with self._store.reading() as connection:
            number = self._joined(connection, bidding, participant)
            if number is not None:
                return self._group(connection, bidding, number)
        with self._store.transaction() as connection:
            number = self._joined(connection, bidding, participant)
            if number is None:
                number = self._open_group(connection, bidding, size)
                paddle = self._last_paddle(connection, bidding, number) + 1
                connection.execute(
                    _members.insert(),
                    {"bidding": bidding, "participant": participant, "group": number, "paddle": paddle},
                )
            return self._group(connection, bidding, number)

    def leave(self, participant: str) -> None:
        """Takes the participant out of every group."""
        with self._store.transaction() as connection:
            connection.execute(_members.delete().where(_members.c.participant == participant))
            connection.execute(
                _groups.update().where(_groups.c.held_by == participant), {"held_by": "", "closed": True}
            )

    def close(self, bidding: str, number: int) -> None:
        """Nobody else comes to this group."""
        with self._store.transaction() as connection:
            connection.execute(
                _groups.update().where(_is(bidding, number), _groups.c.held_by == ""), {"closed": True}
            )

    def hold(self, bidding: str, number: int, participant: str) -> bool:
        """Whether the group's sale is held in this participant's session: the first to ask holds it."""
        with self._store.transaction() as connection:
            connection.execute(
                _groups.update().where(_is(bidding, number), _groups.c.held_by == ""),
                {"held_by": participant, "closed": True},
            )
            return self._group(connection, bidding, number).held_by == participant

    def _joined(self, connection: sa.Connection, bidding: str, participant: str) -> int | None:
        """The number of the group that the participant has joined, or nothing."""
        own = sa.and_(_members.c.bidding == bidding, _members.c.participant == participant)
        return connection.scalar(sa.select(_members.c.group).where(own))

    def _open_group(self, connection: sa.Connection, bidding: str, size: int) -> int:
        """The number of the newest group if it takes members, else of a new one."""
        numbers = sa.select(sa.func.max(_groups.c.group)).where(_groups.c.bidding == bidding)
        newest = connection.scalar(numbers)
        if newest is not None:
            found = self._group(connection, bidding, newest)
            if not found.closed and len(found.participants) < size:
                return int(newest)
        number = int(newest or 0) + 1
        connection.execute(
            _groups.insert(), {"bidding": bidding, "group": number, "closed": False, "held_by": ""}
        )
        return number

    def _last_paddle(self, connection: sa.Connection, bidding: str, number: int) -> int:
        of_group = sa.and_(_members.c.bidding == bidding, _members.c.group == number)
        return connection.scalar(sa.select(sa.func.max(_members.c.paddle)).where(of_group)) or 0

    def _group(self, connection: sa.Connection, bidding: str, number: int) -> Gathered:
        return _group_in(connection, bidding, number)


def all_groups(database: Database) -> list[tuple[str, Gathered]]:
    """Every group with what it bids on, in order; only read."""
    with database.reading() as connection:
        rows = connection.execute(sa.select(_groups).order_by(_groups.c.bidding, _groups.c.group)).all()
        return [(row.bidding, _group_in(connection, row.bidding, row.group)) for row in rows]


def _group_in(connection: sa.Connection, bidding: str, number: int) -> Gathered:
    row = connection.execute(sa.select(_groups).where(_is(bidding, number))).one()
    members = connection.scalars(
        sa.select(_members.c.participant)
        .where(_members.c.bidding == bidding, _members.c.group == number)
        .order_by(_members.c.paddle)
    )
    return Gathered(number, tuple(members), row.closed, row.held_by)


def _is(bidding: str, number: int) -> sa.ColumnElement[bool]:
    return sa.and_(_groups.c.bidding == bidding, _groups.c.group == number)
