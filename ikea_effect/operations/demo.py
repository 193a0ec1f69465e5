"""The whole chain on two studies: real windows driven by mouse and keys, simulation, verdict, report."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from ikea_effect.assignment.slots import queues, slot_conditions
from ikea_effect.errors import SessionError, StationError
from ikea_effect.operations.data import export
from ikea_effect.operations.replicate import Asked, replication_of
from ikea_effect.operations.report import report
from ikea_effect.operations.run_window import window_size
from ikea_effect.operations.session_facts import plan_of
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.simulate_places import in_turn
from ikea_effect.protocol.loading import find_protocol, load_protocol
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import load_setup
from ikea_effect.record.events import timestamp
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study, open_study, study_id
from ikea_effect.seeds import secret_from_seed

STUDIES = ("norton-2012-1a", "franke-2010-tshirt")
PER_CONDITION = 2
SIMULATION_SEED = 7
SESSION_LIMIT_S = 240

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ScriptedSession:
    """One session that a scripted hand plays in a window of its own."""

    protocol: str
    study: str
    participant: str
    seed: int
    keyboard: bool


def demo(results: Path, n: int, size: str, say: Say, references: Sequence[str] = STUDIES) -> Iterator[str]:
    """Runs the studies and yields the lines that say where everything lies.

    Raises: ProtocolError if there is no such protocol; StationError if no window can be opened here;
    SessionError if a scripted session fails.
    """
    window_size(size)
    for reference in references:
        find_protocol(reference)
    began = time.monotonic()
    for reference in references:
        scripted = _scripted_study(reference, results, size, say)
        yield from _told(scripted, say)
        name = study_id(load_protocol(reference).id, "demo-", "-simulated")
        request = SimulateRequest(reference, n, SIMULATION_SEED, name, results=results, replace=True)
        say(f"{request.study}: {n} simulated participants")
        simulated = simulate(request)
        yield from _told(simulated, say)
        yield from _verdicts(simulated)
    say(f"Done in {time.monotonic() - began:.0f} s.")


def _told(study: Study, say: Say) -> Iterator[str]:
    export(study)
    say(f"{study.name}: data, analysis, report")
    yield f"{study.name}  report  {report(study)}"
    yield f"{study.name}  data    {study.folder / 'exports'}/"
    if (study.folder / "screens").is_dir():
        yield f"{study.name}  screens {study.folder / 'screens'}/"


def _verdicts(study: Study) -> Iterator[str]:
    replicated = replication_of(Asked(study.name, results=study.folder.parent))
    for found in replicated.json["results"]:
        said = next(one for one in found["criteria"] if one["id"] == found["decides"])
        yield f"  {found['hypothesis']} -> {said['id']}: {said['outcome']}. {said['sentence']}"


def _scripted_study(reference: str, results: Path, size: str, say: Say) -> Study:
    setup = load_setup(reference)
    protocol = setup.protocol
    seed = balanced_seed(protocol, PER_CONDITION)
    name = study_id(protocol.id, "demo-")
    _clear(results / name)
    study = open_study(
        results, plan_of(setup, reference, name, "scripted", seed), timestamp(datetime.now(UTC))
    )
    participants = [f"P{number:03d}" for number in range(1, places_for(protocol, PER_CONDITION) + 1)]
    with store_of(study) as store:
        store.claim(participants)
    sessions = [
        ScriptedSession(reference, name, participant, seed, keyboard=number >= len(participants) // 2)
        for number, participant in enumerate(participants)
    ]
    say(f"{name}: {len(sessions)} sessions in real windows, driven by real mouse and keyboard events")
    for wave in by_role(protocol, sessions):
        _play_all(wave, results, size, study.folder / "screens", say)
    return study


def by_role(protocol: Protocol, sessions: Sequence[ScriptedSession]) -> list[list[ScriptedSession]]:
    """Those of each role together, after those whom they come after; all together where there are none."""
    roles = [one.role for one in queues(protocol)]
    found = {slot: roles[slot % len(roles)] for slot in range(len(sessions))}
    order: list[str | None] = [*in_turn(protocol)] or [None]
    return [[one for slot, one in enumerate(sessions) if found[slot] == role] for role in order]


def places_for(protocol: Protocol, per_condition: int) -> int:
    """So many places hold every condition so often; each role has as many of them as the largest needs."""
    of_roles = {one.role: len(one.conditions(protocol)) for one in queues(protocol)}
    return per_condition * max(of_roles.values()) * len(of_roles)


def balanced_seed(protocol: Protocol, per_condition: int) -> int:
    """The smallest seed whose first slots hold every condition `per_condition` times, or of a role more.

    A demonstration shows every condition equally often with few participants; a study is balanced by its
    blocks, not by the choice of a seed.
    """
    wanted = places_for(protocol, per_condition)
    for seed in count(1):
        conditions = slot_conditions(protocol, secret_from_seed(seed, protocol.id), 0, wanted)
        if all(conditions.count(condition) >= per_condition for condition in protocol.conditions):
            return seed
    raise AssertionError("unreachable")


def _clear(folder: Path) -> None:
    """Makes room for the demonstration; a folder that is not an earlier one is left alone."""
    if not folder.exists():
        return
    if Study(folder).mode not in {"scripted", "simulated"}:
        raise SessionError(f"{folder} holds other sessions. Choose another folder with --results.")
    shutil.rmtree(folder)


def _play_all(sessions: Sequence[ScriptedSession], results: Path, size: str, screens: Path, say: Say) -> None:
    side_by_side = min(len(sessions), os.cpu_count() or 1) if _can_have_own_displays() else 1
    with ThreadPoolExecutor(side_by_side) as pool, tempfile.TemporaryDirectory() as scratch:
        work = [pool.submit(_play, session, results, size, Path(scratch)) for session in sessions]
        for session, future in zip(sessions, work, strict=True):
            future.result()
            say(f"  {session.participant} finished ({'keyboard' if session.keyboard else 'mouse'})")
        _collect(sessions, Path(scratch), screens)


def _can_have_own_displays() -> bool:
    return shutil.which("Xvfb") is not None


@contextmanager
def _display(size: str) -> Iterator[dict[str, str]]:
    """An environment with a display: an X server of its own, else the one that is there."""
    from ikea_effect.session.frontends.xvfb import own_display

    if _can_have_own_displays():
        with own_display(window_size(size)) as display:
            yield os.environ | {"DISPLAY": display}
        return
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        raise StationError(
            "no display, and no Xvfb to make one. Install it: apt-get install xvfb xauth libgl1 "
            "libgl1-mesa-dri libglu1-mesa libfontconfig1 libfreetype6"
        )
    with nullcontext():
        yield dict(os.environ)


def _play(session: ScriptedSession, results: Path, size: str, scratch: Path) -> None:
    command = [
        sys.executable, "-m", "ikea_effect", "run", session.protocol,
        "--participant", session.participant, "--study", session.study, "--results", str(results),
        "--scripted", "--seed", str(session.seed), "--pace", "fast", "--window", size,
        "--screens", str(scratch / session.participant),
        *(["--keyboard"] if session.keyboard else []),
    ]  # fmt: skip
    with _display(size) as environment:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=SESSION_LIMIT_S, check=False
        )
    if done.returncode == 2:
        raise StationError(done.stderr.strip().removeprefix("ikea-effect: "))
    if done.returncode:
        raise SessionError(
            f"{session.study}, {session.participant}: the session failed.\n{done.stderr[-3000:]}"
        )


def _collect(sessions: Sequence[ScriptedSession], scratch: Path, screens: Path) -> None:
    """All pictures in one folder, named by participant and order."""
    screens.mkdir(parents=True, exist_ok=True)
    for session in sessions:
        for picture in sorted((scratch / session.participant).glob("*.png")):
            shutil.move(picture, screens / f"{session.participant}-{picture.name}")
