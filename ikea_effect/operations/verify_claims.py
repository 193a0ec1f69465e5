"""Whether the sessions of a study are all that took place in it: journals beside claims, places and store.

A journal can be taken away, an id run again, a place changed, a store put back from yesterday, and every
chain holds. The study's journal tells of each session that began and how it ended; each session's first line
names the study's journal as it was then, and its last line stands on the receipt that was handed out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ikea_effect.assignment.place import place_of
from ikea_effect.assignment.slots import MOST, misplaced
from ikea_effect.errors import IkeaEffectError, listed
from ikea_effect.operations.settlement_sessions import Recorded, read_recorded
from ikea_effect.operations.verify_pairs import pairs_verified
from ikea_effect.operations.verify_takes import takes_verified
from ikea_effect.operations.verify_yokes import yokes_verified
from ikea_effect.protocol.models import Condition
from ikea_effect.record.claims import CLAIMED, ENDED, WITHDREW, Claims, alias
from ikea_effect.record.desks import (
    Drawings,
    desk_journal,
    desk_of,
    journal_copy,
    own_block,
    prepared,
)
from ikea_effect.record.events import GENESIS, Event, digest
from ikea_effect.record.journal import read_as_far_as_it_holds
from ikea_effect.record.sessions import foreign
from ikea_effect.record.store import Seat
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import FILE, legible, read_study_journal
from ikea_effect.record.withdrawals import withdrawn_count


class Taken(NamedTuple):
    """One session as its journal tells it: first event, how many there are, and its last line's digest."""

    first: Event
    events: int
    ends: bool
    head: str
    left: bool = False
    """Whether it ended before its end, so that its place may be another's."""

    @property
    def began(self) -> str:
        """The digest of the first line."""
        return digest(self.first.line())


class _Log(NamedTuple):
    """When each session was entered in a journal of the study, and the digest of each state that it had."""

    claimed: Mapping[str, int]
    heads: Mapping[str, int]

    @staticmethod
    def of(events: Iterable[Event]) -> _Log:
        there = list(events)
        claimed = {str(event.data.get("began")): event.seq for event in there if event.kind == CLAIMED}
        return _Log(claimed, {GENESIS: 0} | {digest(event.line()): event.seq + 1 for event in there})

    def knows(self, one: Taken) -> bool:
        """Whether the state that the session names is one from before it was entered."""
        place = self.claimed.get(one.began)
        follows = str(one.first.data.get("follows"))
        return place is not None and self.heads.get(follows, place + 1) <= place


class Places(NamedTuple):
    """How many sessions were held to claims and store, what does not hold, and what could not be held."""

    sessions: int
    problems: tuple[str, ...]
    left_out: tuple[str, ...]


def places_verified(study: Study, recorded: Mapping[str, Recorded] | None = None) -> Places:
    """Every journal beside the study's journal, the store and the places that the secret gives.

    `recorded` are the sessions that could be read, where they were read already.
    """
    sessions = _sessions(study, read_recorded(study).recorded if recorded is None else recorded)
    damaged = set(_damaged(study, sessions))
    before = [who for who, one in sessions.items() if not one.first.data.get("claim")]
    problems = [
        *_conditions(study, sessions),
        *_claims(study, sessions, damaged),
        *_store(study, sessions, damaged),
        *_unentered_ends(study, sessions),
    ]
    shown = yokes_verified(study)
    taken, partners = takes_verified(study), pairs_verified(study)
    problems += [*shown.problems, *taken.problems, *partners.problems]
    doubts = (
        *_passed_over(study),
        *_not_collected(study),
        *shown.left_out,
        *taken.left_out,
        *partners.left_out,
    )
    if study.facts["format"] < 2:
        left = f"{len(before)} sessions began before claims were kept: that none is missing cannot be told"
        return Places(len(sessions), tuple(problems), (left, *doubts) if before else doubts)
    problems += [
        f"{who}.jsonl: its first line tells no claim, as every session of this study does" for who in before
    ]
    return Places(len(sessions), tuple(problems), doubts)


