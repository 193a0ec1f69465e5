"""Sessions on a small disk that fills up and becomes read-only. test_machine.py runs it in its own mounts.

python disk_that_fails.py FOLDER        FOLDER becomes a file system of one megabyte
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path
from typing import Any

from ikea_effect.errors import StationError
from ikea_effect.operations.data import read_study
from ikea_effect.operations.run import Answer, RunRequest, run_session
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.observations import untimed
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.frontends.base import Frontend
from ikea_effect.session.frontends.simulation import Simulated

STUDY = "norton-2012-1a"


class Filling(Simulated):
    """Answers as told, and fills the disk before its tenth screen is answered."""

    def __init__(self, answer: Answer, filler: Path | None) -> None:
        self._answer, self._filler, self._shown, self._clock_ms = answer, filler, 0, 0

    def show(self, screen: Screen) -> Reply:
        self._shown += 1
        if self._filler and self._shown == 10:
            fill(self._filler)
        values, rt_ms = self._answer(screen)
        return Reply(values, 0, rt_ms)


def fill(path: Path) -> None:
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 100)


def told(call: Any) -> str:
    """The sentence of the StationError that the call raises."""
    try:
        call()
    except StationError as error:
        return str(error)
    raise AssertionError("nothing was refused")


def run(results: Path, participant: str, filler: Path | None = None, *, resume: bool = False) -> bool:
    def opened(_setup: Setup, answer: Answer) -> Frontend:
        return Filling(answer, filler)

    request = RunRequest(STUDY, participant, results=results, mode="scripted", seed=1, resume=resume)
    return run_session(request, opened).finished


def row(results: Path, participant: str) -> dict[str, Any]:
    rows = read_study(Study(results / STUDY)).tables.wide
    return untimed(next(row for row in rows if row["participant"] == participant))


def main(folder: Path) -> None:
    undisturbed = folder.with_name("undisturbed")
    assert run(undisturbed, "P001")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=True)

    filler = folder / "filler"
    assert "the disk is full" in told(lambda: run(folder / "results", "P001", filler))
    before = (folder / "results" / STUDY / "journals" / "P001.jsonl").read_bytes()
    assert before.endswith(b"\n")
    assert before.count(b"replied") >= 5
    filler.unlink()
    assert run(folder / "results", "P001", resume=True)
    after = (folder / "results" / STUDY / "journals" / "P001.jsonl").read_bytes()
    assert after.startswith(before)
    assert row(folder / "results", "P001") == row(undisturbed, "P001")

    with store_of(Study(folder / "results" / STUDY)) as store:
        fill(filler)
        for write in (
            lambda: store.mark(["P001"], "taken"),
            lambda: store.claim([f"P{n}" * 9 for n in range(99)]),
        ):
            assert "disk is full" in told(write)
        assert [seat.participant for seat in store.seats()] == ["P001"]
    assert read_study(Study(folder / "results" / STUDY)).tables.wide
    filler.unlink()

    message = told(lambda: simulate(SimulateRequest(STUDY, 500, 1, results=folder / "results")))
    assert "disk is full" in message or "the store refused" in message

    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
    assert "read-only" in told(lambda: run(folder / "results", "P002"))
    assert "read-only" in told(lambda: run(folder / "other", "P002"))
    with store_of(Study(folder / "results" / STUDY)) as store:
        assert [seat.participant for seat in store.seats()] == ["P001"]
        assert "read-only" in told(lambda: store.mark(["P001"], "interrupted"))
    print("held")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
