"""Desks that are killed and a server whose plug is pulled, at random, while people come; then what must hold.

.venv/bin/python -m tests.e2e.storm DESKS PEOPLE FAULTS [SEED]      `sh test.sh long` runs 8 desks, 400 people
"""

from __future__ import annotations

import queue
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ikea_effect.operations.verify import verified
from ikea_effect.record.journal import read_journal
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.studies import find_study
from tests.e2e.desk_in_a_storm import __file__ as DESK_FILE
from tests.postgres import Server, running_server

STUDY = "storm"
_ROOT = Path(DESK_FILE).parents[2]
_PATIENCE_S = 300.0


class Storm(NamedTuple):
    """What happened, and what does not hold afterwards."""

    people: int
    kills: int
    restarts: int
    lost: int
    seconds: float
    wrong: tuple[str, ...]


class _Desk:
    """A desk's process, which tells all that it prints to one queue."""

    def __init__(
        self, number: int, results: Path, url: str, people: list[str], told: queue.Queue[int]
    ) -> None:
        self.number, self._told = number, told
        module = "tests.e2e.desk_in_a_storm"
        self._command = [
            sys.executable,
            "-m",
            module,
            str(results / f"desk{number}"),
            STUDY,
            url,
            str(number),
        ]
        self._command += people
        self.begin()

    def begin(self) -> None:
        self.process = subprocess.Popen(self._command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
        self._listener = threading.Thread(target=self._listen, args=(self.process,), daemon=True)
        self._listener.start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for _ in process.stdout:
                self._told.put(self.number)
        process.wait()
        self._told.put(self.number)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self._listener.join()


def storm(folder: Path, server: Server, desks: int, people: int, faults: int, seed: int = 1) -> Storm:
    """Lets `people` come to the desks, and as many faults happen, at screens that chance chooses."""
    chance, told, began = random.Random(seed), queue.Queue[int](), time.monotonic()
    names = [f"P{number:05}" for number in range(people)]
    open_desks = [_Desk(number, folder, server.url(), names[number::desks], told) for number in range(desks)]
    kinds: Counter[str] = Counter()
    every = max(2, people * 20 // (faults + 1))  # some twenty screens each
    next_fault = chance.randint(1, every)
    try:
        while any(desk.process.poll() is None for desk in open_desks):
            number = told.get(timeout=_PATIENCE_S)
            next_fault -= 1
            if next_fault <= 0 and sum(kinds.values()) < faults:
                next_fault = chance.randint(1, 2 * every)
                kinds[_fault(chance, server, open_desks[number])] += 1
    finally:
        for desk in open_desks:
            desk.kill()
    wrong = [
        f"desk {one.number} gave up ({one.process.returncode})"
        for one in open_desks
        if one.process.returncode
    ]
    lost, more = checked(folder, names, desks)
    return Storm(people, kinds["kill"], kinds["restart"], lost, time.monotonic() - began, (*wrong, *more))


def _fault(chance: random.Random, server: Server, desk: _Desk) -> str:
    if chance.random() < 0.3:
        server.stop()
        server.start()
        return "restart"
    if desk.process.poll() is None:
        desk.kill()
        desk.begin()
    return "kill"


def checked(folder: Path, names: Sequence[str], desks: int, name: str = STUDY) -> tuple[int, list[str]]:
    """How many sessions are not whole, and what is not as it has to be, at the desk that looks last."""
    studies = [find_study(folder / f"desk{number}", name) for number in range(desks)]
    study = find_study(folder / "desk0", name)  # once more: now every other desk has sent what it had
    events = {who: read_journal(study.journal(who)).events for who in study.participants()}
    wrong = [f"{who} is not there" for who in names if who not in events]
    lost = sum(one[-1].kind != "finished" for one in events.values())
    slots = Counter(one[0].data["slot"] for one in events.values())
    wrong += [f"slot {slot} was given {count} times" for slot, count in slots.items() if count > 1]
    wrong += [f"slot {slot} was never given" for slot in range(len(names)) if slot not in slots]
    counts = Counter(one[0].data["condition"]["labor"] for one in events.values())
    if abs(counts["build"] - counts["prebuilt"]) > 2:
        wrong.append(f"conditions are out of balance: {dict(counts)}")
    with store_of(study) as store:
        wrong += [f"{seat.participant} is {seat.state}" for seat in store.seats() if seat.state != "finished"]
    verdict = verified(name, folder / "desk0")
    findings = [one.what for one in verdict.findings if not one.holds]
    wrong += [what for what in findings if not what.endswith("Run settle.")]
    for other in studies[1:]:
        find_study(other.folder.parent, name)
        for path in study.journals.glob("*.jsonl"):
            copy = other.journals / path.name
            if not copy.exists() or copy.read_bytes() != path.read_bytes():
                wrong.append(f"{other.folder.parent.name} has another {path.name}")
    return lost, wrong


def main(desks: int, people: int, faults: int, seed: int = 1) -> int:
    with tempfile.TemporaryDirectory() as folder, running_server() as server:
        found = storm(Path(folder), server, desks, people, faults, seed)
    print(
        f"{desks} desks, {found.people} people in {found.seconds:.0f} s, {found.kills} desks killed, "
        f"{found.restarts} times the server: {found.lost} sessions lost, {len(found.wrong)} faults"
    )
    for what in found.wrong:
        print(f"  {what}")
    return bool(found.wrong or found.lost)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