def _sessions(study: Study, recorded: Mapping[str, Recorded]) -> dict[str, Taken]:
    """Every session that holds by itself; what does not is told elsewhere."""
    claims = Claims(study)
    return {
        who: Taken(
            one.first, len(one.heads), one.ended is not None, one.head, one.left or claims.stopped(who)
        )
        for who, one in recorded.items()
        if one.first is not None and isinstance(one.slot, int)
    }


def _damaged(study: Study, sessions: Mapping[str, Taken]) -> Iterator[str]:
    """Whose journal is there and does not hold, which is told elsewhere: it was not taken away."""
    for who in study.participants():
        if who not in sessions:
            read = read_as_far_as_it_holds(study.journal(who))
            if read.broken or foreign(study, who, read):
                yield who


# --- places ------------------------------------------------------------------------------------------------


def _conditions(study: Study, sessions: Mapping[str, Taken]) -> Iterator[str]:
    """Whether every session has the condition of its place, and a place of its own."""
    drawings, first = Drawings(study), dict[int, str]()
    for who, one in sessions.items():
        slot = one.first.data["slot"]
        if wrong := misplaced(drawings.of(one.first.data).slots, place_of(one.first.data)):
            yield f"{who}.jsonl: {wrong}"
        if not one.left and (other := first.setdefault(slot, who)) != who:
            yield f"{who}.jsonl: place {slot} is {other}'s too"


def _not_collected(study: Study) -> Iterator[str]:
    """Desks that were prepared and of which nothing is here: nobody can tell who came there."""
    missing = [number for number in sorted(prepared(study)) if not journal_copy(study, number).exists()]
    if missing:
        which = f"desk {missing[0]} was" if len(missing) == 1 else f"desks {listed(map(str, missing))} were"
        yield (
            f"{which} prepared and never collected: who came there, and what was answered, is not known. "
            f"Collect the folder, also where nobody came: ikea-effect collect {study.name} FOLDER"
        )


_SHOWN = 5
"""So many passed-over places are named; of more, how many there are."""


def _passed_over(study: Study) -> Iterator[str]:
    """Which places were still free when a later one was taken, with the conditions that nobody met then.

    A station that is killed before a session's first line passes one over; so does whoever edits the store to
    choose a condition. Nothing tells the two apart, so that it is said and is no failure.
    """
    drawings, highest = Drawings(study), dict[tuple[int, int], int]()
    free: list[int] = []
    for slot in (event.data.get("slot") for event in legible(study) if event.kind == CLAIMED):
        if type(slot) is int and 0 <= slot < MOST:
            first, slots = drawings.giving(slot)
            queue = slots.queue(slot)
            before = highest.get((first, queue.number), first + queue.number - queue.of)
            free += range(before + queue.of, slot, queue.of)
            highest[first, queue.number] = max(before, slot)
    if free:
        given = {slot: drawings.giving(slot)[1].condition(slot) for slot in free[:_SHOWN]}
        named = ", ".join(f"{slot} ({_levels(condition)})" for slot, condition in given.items())
        more = f" and {len(free) - _SHOWN} more" if len(free) > _SHOWN else ""
        yield (
            f"places passed over when a later one was taken: {named}{more}. A program that was killed before "
            "a session's first line does that, and so does choosing conditions"
        )


def _levels(condition: Condition | None) -> str:
    return ", ".join((condition or {}).values())


def _store(study: Study, sessions: Mapping[str, Taken], damaged: Collection[str]) -> Iterator[str]:
    """Whether the store says what the journals say. One that was lost is made from them, and says so."""
    try:
        with store_of(study) as store:
            seats = {seat.participant: seat for seat in store.seats()}
    except IkeaEffectError as error:
        yield f"store: {error}"
        return
    for who, one in sessions.items():
        slot = one.first.data["slot"]
        if who not in seats:
            if one.left:  # its place was given back
                continue
            yield f"store: does not know {who}, who has place {slot}. It is older than the journals"
        elif seats[who].slot != slot:
            yield f"store: gives {who} place {seats[who].slot}, the journal says {slot}"
    known = [seat for who, seat in seats.items() if who not in damaged]
    yield from (problem for seat in known for problem in _ended_elsewhere(seat, sessions))


