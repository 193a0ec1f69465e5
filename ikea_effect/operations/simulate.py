"""Simulated participants through the same engine and journal."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from ikea_effect.assignment.place import Place, holds_of, place_of
from ikea_effect.errors import RecordError
from ikea_effect.operations.elsewhere import executor
from ikea_effect.operations.run_check import refuse_faulty
from ikea_effect.operations.run_film import with_films
from ikea_effect.operations.run_take import takes_later
from ikea_effect.operations.run_yoke import waits
from ikea_effect.operations.session_facts import plan_of
from ikea_effect.operations.simulate_groups import Waiting, who_meet
from ikea_effect.operations.simulate_places import refilled, simulated_places, simulated_yokes
from ikea_effect.operations.simulate_rest import (
    Extent,
    begins_at,
    entered_by_now,
    extent_of,
    is_written,
    mark_those_before,
    seat_the_rest,
)
from ikea_effect.operations.simulate_session import (
    leaves_early,
    participant_name,
    simulate_one,
    simulated_context,
)
from ikea_effect.protocol.checks.stand_ins import note
from ikea_effect.protocol.kinds import kind_of
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.protocol.shorthand import PARTNER
from ikea_effect.record.claims import Begun, entries_of
from ikea_effect.record.disk import disk_errors, sync_folder, write_all
from ikea_effect.record.events import Event, digest, timestamp
from ikea_effect.record.journal import read_journal
from ikea_effect.record.memory_journal import MemoryJournal
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Plan, Study, checked_id, find_study, open_study, plan_more, study_id
from ikea_effect.record.study_journal import append_all
from ikea_effect.session.frontends.simulation import EPOCH

CHUNK = 50
"""Sessions per piece of work."""

Progress = Callable[[int, int], None]
Chosen = Callable[[Sequence[Place]], list[int] | None]
"""Which of the first places are played, by their numbers; None where more are needed."""


@dataclass(frozen=True, slots=True)
class SimulateRequest:
    """What is asked for: n simulated participants of one study."""

    protocol: str
    n: int
    seed: int = 1
    study: str | None = None
    experiment: str | None = None
    language: str | None = None
    results: Path = Path("results")
    processes: int = 1
    replace: bool = False
    grow: bool = False
    """Goes on with a study that was cut off or holds fewer; the same arguments and the same or a larger n."""


class Chunk(NamedTuple):
    """Some participants of a study by their numbers (from 0), and their places."""

    numbers: tuple[int, ...]
    places: tuple[Place, ...]


def first_chunk(setup: Setup, secret: bytes, n: int) -> Chunk:
    """The first n participants of a study as one piece of work."""
    return Chunk(tuple(range(n)), tuple(simulated_places(setup.protocol, secret, n)))


def first_as_at_desks(setup: Setup, secret: bytes, n: int) -> Chunk:
    """The same, where the place of whoever leaves goes to the next, as the store of a study gives it.

    Where conditions go by who came before, or sessions by each other, places are as they are drawn.
    """
    chunk, protocol = first_chunk(setup, secret, n), setup.protocol
    tied = protocol.is_paired or meets(protocol)
    if not protocol.simulated.leaves or tied or any(_by_others(protocol, place) for place in chunk.places):
        return chunk

    def leaves(number: int) -> bool:
        return leaves_early(simulated_context(setup, secret, number, chunk.places[number]))

    return chunk._replace(places=tuple(refilled(chunk.places, leaves)))


def _by_others(protocol: Protocol, place: Place) -> bool:
    return bool(place.margins) or comes_later(protocol, place)


def simulated_journals(
    setup: Setup, plan: Plan, secret: bytes, chunk: Chunk
) -> Iterator[tuple[str, MemoryJournal]]:
    """The journals of a chunk of participants, by name; those who see what others made come after them."""
    if any(comes_later(setup.protocol, place) for place in chunk.places):
        yield from _makers_first(setup, plan, secret, chunk)
        return
    if meets(setup.protocol):
        starts = zip(chunk.numbers, chunk.places, strict=True)
        yield from who_meet([Waiting(setup, plan, secret, number, place) for number, place in starts])
        return
    for number, place in zip(chunk.numbers, chunk.places, strict=True):
        yield participant_name(number), simulate_one(setup, plan, secret, number, place)


def _makers_first(
    setup: Setup, plan: Plan, secret: bytes, chunk: Chunk
) -> Iterator[tuple[str, MemoryJournal]]:
    makers, viewers = _by_turn(setup.protocol, chunk)
    journals = list(simulated_journals(setup, plan, secret, makers))
    yield from journals
    events = [journal.events for _, journal in journals]
    yield from simulated_journals(setup, plan, secret, _with_pieces(setup, secret, viewers, events))


def comes_later(protocol: Protocol, place: Place) -> bool:
    """Whether the session needs what others have finished."""
    return waits(protocol, place) or takes_later(protocol, place)


def _by_turn(protocol: Protocol, chunk: Chunk) -> tuple[Chunk, Chunk]:
    """Those whose session can be played at once, and those who wait for what others make."""
    pairs = list(zip(chunk.numbers, chunk.places, strict=True))
    found = []
    for wait in (False, True):
        part = [pair for pair in pairs if comes_later(protocol, pair[1]) is wait]
        found.append(Chunk(tuple(number for number, _ in part), tuple(place for _, place in part)))
    return found[0], found[1]


def _with_pieces(setup: Setup, secret: bytes, chunk: Chunk, journals: Iterable[Sequence[Event]]) -> Chunk:
    made = {str(events[0].data["participant"]): events for events in journals}
    places = simulated_yokes(setup.protocol, secret, chunk.places, made.values())
    filmed = (with_films(setup, secret, place, made.__getitem__) for place in places)
    return chunk._replace(places=tuple(filmed))


def meets(protocol: Protocol) -> bool:
    """Whether sessions wait for each other."""
    if any(other.whose == PARTNER for other in protocol.goods_of_others.values()):
        return True
    steps = biddings(protocol.timeline)
    return any(kind_of(step.mechanism).settles == "desk" for step in steps)


def _write_chunk(setup: Setup, plan: Plan, secret: bytes, folder: Path, chunk: Chunk) -> list[Begun]:
    """What is to be entered of the sessions that were written."""
    written = []
    for name, journal in simulated_journals(setup, plan, secret, chunk):
        _write_once(folder / f"{name}.jsonl", journal.content())
        ended = digest(journal.lines[-1]) if journal.events[-1].kind == "finished" else ""
        written.append(Begun(journal.events[0], ended))
    return written


def _write_once(path: Path, content: bytes) -> None:
    if is_written(path, content):
        return
    with disk_errors(path):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        try:
            write_all(handle, content)
            os.fsync(handle)
        finally:
            os.close(handle)


def simulate(
    request: SimulateRequest, progress: Progress | None = None, chosen: Chosen | None = None
) -> Study:
    """A study of n simulated participants. The same seed gives the same bytes with any number of processes.

    With `chosen`, only those of more places are played that it names. A study that goes on (`grow`) comes to
    the same bytes as one that held n from the beginning, but for what its journal was told in between.
    Raises: RecordError if the study holds participants already (unless `replace` or `grow`); ProtocolError
    with every fault that `check` finds.
    """
    if request.n < 1:
        raise RecordError(f"--n {request.n}: at least one participant is simulated.")
    setup = load_setup(request.protocol, request.experiment, request.language)
    refuse_faulty(setup, request.protocol, request.experiment)
    name = checked_id(request.study or study_id(setup.protocol.id, after="-simulated"), "study")
    plan = replace(plan_of(setup, request.protocol, name, "simulated", request.seed), planned=request.n)
    extent = _extent(request, name) if request.grow else None
    if not request.grow:
        _make_room(request, name)
    study = open_study(request.results, plan, timestamp(EPOCH))
    plan = replace(plan, study_sha256=study.sha256)
    whole = _whole(setup, study.secret, request.n, chosen)
    if extent is not None:
        whole = _those_who_come(setup, study, whole, extent)
        plan_more(study, request.n)
    _fill(setup, plan, study, request, whole, progress)
    return study


def _fill(
    setup: Setup, plan: Plan, study: Study, request: SimulateRequest, whole: Chunk, progress: Progress | None
) -> None:
    """Plays everyone's session, and enters it in the study's journal and store."""
    with store_of(study) as store:
        names = [participant_name(number) for number in whole.numbers]
        seat_the_rest(store, {name: place.slot for name, place in zip(names, whole.places, strict=True)})
        done, there = 0, entered_by_now(study)
        left: set[str] = set()
        for written in _chunks_done(setup, plan, study, request, whole):
            new = [one for one in entries_of(study, written) if (one.kind, one.data["who"]) not in there]
            append_all(study, new, EPOCH)
            done += len(written)
            left |= {one.first.data["participant"] for one in written if not one.head}
            if progress:
                progress(done, len(names))
        sync_folder(study.journals)
        store.keep(_kept(study, names) if schemes_hold(setup.protocol) else {})
        store.mark([name for name in names if name not in left], "finished")
        store.mark(sorted(left), "interrupted")
        mark_those_before(study, store)


def _whole(setup: Setup, secret: bytes, n: int, chosen: Chosen | None) -> Chunk:
    """The participants of the study: the first n, or those that are chosen among as many as that takes."""
    if chosen is None:
        return first_chunk(setup, secret, n)
    for times in (2, 8, 64, 512):
        whole = first_chunk(setup, secret, times * n)
        if (numbers := chosen(whole.places)) is not None:
            return Chunk(tuple(numbers), tuple(whole.places[number] for number in numbers))
    raise RecordError(f"of {times * n} simulated participants too few come to one of the cells.")


def stand_ins_of(request: SimulateRequest) -> str:
    """One line on the materials that stand in for the lab's own; empty where there are none."""
    return note(load_setup(request.protocol, request.experiment))


