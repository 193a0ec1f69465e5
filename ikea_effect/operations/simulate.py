"""Simulated participants through the same engine and journal."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from ikea_effect.assignment.place import Place, holds_of
from ikea_effect.errors import RecordError
from ikea_effect.operations.session_facts import plan_of
from ikea_effect.operations.simulate_groups import Waiting, in_turns
from ikea_effect.operations.simulate_places import simulated_places
from ikea_effect.operations.simulate_session import participant_name, simulate_one
from ikea_effect.protocol.checks.stand_ins import note
from ikea_effect.protocol.kinds.steps.bidding import Bidding
from ikea_effect.protocol.mechanisms import English
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.record.claims import Begun, entries_of
from ikea_effect.record.disk import disk_errors, sync_folder, write_all
from ikea_effect.record.events import digest, timestamp
from ikea_effect.record.journal import MemoryJournal
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Plan, Study, checked_id, open_study
from ikea_effect.record.study_journal import append_all
from ikea_effect.session.frontends.simulated import EPOCH

CHUNK = 50
"""Sessions per piece of work."""

Progress = Callable[[int, int], None]


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


class Chunk(NamedTuple):
    """Participants first .. first + size - 1 (from 0) of a study, and their places."""

    first: int
    places: tuple[Place, ...]


def first_chunk(setup: Setup, secret: bytes, n: int) -> Chunk:
    """The first n participants of a study as one piece of work."""
    return Chunk(0, tuple(simulated_places(setup.protocol, secret, n)))


def simulated_journals(
    setup: Setup, plan: Plan, secret: bytes, chunk: Chunk
) -> Iterator[tuple[str, MemoryJournal]]:
    """The journals of a chunk of participants, by name."""
    if meets(setup.protocol):
        starts = enumerate(chunk.places, chunk.first)
        yield from in_turns([Waiting(setup, plan, secret, number, place) for number, place in starts])
        return
    for number, place in enumerate(chunk.places, chunk.first):
        yield participant_name(number), simulate_one(setup, plan, secret, number, place)


def meets(protocol: Protocol) -> bool:
    """Whether sessions wait for each other."""
    steps = (step for step in protocol.timeline if isinstance(step, Bidding))
    return any(isinstance(step.mechanism, English) for step in steps)


def _write_chunk(setup: Setup, plan: Plan, secret: bytes, folder: Path, chunk: Chunk) -> list[Begun]:
    """What is to be entered of the sessions that were written."""
    written = []
    for name, journal in simulated_journals(setup, plan, secret, chunk):
        _write_once(folder / f"{name}.jsonl", journal.content())
        ended = digest(journal.lines[-1]) if journal.events[-1].kind == "finished" else ""
        written.append(Begun(journal.events[0], ended))
    return written


def _write_once(path: Path, content: bytes) -> None:
    with disk_errors(path):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        try:
            write_all(handle, content)
            os.fsync(handle)
        finally:
            os.close(handle)


def simulate(request: SimulateRequest, progress: Progress | None = None) -> Study:
    """A study of n simulated participants. The same seed gives the same bytes with any number of processes.

    Raises: RecordError if the study holds participants already (unless `replace`).
    """
    if request.n < 1:
        raise RecordError(f"--n {request.n}: at least one participant is simulated.")
    setup = load_setup(request.protocol, request.experiment, request.language)
    name = checked_id(request.study or f"{setup.protocol.id}-simulated", "study")
    plan = replace(plan_of(setup, request.protocol, name, "simulated", request.seed), planned=request.n)
    _make_room(request, name)
    study = open_study(request.results, plan, timestamp(EPOCH))
    plan = replace(plan, study_sha256=study.sha256)
    with store_of(study) as store:
        places = simulated_places(setup.protocol, study.secret, request.n)
        names = [participant_name(number) for number in range(request.n)]
        store.seat({name: place.slot for name, place in zip(names, places, strict=True)})
        store.keep({name: holds_of(place) for name, place in zip(names, places, strict=True)})
        done = 0
        left: set[str] = set()
        for written in _chunks_done(setup, plan, study, request, places):
            append_all(study, list(entries_of(study, written)), EPOCH)
            done += len(written)
            left |= {one.first.data["participant"] for one in written if not one.head}
            if progress:
                progress(done, request.n)
        sync_folder(study.journals)
        store.mark([name for name in names if name not in left], "finished")
        store.mark(sorted(left), "interrupted")
    return study


def stand_ins_of(request: SimulateRequest) -> str:
    """One line on the materials that stand in for the lab's own; empty where there are none."""
    return note(load_setup(request.protocol, request.experiment))


def _make_room(request: SimulateRequest, name: str) -> None:
    folder = request.results / name
    if not (folder / "study.json").is_file():
        return
    study = Study(folder)
    if request.replace and study.mode == "simulated":
        shutil.rmtree(folder)
        return
    if study.mode != "simulated":
        raise RecordError(f"study '{name}' holds {study.mode} sessions. Choose another name with --study.")
    raise RecordError(
        f"study '{name}' exists and holds {len(study.participants())} participants. "
        "Choose another name with --study, or make it anew with --replace."
    )


def _chunks_done(
    setup: Setup, plan: Plan, study: Study, request: SimulateRequest, places: Sequence[Place]
) -> Iterator[list[Begun]]:
    """The sessions of one chunk after the other, in order, with any number of processes."""
    size = request.n if meets(setup.protocol) else CHUNK
    chunks = [Chunk(first, tuple(places[first : first + size])) for first in range(0, request.n, size)]
    if request.processes <= 1 or len(chunks) == 1:
        for chunk in chunks:
            yield _write_chunk(setup, plan, study.secret, study.journals, chunk)
        return
    with executor(min(request.processes, len(chunks))) as pool:
        work = [
            pool.submit(_write_chunk, setup, plan, study.secret, study.journals, chunk) for chunk in chunks
        ]
        for future in work:
            yield future.result()


def executor(processes: int) -> Executor:
    """Processes on this machine; any other concurrent.futures executor does as well."""
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"))
