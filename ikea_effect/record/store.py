"""The store of a study: who holds which slot, and how far each participant is. One row per participant.

Slots are taken in a transaction that excludes every other station; a released slot is given again first.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from ikea_effect.errors import ParticipantError
from ikea_effect.record.connections import unanswered
from ikea_effect.record.database import FILE, AwayStoreError, DamagedStoreError, Database, sentences
from ikea_effect.record.lines import drop_lines
from ikea_effect.record.store_tables import GROUPS, LEASES, MEMBERS, TICKS
from ikea_effect.record.store_tables import PLACES as _places
from ikea_effect.record.store_tables import RELEASED as _free
from ikea_effect.record.store_tables import SLOTS as _slots

__all__ = [
    "FILE",
    "GROUPS",
    "MEMBERS",
    "AwayStoreError",
    "DamagedStoreError",
    "Met",
    "Seat",
    "Store",
    "sentences",
]


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


P = TypeVar("P")
Choose = Callable[[int, Mapping[str, Mapping[str, Any]]], tuple[P, Mapping[str, Any]]]
"""What a slot becomes, given what the others' places hold; and what is kept of it."""


class Store(Database):
    """Slots of one study; at a desk that was prepared, those `within` its block alone."""

    def __init__(
        self,
        folder: Path,
        url: str | None = None,
        patience_s: float = 20.0,
        within: range | None = None,
    ) -> None:
        super().__init__(folder, url, patience_s)
        self._within = within
        self._first = within.start if within else 0

    def claim(self, participants: Sequence[str]) -> list[int]:
        """A slot for each participant, in one transaction. Raises ParticipantError if one has a slot."""
        with _taken_already(participants), self.transaction() as connection:
            slots = self._next_slots(connection, len(participants))
            self._seat(connection, dict(zip(participants, slots, strict=True)))
        return slots

    def claim_place(self, participant: str, queue: tuple[int, int], choose: Choose[P]) -> P:
        """The place of one participant: the next slot of queue (k, n), and what `choose` makes of it.

        `choose` is told the slot and what the others' places hold, {participant: data}; it returns the place
        and what is kept of it for those who come later. All is one transaction: where it raises, nothing was
        taken. Raises ParticipantError if the participant has a slot, however the id is spelt there.
        """
        with _taken_already([participant]), self.transaction() as connection:
            next_one = _next_one(connection, participant, *queue)
            _not_spelt_otherwise(participant, next_one.alike)
            slot = next_one.given_back
            if slot is None:
                [slot] = self._new_slots(next_one.highest, 1, *queue)
            place, holds = choose(slot, self._holds(connection))
            unanswered(connection)
            connection.execute(_free.delete().where(_free.c.slot.in_([slot, *next_one.stale])))
            self._seat(connection, {participant: slot})
            self._keep(connection, {participant: holds})
        return place

    def hold_again(self, participant: str, slot: int, choose: Choose[P]) -> P:
        """The place of somebody who took this slot and did not begin, chosen anew as `claim_place` does."""
        with self.transaction() as connection:
            place, holds = choose(slot, self._holds(connection))
            connection.execute(_places.delete().where(_places.c.participant == participant))
            self._keep(connection, {participant: holds})
        return place

    def seat(self, slots: Mapping[str, int]) -> None:
        """Gives each participant this slot. Raises ParticipantError if one of either is taken."""
        with _taken_already(list(slots)), self.transaction() as connection:
            self._seat(connection, slots)

    def _seat(self, connection: sa.Connection, slots: Mapping[str, int]) -> None:
        rows = [{"slot": slot, "participant": who, "state": "taken"} for who, slot in slots.items()]
        connection.execute(_slots.insert(), rows)

    def _next_slots(self, connection: sa.Connection, count: int, index: int = 0, of: int = 1) -> list[int]:
        """The next slots of the queue `index` of `of`: those given back first."""
        taken = sa.select(_slots.c.slot)  # whatever the file says, no place is given twice
        connection.execute(_free.delete().where(_free.c.slot.in_(taken)))
        highest = connection.scalar(sa.select(_highest(index, of)))
        own = sa.select(_free.c.slot).where(_free.c.slot % of == index).order_by(_free.c.slot).limit(count)
        released = list(connection.scalars(own))
        connection.execute(_free.delete().where(_free.c.slot.in_(released)))
        return [*released, *self._new_slots(highest, count - len(released), index, of)]

    def _new_slots(self, highest: int | None, count: int, index: int, of: int) -> list[int]:
        """So many slots of the queue that nobody ever had."""
        last = self._first + index - of if highest is None else highest
        new = [last + of * step for step in range(1, count + 1)]
        if self._within is not None and any(slot not in self._within for slot in new):
            raise ParticipantError(
                "every place that this desk was prepared with is taken. Prepare one more desk where the "
                "study is (ikea-effect desk --prepare), and go on with its folder."
            )
        return new

    # --- what places hold ---

    def holds(self) -> dict[str, dict[str, Any]]:
        """What the places hold by which later ones are drawn: {participant: data}."""
        with self.look() as connection:
            return self._holds(connection)

    def keep(self, holds: Mapping[str, Mapping[str, Any]]) -> None:
        """Takes over what places hold, as journals tell it, of those who have a slot and told nothing."""
        with self.transaction() as connection:
            there = self._holds(connection)
            seated = set(connection.scalars(sa.select(_slots.c.participant)))
            new = {who: data for who, data in holds.items() if who in seated and who not in there}
            self._keep(connection, new)

    def _holds(self, connection: sa.Connection) -> dict[str, dict[str, Any]]:
        rows: Any = connection.execute(sa.select(_places).order_by(_places.c.participant))
        return {row.participant: json.loads(row.holds) for row in rows}

    def _keep(self, connection: sa.Connection, holds: Mapping[str, Mapping[str, Any]]) -> None:
        rows = [{"participant": who, "holds": json.dumps(data)} for who, data in holds.items() if data]
        if rows:
            connection.execute(_places.insert(), rows)

    def is_empty(self) -> bool:
        """Whether nobody ever had a slot."""
        with self.reading() as connection:
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
            if free := [{"slot": slot} for slot in range(self._first, max(taken)) if slot not in taken]:
                connection.execute(_free.insert(), free)
            for bidding, number, participants, held_by in groups:
                where = {"bidding": bidding, "group": number}
                connection.execute(GROUPS.insert(), where | {"closed": True, "held_by": held_by})
                paddles = enumerate(participants, start=1)
                members = [where | {"participant": who, "paddle": paddle} for paddle, who in paddles]
                connection.execute(MEMBERS.insert(), members)

    def take_over(self, seats: Sequence[Seat]) -> None:
        """Enters seats that journals tell and the store does not, where their slots are free."""
        with self.transaction() as connection:
            for seat in seats:
                taken = sa.or_(_slots.c.slot == seat.slot, _slots.c.participant == seat.participant)
                if not connection.scalar(sa.select(sa.func.count()).select_from(_slots).where(taken)):
                    connection.execute(_slots.insert(), [seat._asdict()])
                    connection.execute(_free.delete().where(_free.c.slot == seat.slot))
                    known = {
                        slot for one in (_slots, _free) for slot in connection.scalars(sa.select(one.c.slot))
                    }
                    if before := [
                        {"slot": slot} for slot in range(self._first, seat.slot) if slot not in known
                    ]:
                        connection.execute(_free.insert(), before)

    def release(self, participant: str) -> None:
        """Gives the slot of a dropout to the next who comes; what the place held counts no more."""
        with self.transaction() as connection:
            connection.execute(_places.delete().where(_places.c.participant == participant))
            slot = connection.scalar(sa.select(_slots.c.slot).where(_slots.c.participant == participant))
            if slot is not None:
                connection.execute(_slots.delete().where(_slots.c.slot == slot))
                connection.execute(_free.insert(), {"slot": slot})

    def forget(self, participant: str) -> None:
        """Nothing of the participant stays, also not in what the database freed; the slot is given again."""
        self.release(participant)
        with self.transaction() as connection:
            for who, holds in self._holds(connection).items():
                shown, taken = holds.get("yoked", ()), holds.get("taken", {})
                if participant in (*shown, *taken.values()):
                    left = {**holds, "yoked": [one for one in shown if one != participant]}
                    left["taken"] = {step: one for step, one in taken.items() if one != participant}
                    own = _places.update().where(_places.c.participant == who)
                    connection.execute(own, {"holds": json.dumps(left)})
            for live in (LEASES, TICKS):
                if self.has(connection, live):
                    connection.execute(live.delete().where(live.c.participant == participant))
            if self.is_shared:
                drop_lines(connection, participant)
        self.scrub()

    def mark(self, participants: Sequence[str], state: str) -> None:
        """Keeps how far the participants are."""
        with self.transaction() as connection:
            connection.execute(
                _slots.update().where(_slots.c.participant.in_(participants)), {"state": state}
            )

    def seats(self) -> list[Seat]:
        """Everyone who has a slot, by slot."""
        with self.look() as connection:
            rows: Any = connection.execute(sa.select(_slots).order_by(_slots.c.slot))
            return [Seat(row.participant, row.slot, row.state) for row in rows]


