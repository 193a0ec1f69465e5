"""The page "Monday to Friday": every command of it runs, in order, with eight scripted desks and a server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ikea_effect.operations.settle import settle
from ikea_effect.operations.status import status
from ikea_effect.record.cash_acts import cash_book
from ikea_effect.record.studies import find_study
from tests.postgres import Server

CHECKOUT = Path(__file__).parents[2]
PAGE = (CHECKOUT / "docs" / "lab-week.md").read_text("utf-8")
BLOCK = re.compile(r"^```(sh|yaml|csv)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = ("experiments/lab_week/experiment.yaml", "monday.csv", "tuesday.csv", "school.csv")
"""What the page's blocks that are no commands hold, in its order."""
_FITS_OR_NOT = "ikea-effect doctor"


@pytest.mark.slow
@pytest.mark.window
def test_the_week_runs_as_it_is_typed(tmp_path: Path, postgres: Server) -> None:
    blocks = BLOCK.findall(PAGE)
    files = [body for kind, body in blocks if kind != "sh"]
    commands = [body for kind, body in blocks if kind == "sh"]
    _run(commands[0], tmp_path, postgres)
    for name, body in zip(FILES, files, strict=True):
        (tmp_path / name).write_text(body, "utf-8")
    for script in commands[1:]:
        _run(script, tmp_path, postgres)
    study = find_study(tmp_path / "results", "week")
    _told(tmp_path, study.folder)
    book = cash_book(study)
    [(opened, payments, closed)] = book.days
    assert (opened.minor, sum(one.minor for one in payments), closed.minor) == (10000, 7800, 2200)
    found = status(study)
    assert found["took_no_part"] == {"sent-away": 1, "no-show": 1}
    states = {one["participant"]: one["state"] for one in found["participants"]}
    assert (states["P003"], states["P006"], "P002" in states) == ("stopped", "stopped", False)
    assert sorted(states.values()).count("complete") == 5 + 8
    assert settle(study).to_json()["paid_to_withdrawn"] == 11.0


def _told(folder: Path, study: Path) -> None:
    """What lies where the page says that it lies."""
    for name in ("cash-box-day.pdf", "cash-box-closing-1.pdf", "cash-box.html", "report.html", "exports"):
        assert (study / name).exists(), name
    school = json.loads((folder / "results" / "school" / "study.json").read_text("utf-8"))
    assert school["mode"] == "scripted"


def _run(script: str, folder: Path, server: Server) -> None:
    """Runs the commands: desks without a window, all eight at once; each command ends well."""
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    env |= {"PYTHONPATH": str(CHECKOUT), "IKEA_STORE": server.url()}
    if "school" in script:
        del env["IKEA_STORE"]
    done = subprocess.run(
        ["sh", "-eu", "-c", _scripted(script)], cwd=folder, env=env, text=True, capture_output=True
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"


def _scripted(script: str) -> str:
    """The commands, with a scripted hand in place of people; what a screen is found to be fits no machine."""
    lines = []
    for line in script.splitlines():
        if line.startswith("ikea-effect desk") and "--prepare" in line:
            line += " --scripted"
        elif line.startswith("ikea-effect desk"):
            desks = "1-2" if "school" in line else "1-8"
            line = line.replace("ikea-effect desk", f"{sys.executable} -m tests.e2e.desk_in_a_week {desks}")
        elif line == _FITS_OR_NOT:
            line += " --window 1280x1024 || test $? = 3"
        lines.append(line)
    return "\n".join(lines)
