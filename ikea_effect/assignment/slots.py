"""Slots: the numbered places of a study. What a slot holds follows from the secret alone.

Whoever has a role or belongs to a stratum takes a place from a queue of their own: of n queues, queue k has
the slots k, k + n, k + 2n and so on, each with blocks of its own. Two places in a row of a queue are a pair,
where participants come in pairs.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ikea_effect.assignment.blocks import permuted_blocks
from ikea_effect.assignment.minimization import minimized
from ikea_effect.assignment.orders import Turn, orders_of
from ikea_effect.assignment.place import Margins, Place
from ikea_effect.protocol.assignments import ROLE, combinations
from ikea_effect.protocol.models import Condition, Protocol
from ikea_effect.seeds import Stream, stream_key

PURPOSE = "assignment"

MOST = 1_000_000
"""No study has so many places; a journal that names a higher one was written by hand."""


class Queue(NamedTuple):
    """Those who get their conditions after one another: number `number` of `of`, a role, values of strata."""

    number: int = 0
    of: int = 1
    role: str | None = None
    strata: Mapping[str, str] = {}

    @property
    def purpose(self) -> str:
        """The stream that its conditions are drawn from."""
        return ".".join((PURPOSE, *((self.role,) if self.role else ()), *self.strata.values()))

    def slot(self, position: int) -> int:
        """The slot of whoever comes at this position (from 0)."""
        return position * self.of + self.number

    def conditions(self, protocol: Protocol) -> tuple[Condition, ...]:
        """The conditions that are given here."""
        return tuple(one for one in protocol.conditions if self.role in (None, one.get(ROLE)))


def queues(protocol: Protocol) -> tuple[Queue, ...]:
    """Every queue of the study: one for each role and each combination of the strata's values."""
    roles: Sequence[str | None] = tuple(protocol.roles) or (None,)
    found = list(itertools.product(roles, combinations(protocol.assignment.strata)))
    return tuple(Queue(index, len(found), *one) for index, one in enumerate(found))


class Slots:
    """What a study's slots hold, each worked out once, however often it is asked for.

    `first` is where the secret's sequences begin; it is slot 0 of some block of whole rounds of queues.
    """

    def __init__(self, protocol: Protocol, secret: bytes, first: int = 0) -> None:
        self._protocol, self._secret, self._first = protocol, secret, first
        self._queues = queues(protocol)
        self._sequences = [_sequence(protocol, secret, queue) for queue in self._queues]
        self._known: list[list[Condition]] = [[] for _ in self._queues]
        self._turns: list[list[Turn]] = [[] for _ in self._queues]
        self._met: list[Counter[str]] = [Counter() for _ in self._queues]

    @property
    def minimizes(self) -> bool:
        """Whether a condition follows from those who came before, and not from the slot."""
        return self._protocol.assignment.scheme == "minimization"

    def queue(self, slot: int) -> Queue:
        """The queue that a slot is of."""
        return self._queues[slot % len(self._queues)]

    def condition(self, slot: Any) -> Condition | None:
        """The condition of a slot (from 0), or None for what is no slot of any study.

        Where conditions are minimized, {}: the slot alone does not tell.
        """
        if type(slot) is not int or not self._first <= slot < MOST:
            return None
        if self.minimizes:
            return {}
        position, index = divmod(slot - self._first, len(self._queues))
        known = self._known[index]
        known += itertools.islice(self._sequences[index], max(position + 1 - len(known), 0))
        return known[position]

    def place(self, slot: int, margins: Margins | None = None) -> Place:
        """The place of the slot; where conditions are minimized, by what it had to go by."""
        queue, condition = self.queue(slot), self.condition(slot) or {}
        if self.minimizes:
            condition = self.minimized(slot, margins or {})
        pair, member = self._pair(slot)
        orders = orders_of(self._protocol, self._secret, self._turn(slot)) if self._protocol.orders else {}
        return Place(slot, condition, queue.strata, pair, member, margins or {}, orders=orders)

    def _turn(self, slot: int) -> Turn:
        """Which one the slot is of those with its condition in its queue; of all, where that is minimized."""
        position, index = divmod(slot - self._first, len(self._queues))
        queue = self.queue(slot)
        if self.minimizes:
            return Turn(queue.purpose, position)
        turns, met = self._turns[index], self._met[index]
        for condition in self._known[index][len(turns) :]:
            cell = ".".join((queue.purpose, *condition.values()))
            turns.append(Turn(cell, met[cell]))
            met[cell] += 1
        return turns[position]

    def minimized(self, slot: int, margins: Margins) -> Condition:
        """The condition that minimization gives; its random part is the slot's own."""
        conditions = self.queue(slot).conditions(self._protocol)
        stream = Stream(stream_key(self._secret, "", f"{PURPOSE}.slot-{slot}"))
        return minimized(conditions, margins, self._protocol.assignment.probability, stream)

    def _pair(self, slot: int) -> tuple[int | None, int | None]:
        if not self._protocol.is_paired:
            return None, None
        position, index = divmod(slot, len(self._queues))
        return position // 2 * len(self._queues) + index + 1, position % 2 + 1