class _Next(NamedTuple):
    """What there is for whoever comes: the first slot that was given back, and the highest of the queue.

    `alike` are those whose ids are spelt alike, `stale` slots that count as given back and are taken.
    """

    given_back: int | None
    highest: int | None
    alike: tuple[str, ...]
    stale: tuple[int, ...]


def _highest(index: int, of: int) -> sa.ColumnElement[int | None]:
    """The highest slot that the queue ever gave."""
    slots, free = (sa.select(one.c.slot.label("slot")) for one in (_slots, _free))
    there = sa.union_all(slots, free).subquery()
    return sa.select(sa.func.max(there.c.slot)).where(there.c.slot % of == index).scalar_subquery()


def _next_one(connection: sa.Connection, participant: str, index: int, of: int) -> _Next:
    """All of it in one answer. Whatever the store says, no place is given twice."""
    taken = _free.c.slot.in_(sa.select(_slots.c.slot))
    free = sa.select(sa.func.min(_free.c.slot)).where(_free.c.slot % of == index, ~taken).scalar_subquery()
    is_alike = sa.func.lower(_slots.c.participant) == participant.lower()  # ids are of ASCII letters
    nobody, nothing = sa.cast(sa.null(), sa.String), sa.cast(sa.null(), sa.Integer)
    found = list(
        connection.execute(
            sa.union_all(
                sa.select(free, _highest(index, of), nobody, nothing),
                sa.select(nothing, nothing, _slots.c.participant, nothing).where(is_alike),
                sa.select(nothing, nothing, nobody, _free.c.slot).where(taken),
            )
        )
    )
    [own] = [row for row in found if row[2] is None and row[3] is None]
    alike, stale = (tuple(row[at] for row in found if row[at] is not None) for at in (2, 3))
    return _Next(own[0], own[1], alike, stale)


def _not_spelt_otherwise(participant: str, alike: Sequence[str]) -> None:
    """Raises ParticipantError where somebody with another spelling of the id began a moment ago."""
    for other in alike:
        if other != participant:
            raise ParticipantError(
                f"participant {participant}: {other} took part already. Use a quite different id."
            )


@contextlib.contextmanager
def _taken_already(participants: Sequence[str]) -> Iterator[None]:
    """Raises ParticipantError where the store refuses a second place."""
    try:
        yield
    except IntegrityError as error:
        raise ParticipantError(
            f"{', '.join(participants[:3])}: has a place in this study. Use another id, or --resume."
        ) from error
