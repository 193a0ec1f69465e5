"""The places of simulated participants: earlier roles first, each in its share of the sample."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

from ikea_effect.assignment.minimization import margins
from ikea_effect.assignment.place import Place, holds_of
from ikea_effect.assignment.slots import Queue, Slots, queues
from ikea_effect.errors import ParticipantError
from ikea_effect.operations.run_take import lacking_for, nobody_finished, values_left, with_values
from ikea_effect.operations.run_yoke import finished_pieces, no_pieces, waits, with_pieces
from ikea_effect.protocol.assignments import combinations
from ikea_effect.protocol.models import Condition, Protocol
from ikea_effect.record.events import Event
from ikea_effect.seeds import Stream, stream_key

PURPOSE = "simulated-strata"
"""The stream that says of which stratum a simulated participant is: each is as likely."""


def simulated_places(protocol: Protocol, secret: bytes, n: int) -> list[Place]:
    """The places of n simulated participants, in the order in which they come."""
    slots, positions = Slots(protocol, secret), Counter[int]()
    found: list[Place] = []
    for queue in _queues(protocol, secret, n):
        slot = queue.slot(positions[queue.number])
        positions[queue.number] += 1
        before = [(one.strata, one.condition) for one in found] if slots.minimizes else []
        own = margins(queue.conditions(protocol), queue.strata, before) if slots.minimizes else None
        found.append(slots.place(slot, own))
    return found


def refilled(places: Sequence[Place], leaves: Callable[[int], bool]) -> list[Place]:
    """The same places, but that of whoever leaves goes to the next who comes to that queue, as at a desk.

    `leaves` says of each participant, by number from 0, whether they leave before the end.
    """
    fresh: dict[Any, deque[Place]] = defaultdict(deque)
    free: dict[Any, list[Place]] = defaultdict(list)
    keys = [(place.role, *sorted(place.strata.items())) for place in places]
    for key, place in zip(keys, places, strict=True):
        fresh[key].append(place)
    found = []
    for number, key in enumerate(keys):
        mine = free[key].pop(0) if free[key] else fresh[key].popleft()
        found.append(mine)
        if leaves(number):
            free[key] = sorted([*free[key], mine], key=lambda place: place.slot)
    return found


def simulated_yokes(
    protocol: Protocol, secret: bytes, places: Sequence[Place], journals: Iterable[Sequence[Event]]
) -> Iterator[Place]:
    """The places with what the sessions of these journals made, in the order in which participants come.

    Raises: ParticipantError where too few pieces are there for somebody.
    """
    yoke, played = protocol.assignment.yoke, list(journals)
    there = finished_pieces(yoke, played) if yoke is not None else {}
    left = values_left(protocol, played)
    conditions = {str(events[0].data["participant"]): events[0].data["condition"] for events in played}
    holds: list[dict[str, Any]] = []
    for number, place in enumerate(places, start=1):
        yoked = yoke is not None and protocol.is_yoked(place.condition)
        found = with_pieces(yoke, secret, place, there, holds) if yoke is not None and yoked else place
        if waits(protocol, found):
            raise ParticipantError(no_pieces(protocol, f"{number} of those", "Or write more uses."))
        found = _with_makers(with_values(protocol, secret, found, left, holds), conditions)
        if lacking := lacking_for(protocol, found):
            raise ParticipantError(nobody_finished(f"{number} of those", lacking, "Or simulate more."))
        holds.append(holds_of(found))
        yield found


def _with_makers(place: Place, conditions: Mapping[str, Condition]) -> Place:
    """The place, and the conditions of those whose work is shown or taken: what is judged is theirs."""
    taken, shown = place.taken.values(), place.yoked
    makers = ({one.participant for one in taken} | {one.participant for one in shown}) & conditions.keys()
    return replace(place, makers={who: conditions[who] for who in sorted(makers)}) if makers else place


def _queues(protocol: Protocol, secret: bytes, n: int) -> Iterator[Queue]:
    """The queue that each participant comes to; both members of a pair come to one."""
    by_key = {(queue.role, tuple(queue.strata.items())): queue for queue in queues(protocol)}
    strata = list(combinations(protocol.assignment.strata))
    stream = Stream(stream_key(secret, "", PURPOSE))
    together = 2 if protocol.is_paired else 1
    own: Mapping[str, str] = {}
    for number, role in enumerate(_roles(protocol, n)):
        if number % together == 0:
            own = stream.choice(strata) if len(strata) > 1 else strata[0]
        yield by_key[role, tuple(own.items())]


def _roles(protocol: Protocol, n: int) -> Iterator[str | None]:
    """The role of each participant: earlier ones first, each in its share of the planned sample."""
    if not protocol.roles:
        yield from (None for _ in range(n))
        return
    order = in_turn(protocol)
    planned = [protocol.sample.per_role.get(role, 1) for role in order]
    ends = [round(n * upto / sum(planned)) for upto in accumulate(planned)]
    for role, start, end in zip(order, [0, *ends], ends, strict=False):
        yield from (role for _ in range(end - start))


def in_turn(protocol: Protocol) -> list[str]:
    """The roles, each after the one that it comes after."""
    order: list[str] = []
    while len(order) < len(protocol.roles):
        order += [
            name
            for name, role in protocol.roles.items()
            if name not in order and (role.after is None or role.after in order)
        ]
    return order
