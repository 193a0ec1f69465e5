"""A repetition at a real window, by mouse and by keyboard, and killed inside of it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.record.study import Study
from tests.e2e.one_window import data_of

WITHIN = Path(__file__).parents[1] / "data" / "protocols" / "within.yaml"
SCRIPT = Path(__file__).with_name("session_that_dies.py")
SEED = 7


def run(results: Path, point: str, keyboard: bool) -> int:
    """The exit code of one session at a window of its own."""
    words = [results, WITHIN, "S0001", results / "shown", point, *(["keyboard"] if keyboard else [])]
    results.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, words)], check=False, timeout=300
    ).returncode


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.parametrize("keyboard", [False, True], ids=["mouse", "keyboard"])
def test_a_session_that_is_killed_in_its_second_repetition_ends_as_a_simulated_one(
    tmp_path: Path, keyboard: bool
) -> None:
    simulated = simulate(SimulateRequest(str(WITHIN), 1, SEED, "within", results=tmp_path / "simulated"))
    expected = data_of(simulated, "S0001")
    second = str(expected["whose.order"]).rpartition(", ")[2]
    results = tmp_path / "window"
    assert run(results, f"at:bid@{second}.amount", keyboard) == -signal.SIGKILL
    before = (results / "shown").read_text().split()
    assert before[-1] == f"bid@{second}.amount"
    assert run(results, "never", keyboard) == 0
    after = (results / "shown").read_text().split()[len(before) :]
    assert after[0] == f"bid@{second}.amount"
    assert data_of(Study(results / "within"), "S0001") == expected
