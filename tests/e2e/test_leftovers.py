"""What a program that was killed leaves is swept at the next start, and a withdrawal leaves nothing of it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ikea_effect.errors import ParticipantError
from ikea_effect.operations.data import export
from ikea_effect.operations.report import report
from ikea_effect.operations.settle import settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.record.journal import read_journal
from ikea_effect.record.study import Study
from tests.e2e.simulated_session_that_dies import run

SCRIPT = Path(__file__).with_name("settle_that_dies.py")
WHO = "S0002"


def killed_while_settling(tmp_path: Path, at_file: int) -> Study:
    study = simulate(SimulateRequest("norton-2012-1a", 3, 3, "killed", results=tmp_path))
    command = [sys.executable, str(SCRIPT), str(tmp_path), "killed", str(at_file), "before"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert len(leftovers(study)) == 1
    return study


def leftovers(study: Study) -> list[str]:
    return [path.name for path in study.folder.rglob(".*") if path.suffix in (".tmp", ".part")]


@pytest.mark.slow
@pytest.mark.parametrize("at_file", [1, 2, 4])
def test_a_withdrawal_after_a_killed_settle_leaves_nothing(tmp_path: Path, at_file: int) -> None:
    study = killed_while_settling(tmp_path, at_file)
    assert withdraw(study, WHO).left_in == ()
    for path in study.folder.rglob("*"):
        assert WHO not in path.name
        assert path.is_dir() or WHO.encode() not in path.read_bytes(), path


STARTS: list[Callable[[Study], object]] = [settle, export, report]


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS)
def test_the_next_start_sweeps(tmp_path: Path, start: Callable[[Study], object]) -> None:
    study = killed_while_settling(tmp_path, 1)
    start(study)
    assert leftovers(study) == []


SESSION = Path(__file__).with_name("simulated_session_that_dies.py")


def killed_behind(results: Path, kind: str) -> tuple[Study, str]:
    """A study in which the first builder was killed right behind the first line of this kind."""
    for number in range(1, 9):
        command = [sys.executable, str(SESSION), str(results), f"P{number}", kind]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        study = Study(results / "norton-2012-1a")
        if any(event.kind == "made" for event in read_journal(study.journal(f"P{number}")).events):
            assert done.returncode == -signal.SIGKILL
            return study, f"P{number}"
    raise AssertionError("nobody built")


@pytest.mark.slow
def test_artifacts_that_a_kill_took_are_made_at_the_next_start(tmp_path: Path) -> None:
    study, who = killed_behind(tmp_path, "finished")
    folder = study.folder / "artifacts" / who
    assert not folder.exists()
    run(tmp_path, "P100")
    assert {path.name for path in folder.iterdir()} == {"storage-box.json", "storage-box.png"}
    assert settle(study).books.apart == {}


@pytest.mark.slow
def test_a_kill_behind_what_was_made_loses_nothing(tmp_path: Path) -> None:
    study, who = killed_behind(tmp_path, "made")
    with pytest.raises(ParticipantError, match="was interrupted"):
        run(tmp_path, who)
    assert run(tmp_path, who, resume=True) == "finished"
    assert (study.folder / "artifacts" / who / "storage-box.png").exists()
