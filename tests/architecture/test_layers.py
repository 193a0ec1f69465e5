"""The package reads in one direction, and light commands stay light."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "statsmodels",
    "matplotlib",
    "sqlalchemy",
    "psychopy",
    "pyglet",
    "starlette",
    "uvicorn",
}

START = "import sys; sys.argv[0] = 'ikea-effect'; from ikea_effect.cli.main import main; sys.exit(main())"


def imported_by(*arguments: str, folder: Path) -> set[str]:
    """Top-level packages that `ikea-effect <arguments>` imports."""
    command = [sys.executable, "-X", "importtime", "-c", START, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


def test_every_import_contract_is_kept(checkout: Path) -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=checkout, check=False)
    assert done.returncode == 0, done.stdout


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    assert not imported_by("--help", folder=tmp_path) & (
        HEAVY | {"pydantic", "ruamel", "rich", "babel", "PIL"}
    )


def test_a_quick_check_imports_neither_numpy_nor_pillow(tmp_path: Path) -> None:
    found = imported_by("check", "norton-2012-1a", "--quick", folder=tmp_path)
    assert not found & (HEAVY | {"rich", "PIL", "fontTools"})


def test_laying_out_screens_opens_no_window_and_reads_no_data(tmp_path: Path) -> None:
    found = imported_by("check", "norton-2012-1a", folder=tmp_path)
    assert "PIL" in found
    assert not found & (HEAVY - {"numpy"} | {"rich", "fontTools"})


@pytest.mark.slow
def test_simulating_and_analyzing_import_no_psychopy(tmp_path: Path) -> None:
    for arguments in (
        ["simulate", "norton-2012-1a", "--n", "8", "--seed", "7"],
        ["analyze", "norton-2012-1a-simulated", "--json"],
    ):
        found = imported_by(*arguments, folder=tmp_path)
        assert "ikea_effect" in found
        assert not found & {"psychopy", "pyglet", "Xlib"}


def test_the_program_digest_covers_every_folder_that_decides_a_draw(checkout: Path) -> None:
    """Who gets what, all that the task floor imports, and the folder of the engine."""
    from ikea_effect.operations.session_facts import DECIDING

    package = checkout / "ikea_effect"
    reached, waiting = {"session"}, ["assignment", "tasks", "payment"]
    while waiting:
        folder = waiting.pop()
        if folder in reached or not (package / folder).is_dir():
            continue
        reached.add(folder)
        for path in (package / folder).rglob("*.py"):
            waiting += re.findall(r"^\s*from ikea_effect\.(\w+)", path.read_text("utf-8"), re.MULTILINE)
    assert reached == set(DECIDING)
