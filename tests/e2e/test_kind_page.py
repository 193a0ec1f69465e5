"""The page on a kind of one's own makes a package that installs and carries a study."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "a-new-kind.md"
FILE = re.compile(r"^`([\w/.]+)`[^\n]*\n+```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_the_package_of_the_page_installs_and_its_study_runs(tmp_path: Path) -> None:
    page = PAGE.read_text("utf-8")
    files = {"breath/ikea_effect_breath/__init__.py": "", **dict(FILE.findall(page))}
    assert len(files) == 6
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    pip = [sys.executable, "-m", "pip", "-q", "install", "--no-index", "--no-deps", "--no-build-isolation"]
    _run([*pip, "--target", "installed", "./breath"], tmp_path)
    [(script, below)] = re.findall(r"```sh\n(.*?)```\n\n```text\n(.*?)```", page, re.DOTALL)
    assert below in _run(["sh", "-euc", script], tmp_path)


def _run(words: list[str], folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    known = f"{folder / 'installed'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    own = {**os.environ, "PATH": path, "PYTHONPATH": known}
    done = subprocess.run(words, cwd=folder, env=own, text=True, capture_output=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout
