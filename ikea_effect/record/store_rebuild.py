"""A store that was lost or damaged, made anew from the journals: slots, states, groups that met at a desk."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from ikea_effect.assignment.place import holds_of, place_of
from ikea_effect.errors import RecordError, StationError
from ikea_effect.protocol.levels import where
from ikea_effect.record.claims import Claims, enter_ended
from ikea_effect.record.desks import own_block
from ikea_effect.record.disk import disk_errors, in_turn, is_held
from ikea_effect.record.events import Event, ended_early
from ikea_effect.record.exchange import exchange
from ikea_effect.record.gatherings import Gatherings
from ikea_effect.record.journal import read_as_far_as_it_holds
from ikea_effect.record.participant_files import DAMAGED_STORE
from ikea_effect.record.sessions import stranger
from ikea_effect.record.store import FILE, DamagedStoreError, Met, Seat, Store
from ikea_effect.record.store_place import url_of
from ikea_effect.record.study import Study

_log = logging.getLogger(__name__)


@contextlib.contextmanager
def store_of(study: Study) -> Iterator[Store]:
    """The study's store, open for one block."""
    with contextlib.closing(open_store(study)) as store:
        yield store


def open_store(study: Study) -> Store:
    """The study's store; one that was lost or is damaged comes back from the journals, which is said.

    Where desks share it, this desk's copies of the journals are brought up to it first.
    Raises: StationError if the disk or server refuses; RecordError if the journals do not fit together.
    """
    try:
        store = _store(study)
    except DamagedStoreError:
        store = _made_anew(study)
    try:
        if store.is_shared:
            exchanged = exchange(study, store)
            _enter(store, study, exchanged.sent)
            is_empty = exchanged.is_empty
        else:
            is_empty = store.is_empty()
        if is_empty and study.participants():
            restore(store, study)
    except BaseException:
        store.close()
        raise
    return store


def _store(study: Study) -> Store:
    block = own_block(study)
    within = range(block.first, block.first + block.places) if block else None
    return Store(study.folder, url_of(study.folder), within=within)


def _enter(store: Store, study: Study, participants: Iterable[str]) -> None:
    """Keeps how far sessions are whose last lines came later than their places: the store was away then."""
    for who in participants:
        if events := read_as_far_as_it_holds(study.journal(who)).events:
            enter_how_far(store, study, who, events)


def enter_how_far(store: Store, study: Study, who: str, events: Sequence[Event]) -> None:
    """Enters the session's end, if it has one, and keeps how far it is. Whoever was stopped has no place."""
    claims = Claims(study)
    if events[-1].kind == "finished" and not claims.ended(who):
        enter_ended(study, events[-1], who)
    if claims.stopped(who):
        return
    if ended_early(events):
        store.release(who)
    else:
        store.mark([who], _seat(events).state)


def enter_ends(study: Study, participants: Collection[str]) -> None:
    """Enters the ends of those of these sessions whose program was killed between their last line and that.

    Whom the store knows as finished was entered, and the study's journal was changed. What is wrong with the
    store is not told here: `verify` does.
    """
    with contextlib.suppress(RecordError, StationError), store_of(study) as store:
        for seat in store.seats():
            path = study.journal(seat.participant)
            if seat.participant in participants and seat.state != "finished" and not is_held(path):
                read = read_as_far_as_it_holds(path)
                if not read.broken and read.events and read.events[-1].kind == "finished":
                    enter_how_far(store, study, seat.participant, read.events)


def _made_anew(study: Study) -> Store:
    """An empty store in place of the damaged one, unless another station was faster."""
    with in_turn(study.folder / ".store.lock"):
        try:
            return _store(study)
        except DamagedStoreError as error:
            _set_aside(study)
            _log.warning(
                "%s It is made anew from the journals; the old file is kept as %s.", error, DAMAGED_STORE
            )
            return _store(study)


def _set_aside(study: Study) -> None:
    """Renames the file; what SQLite left beside it belongs to it and would spoil a new one."""
    path = study.folder / FILE
    with disk_errors(path):
        for ending in ("-journal", "-wal", "-shm"):
            path.with_name(FILE + ending).unlink(missing_ok=True)
        path.replace(path.with_name(DAMAGED_STORE))


