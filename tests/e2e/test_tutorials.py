"""The tutorials do what they say: every command runs, in order, and prints the lines that stand below it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = {"from-a-csv.md": {"survey.csv": "tests/data/foreign/qualtrics.csv"}}


@pytest.mark.slow
@pytest.mark.parametrize("page", ["first-study.md", "replication.md", "from-a-csv.md", "translating.md"])
def test_every_command_of_a_tutorial_runs_and_prints_what_stands_below_it(page: str, tmp_path: Path) -> None:
    for name, source in FILES.get(page, {}).items():
        shutil.copy(CHECKOUT / source, tmp_path / name)
    blocks = BLOCK.findall((CHECKOUT / "docs" / page).read_text("utf-8"))
    assert any(kind == "sh" for kind, _ in blocks)
    printed = ""
    for kind, body in blocks:
        if kind == "sh":
            printed = _run(body, tmp_path)
        else:
            missing = [line for line in body.splitlines() if line.strip() not in printed]
            assert missing == [], printed


def _run(script: str, folder: Path) -> str:
    """Everything that the commands print; each of them ends well."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-eu", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path},
        text=True,
        capture_output=True,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout
