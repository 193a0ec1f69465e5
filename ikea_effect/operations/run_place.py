"""The place of whoever begins now: role and stratum as they are asked for, the rest drawn in the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ikea_effect.assignment.minimization import margins
from ikea_effect.assignment.place import Margins, Place, holds_of, place_of
from ikea_effect.assignment.slots import Queue, queues
from ikea_effect.errors import ParticipantError, did_you_mean, listed
from ikea_effect.operations.run_take import taking_place
from ikea_effect.operations.run_yoke import no_pieces, waits, yoked_place
from ikea_effect.protocol.models import Protocol
from ikea_effect.record.desks import Drawings
from ikea_effect.record.journal import read_as_far_as_it_holds
from ikea_effect.record.store import Seat, Store
from ikea_effect.record.store_rebuild import catch_up, store_of
from ikea_effect.record.study import Study


class Wish(NamedTuple):
    """What is told of somebody who comes: the role ("" for the next that is wanted) and values of strata."""

    role: str = ""
    strata: Mapping[str, str] = {}


def wish_of(protocol: Protocol, role: str | None, strata: Sequence[str], *, new: bool = True) -> Wish:
    """What was told of somebody, held to what the protocol declares.

    Raises: ParticipantError for a role or value that there is not, or, of somebody `new`, for one that lacks.
    """
    declared = protocol.assignment.strata
    if role is not None and role not in protocol.roles:
        raise ParticipantError(_no_role(protocol, role))
    found = dict(_stratum(declared, one) for one in strata)
    if new and (lacking := [name for name in declared if name not in found]):
        name = lacking[0]
        ways = " or ".join(f"--stratum {_written(declared, name, value)}" for value in declared[name][:4])
        raise ParticipantError(f"{name} is not told, and places are given by it. Write {ways}.")
    return Wish(role or "", {name: found[name] for name in declared if name in found})


def _no_role(protocol: Protocol, role: str) -> str:
    if not protocol.roles:
        return f"--role {role}: protocol {protocol.id} has no roles. Leave it out."
    return (
        f"--role {role}: no such role. Roles: {listed(protocol.roles)}.{did_you_mean(role, protocol.roles)}"
    )


def _stratum(declared: Mapping[str, Sequence[str]], told: str) -> tuple[str, str]:
    """The variable and value that somebody wrote; the variable may be left out where there is one."""
    name, _, value = told.rpartition("=")
    if not declared:
        raise ParticipantError(f"--stratum {told}: the protocol has no strata. Leave it out.")
    if not name and len(declared) == 1:
        name = next(iter(declared))
    if name not in declared or value not in declared[name]:
        ways = [_written(declared, one, value) for one, values in declared.items() for value in values]
        raise ParticipantError(f"--stratum {told}: no such value. Values: {listed(ways)}.")
    return name, value


def _written(declared: Mapping[str, Sequence[str]], name: str, value: str) -> str:
    return value if len(declared) == 1 else f"{name}={value}"


def place_taken(study: Study, protocol: Protocol, participant: str, wish: Wish) -> Place:
    """The participant's place: the one that the journal tells, the one taken before, or a new one.

    Raises: ParticipantError where another place is asked for than was given.
    """
    journal = study.journal(participant)
    past = read_as_far_as_it_holds(journal).events if journal.exists() else []
    with store_of(study) as store:
        seats = catch_up(store, study)
        began = place_of(past[0].data) if past else None
        place = began or _drawn_place(study, protocol, store, participant, seats, wish)
    _same_wish(participant, place, wish)
    if waits(protocol, place):
        raise ParticipantError(no_pieces(protocol, participant, "The place is kept: run the same id then."))
    return place


def _drawn_place(
    study: Study, protocol: Protocol, store: Store, participant: str, seats: Sequence[Seat], wish: Wish
) -> Place:
    """A new place; or, of a session that left no line, the one taken before."""
    slots = Drawings(study, protocol).own.slots

    def choose(slot: int, others: Mapping[str, Mapping[str, Any]]) -> tuple[Place, Mapping[str, Any]]:
        own = {name: tuple(counts) for name, counts in others.get(participant, {}).get("margins", {}).items()}
        before = [holds for who, holds in others.items() if who != participant]
        place = slots.place(slot, own or _margins(protocol, slots.queue(slot), before))
        place = yoked_place(study, protocol, participant, place, before)
        place = taking_place(study, protocol, participant, place, before)
        return place, holds_of(place)

    taken = next((seat.slot for seat in seats if seat.participant == participant), None)
    if taken is not None:
        return store.hold_again(participant, taken, choose)
    queue = _queue(protocol, seats, wish)
    return store.claim_place(participant, (queue.number, queue.of), choose)


def _margins(protocol: Protocol, queue: Queue, others: Sequence[Mapping[str, Any]]) -> Margins:
    """What minimization has to go by: those who have a place already."""
    if protocol.assignment.scheme != "minimization":
        return {}
    before = [(one["strata"], one["condition"]) for one in others if "condition" in one]
    return margins(queue.conditions(protocol), queue.strata, before)


def _queue(protocol: Protocol, seats: Sequence[Seat], wish: Wish) -> Queue:
    """The queue of the role and the strata; without a role, of the first whose sample is not full."""
    found = queues(protocol)
    role = wish.role or _next_role(protocol, seats, found) or None
    return next(one for one in found if one.role == role and dict(one.strata) == dict(wish.strata))


def _next_role(protocol: Protocol, seats: Sequence[Seat], found: Sequence[Queue]) -> str:
    taken = [found[seat.slot % len(found)].role for seat in seats]
    planned = protocol.sample.per_role
    wanted = [role for role in protocol.roles if taken.count(role) < planned.get(role, 0)]
    return next(iter([*wanted, *list(protocol.roles)[-1:]]), "")


def _same_wish(participant: str, place: Place, wish: Wish) -> None:
    """Raises ParticipantError where somebody who has a place is told to be somebody else."""
    if wish.role and wish.role != place.role:
        raise ParticipantError(f"participant {participant} takes part as {place.role}, not as {wish.role}.")
    for name, value in wish.strata.items():
        if place.strata.get(name) != value:
            raise ParticipantError(
                f"participant {participant} was told to be of {name} {place.strata.get(name)}, not {value}."
            )
