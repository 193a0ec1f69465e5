"""A bid on a good that was chosen before, at a real window by mouse and by keyboard."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.record.study import Study
from tests.e2e.one_window import data_of

CHOSEN = Path(__file__).parents[1] / "data" / "protocols" / "chosen.yaml"
SCRIPT = Path(__file__).with_name("session_that_dies.py")
SEED = 7


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.parametrize("keyboard", [False, True], ids=["mouse", "keyboard"])
def test_a_session_at_a_window_bids_on_what_was_chosen(tmp_path: Path, keyboard: bool) -> None:
    simulated = simulate(SimulateRequest(str(CHOSEN), 2, SEED, "chosen", results=tmp_path / "simulated"))
    who = next(one for one in ("S0001", "S0002") if data_of(simulated, one)["picked"] == "self")
    results = tmp_path / "window"
    results.mkdir()
    words = [results, CHOSEN, who, results / "shown", "never", *(["keyboard"] if keyboard else [])]
    run = [sys.executable, str(SCRIPT), *map(str, words)]
    assert subprocess.run(run, check=False, timeout=300).returncode == 0
    expected, found = data_of(simulated, who), data_of(Study(results / "chosen"), who)
    assert found["bid.good"] == found["shirt"] == expected["shirt"]
    assert found == expected