def schemes_hold(protocol: Protocol) -> bool:
    """Whether places are drawn by what earlier ones hold."""
    takes = any(step.takes for step in protocol.timeline)
    return takes or protocol.assignment.yoke is not None or protocol.assignment.scheme == "minimization"


def _kept(study: Study, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What each place holds, as the sessions' first events tell it."""
    first = {name: read_journal(study.journal(name)).events[0] for name in names}
    return {name: holds_of(place_of(event.data)) for name, event in first.items()}


_HOLDS = "study '{study}' holds {mode} sessions. Choose another name with --study."


def _make_room(request: SimulateRequest, name: str) -> None:
    """Takes an earlier study away, or raises RecordError with what can be done."""
    folder = request.results / name
    if not (folder / "study.json").is_file():
        return
    study = Study(folder)
    if request.replace and study.mode == "simulated":
        shutil.rmtree(folder)
        return
    if study.mode != "simulated":
        raise RecordError(_HOLDS.format(study=name, mode=study.mode))
    extent = extent_of(study)
    held = f"study '{name}' exists and holds {len(study.participants())} participants. "
    grow = "let it go on to a larger --n with --grow"
    if not extent.is_whole:
        held = f"study '{name}' was cut off at {extent.entered} of {extent.planned} participants. "
        grow = f"let it go on with --grow and --n {extent.planned}"
    raise RecordError(f"{held}Choose another name with --study, make it anew with --replace, or {grow}.")


def _extent(request: SimulateRequest, name: str) -> Extent:
    """How far a study is that is to go on. Raises: RecordError where --n is no more than it holds already."""
    if request.replace:
        raise RecordError("--grow keeps those who are there, and --replace does not: leave one of them out.")
    study = find_study(request.results, name)
    if study.mode != "simulated":
        raise RecordError(_HOLDS.format(study=name, mode=study.mode))
    extent = extent_of(study)
    if extent.is_whole and request.n <= extent.planned:
        raise RecordError(f"study '{name}' holds {extent.planned} participants: --grow takes a larger --n.")
    if request.n < extent.planned:
        raise RecordError(
            f"study '{name}' was cut off at {extent.entered} of {extent.planned} participants: it goes on "
            f"with --grow and --n {extent.planned}."
        )
    return extent


def _those_who_come(setup: Setup, study: Study, whole: Chunk, extent: Extent) -> Chunk:
    """The participants who lack; those who are there are the first of the larger study as well.

    Raises: RecordError where they are not: a session rests on others, or roles are shares of all.
    """
    protocol, planned = setup.protocol, extent.planned
    together = meets(protocol) or any(comes_later(protocol, place) for place in whole.places)
    others = together or first_chunk(setup, study.secret, planned).places != whole.places[:planned]
    if others and len(whole.places) > planned:
        raise RecordError(
            f"study '{study.name}' cannot go on: who comes later would change earlier sessions, which rest "
            f"on others or on how many come. Make it anew with --replace and --n {len(whole.places)}."
        )
    first = planned if extent.is_whole else 0 if together else begins_at(study, extent)
    return Chunk(whole.numbers[first:], whole.places[first:])


def _chunks_done(
    setup: Setup, plan: Plan, study: Study, request: SimulateRequest, whole: Chunk
) -> Iterator[list[Begun]]:
    """The sessions of one chunk after the other, in order, with any number of processes."""
    size = request.n if meets(setup.protocol) else CHUNK
    makers, viewers = _by_turn(setup.protocol, whole)
    yield from _parts_done(setup, plan, study, request, _split(makers, size))
    if viewers.numbers:
        made = [read_journal(study.journal(participant_name(number))).events for number in makers.numbers]
        viewers = _with_pieces(setup, study.secret, viewers, made)
        yield from _parts_done(setup, plan, study, request, _split(viewers, size))


def _split(chunk: Chunk, size: int) -> list[Chunk]:
    starts = range(0, len(chunk.numbers), size)
    return [Chunk(chunk.numbers[at : at + size], chunk.places[at : at + size]) for at in starts]


def _parts_done(
    setup: Setup, plan: Plan, study: Study, request: SimulateRequest, chunks: Sequence[Chunk]
) -> Iterator[list[Begun]]:
    if request.processes <= 1 or len(chunks) <= 1:
        for chunk in chunks:
            yield _write_chunk(setup, plan, study.secret, study.journals, chunk)
        return
    with executor(min(request.processes, len(chunks))) as pool:
        work = [
            pool.submit(_write_chunk, setup, plan, study.secret, study.journals, chunk) for chunk in chunks
        ]
        for future in work:
            yield future.result()
