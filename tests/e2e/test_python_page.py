"""The page of the Python functions does what it says: every block runs, and prints what stands below it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(sh|python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_every_block_of_the_page_of_python_prints_what_stands_below_it(tmp_path: Path) -> None:
    printed, compared = "", 0
    for kind, body in BLOCK.findall((CHECKOUT / "docs" / "python.md").read_text("utf-8")):
        if kind == "text":
            assert printed == body
            compared += 1
        else:
            printed = _run(["sh", "-euc", body] if kind == "sh" else [sys.executable, "-c", body], tmp_path)
    assert compared == 3


def _run(words: list[str], folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(words, cwd=folder, env={**os.environ, "PATH": path}, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