def _ended_elsewhere(seat: Seat, sessions: Mapping[str, Taken]) -> Iterator[str]:
    """Whether a session that the store has seen finished is there to its end."""
    if seat.state == "finished" and not (seat.participant in sessions and sessions[seat.participant].ends):
        yield f"store: {seat.participant} has finished (place {seat.slot}), but no journal says so"


def _unentered_ends(study: Study, sessions: Mapping[str, Taken]) -> Iterator[str]:
    """Sessions that have ended and whose end is not entered; it is, before the store marks them finished."""
    if study.facts["format"] < 2 or own_block(study) is not None:
        return
    claims = Claims(study)
    for who, one in sessions.items():
        if one.ends and one.first.data.get("claim") and claims.began(who) and not claims.ended(who):
            yield (
                f"{FILE} does not tell that {who} finished, and {who}.jsonl does. Its last lines were cut "
                "off, or a program was killed right then: then settle enters it, or the next session does"
            )


# --- claims ------------------------------------------------------------------------------------------------


def _claims(study: Study, sessions: Mapping[str, Taken], damaged: Collection[str]) -> Iterator[str]:
    """Whether each session is claimed, and each claim has its session."""
    try:
        events = read_study_journal(study)
    except IkeaEffectError as error:
        yield str(error)
        return
    names = {alias(study.secret, who): who for who in sessions}
    gone = {_who(event) for event in events if event.kind == WITHDREW}
    if len(gone) > withdrawn_count(study):
        yield f"{FILE}: {len(gone)} participants withdrew, but withdrawn.json counts {withdrawn_count(study)}"
    if study.facts["format"] > 1 and len(gone) < withdrawn_count(study):
        yield f"withdrawn.json counts {withdrawn_count(study)} participants, but {FILE} tells of {len(gone)}"
    elsewhere = gone | {alias(study.secret, who) for who in damaged}
    for event in events:
        if _who(event) not in elsewhere:
            yield from _told(event, names, sessions)
    yield from _unclaimed(study, events, sessions)


def _who(event: Event) -> str:
    """The keyed hash of whom a line is about, whatever else may stand there."""
    return str(event.data.get("who"))


def _told(event: Event, names: Mapping[str, str], sessions: Mapping[str, Taken]) -> Iterator[str]:
    """Whether one line about a session is what the session's journal says."""
    data, name = event.data, names.get(_who(event), "")
    if event.kind == CLAIMED and not (name and sessions[name].began == data.get("began")):
        whose = f"{name or 'somebody'} began at place {data.get('slot')} ({event.at})"
        yield f"{FILE}:{event.seq + 1}: {whose}, but no journal has that session. It was taken away"
    elif event.kind == ENDED and not (name and sessions[name].head == data.get("head")):
        yield f"{FILE}:{event.seq + 1}: {name or 'somebody'} finished ({event.at}), but no journal ends so"


def _unclaimed(study: Study, events: Sequence[Event], sessions: Mapping[str, Taken]) -> Iterator[str]:
    """Sessions that are not entered, or name a state of the study's journal that it never had.

    Of a desk without a network that is the journal which that desk kept of the study.
    """
    own = _Log.of(events)
    claimed, logs = own.claimed, {0: own}
    for who, one in sessions.items():
        data = one.first.data
        if not data.get("claim"):
            continue
        desk = desk_of(study, data)
        number = desk.block.number if desk else 0
        if number not in logs:
            logs[number] = _Log.of(desk_journal(study, number))
        if claimed.get(one.began) is None and one.events > 1:
            yield f"{who}.jsonl: {FILE} does not tell that this session began"
        elif one.began in claimed and not logs[number].knows(one):
            yield f"{who}.jsonl: names a state that {FILE} did not have when the session began"