def restore(store: Store, study: Study) -> None:
    """Fills an empty store with what the journals say. A slot whose session left no line is free again.

    Whoever waits for a group that has not met yet joins one anew. A session whose journal is damaged keeps
    its slot, as far as its first line tells it. Raises: RecordError, with nothing taken over, where two
    journals have one slot.
    """
    found = {who: read_as_far_as_it_holds(study.journal(who)) for who in study.participants()}
    begun = [read.events for who, read in found.items() if read.events and not stranger(study, who, read)]
    staying = _staying(study, begun)
    seats = [_seat(events) for events in staying]
    _one_slot_each(seats)
    store.restore(seats, list(_met(begun).values()))
    store.keep(_holds(staying))


def catch_up(store: Store, study: Study) -> list[Seat]:
    """Brings a store that was put back from a copy up to the journals, so that no place is given twice.

    Who came since gets their seats again; who withdrew since goes once more. Returns everyone who has a slot
    then.
    """
    there_now = store.seats()
    changed = _give_back(store, study, there_now)
    seats = {seat.participant for seat in there_now}
    there = study.participants()
    found = {who: read_as_far_as_it_holds(study.journal(who)) for who in there if who not in seats}
    begun = [read.events for who, read in found.items() if read.events and not stranger(study, who, read)]
    if staying := _staying(study, begun):
        store.take_over(sorted(map(_seat, staying), key=lambda seat: seat.slot))
        store.keep(_holds(staying))
        changed = True
    claims = Claims(study)
    for who in seats - set(there):
        if claims.withdrew(who):
            Gatherings(store).leave(who)
            store.forget(who)
            changed = True
    return store.seats() if changed else there_now


def _staying(study: Study, begun: Iterable[Sequence[Event]]) -> list[Sequence[Event]]:
    """The sessions that keep their places: those that did not end early and were not stopped."""
    claims = Claims(study)
    there = (events for events in begun if not ended_early(events))
    return [events for events in there if not claims.stopped(str(events[0].data["participant"]))]


def _give_back(store: Store, study: Study, seats: Iterable[Seat]) -> bool:
    """Frees the slots of sessions that ended early in a program that was killed before it could say so.

    Returns whether there were any.
    """
    freed = False
    for seat in seats:
        path = study.journal(seat.participant)
        if seat.state == "finished" or not path.exists():
            continue
        events = read_as_far_as_it_holds(path).events
        if events and not _staying(study, [events]):  # without a line, it is about to begin at another desk
            store.release(seat.participant)
            freed = True
    return freed


def _holds(journals: Iterable[Sequence[Event]]) -> dict[str, dict[str, Any]]:
    """What later places are drawn by, as the sessions' first events tell it."""
    places = {str(events[0].data["participant"]): place_of(events[0].data) for events in journals}
    return {who: holds_of(place) for who, place in places.items()}


def _seat(events: Sequence[Event]) -> Seat:
    started, last = events[0].data, events[-1]
    state = {"finished": "finished", "interrupted": "interrupted"}.get(last.kind, "taken")
    waits = last.kind == "interrupted" and last.data.get("waits")
    return Seat(started["participant"], started["slot"], "waiting" if waits else state)


def _one_slot_each(seats: Sequence[Seat]) -> None:
    first: dict[int, str] = {}
    for seat in seats:
        if (other := first.setdefault(seat.slot, seat.participant)) != seat.participant:
            raise RecordError(
                f"the journals of {other} and {seat.participant} both have slot {seat.slot}: the folder was "
                "put together from two studies. Take one of them out."
            )


def _met(journals: Sequence[Sequence[Event]]) -> dict[tuple[str, int], Met]:
    """Every group that a session met, with who held its sale, as far as any journal tells."""
    found: dict[tuple[str, int], Met] = {}
    for events in journals:
        for bidding, values in _gathered(events):
            members = tuple(one["participant"] for one in values["bidders"])
            key, before = (bidding, values["group"]), ""
            if key in found:
                before = found[key].held_by
            found[key] = Met(*key, members, before or _holder(events, bidding, values))
    return found


def _gathered(events: Sequence[Event]) -> Iterator[tuple[str, dict[str, Any]]]:
    for event in events:
        values = event.data.get("values") or {} if event.kind == "replied" else {}
        if "bidders" in values:
            yield where(event.data["screen"]), values


def _holder(events: Sequence[Event], bidding: str, values: dict[str, Any]) -> str:
    """Who holds the sale: as the sale tells, or this session if it was about to."""
    for event in events:
        if event.kind == "sale" and event.data["bidding"] == bidding:
            return str(event.data["held_by"])
    return str(events[0].data["participant"]) if values["sale"] is None else ""