def partner_slot(protocol: Protocol, slot: int) -> int:
    """The slot of the other member of the pair."""
    of = len(queues(protocol))
    position, number = divmod(slot, of)
    return (position ^ 1) * of + number


def _sequence(protocol: Protocol, secret: bytes, queue: Queue) -> Iterator[Condition]:
    """The conditions of a queue without end; both members of a pair share what varies between pairs."""
    conditions = queue.conditions(protocol)
    if not protocol.is_paired:
        yield from _blocks(conditions, protocol.assignment.block_sizes, secret, queue.purpose)
    shared = [name for name, factor in protocol.factors.items() if factor.between == "pair"]
    of_pairs = _parts(conditions, [name for name in conditions[0] if name in shared])
    own = _parts(conditions, [name for name in conditions[0] if name not in shared])
    pairs = _blocks(of_pairs, protocol.assignment.block_sizes, secret, queue.purpose)
    members = _blocks(own, (len(own),), secret, f"{queue.purpose}.members")
    for one in pairs:
        for _ in range(2):
            both = one | next(members)
            yield {name: both[name] for name in conditions[0]}


def _blocks(
    conditions: Sequence[Condition], sizes: Sequence[int], secret: bytes, purpose: str
) -> Iterator[Condition]:
    return permuted_blocks(conditions, sizes or (len(conditions),), Stream(stream_key(secret, "", purpose)))


def _parts(conditions: Sequence[Condition], names: Sequence[str]) -> list[Condition]:
    """The levels of some factors that occur in the conditions, each once."""
    found = [{name: condition[name] for name in names} for condition in conditions]
    return [part for index, part in enumerate(found) if part not in found[:index]]


def slot_conditions(protocol: Protocol, secret: bytes, first: int, count: int) -> list[Condition]:
    """The conditions of slots first .. first + count - 1 (from 0)."""
    slots = Slots(protocol, secret)
    return [slots.condition(slot) or {} for slot in range(first, first + count)]


def slot_condition(protocol: Protocol, secret: bytes, slot: int) -> Condition:
    """The condition of one slot (from 0)."""
    return slot_conditions(protocol, secret, slot, 1)[0]


def misplaced(slots: Slots, place: Place) -> str | None:
    """What of a place is not as the secret gives it, or nothing; whose pieces are shown, others check."""
    if slots.condition(place.slot) is None:
        return f"place {place.slot} has another condition than {dict(place.condition)}"
    if slots.minimizes and len(place.margins) != len(slots.queue(place.slot).strata):
        return f"place {place.slot} does not tell what its condition was minimized by"
    given = slots.place(place.slot, place.margins)
    if given.condition != place.condition:
        return f"place {place.slot} has another condition than {dict(place.condition)}"
    if given.orders != place.orders:
        return f"place {place.slot} has another order of levels than {dict(place.orders)}"
    if (given.strata, given.pair, given.member) != (place.strata, place.pair, place.member):
        return f"place {place.slot} is of another stratum or pair"
    return None
