"""The built wheel, away from the checkout: what it holds, and that it works there without PsychoPy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ikea_effect import __version__

pytestmark = pytest.mark.slow

INFO = f"ikea_effect-{__version__}.dist-info"
UV = Path(sys.executable).with_name("uv")


def run(*command: str | Path, folder: Path) -> str:
    """Standard output of a command that must succeed, run with only what a newcomer's shell holds."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    done = subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout[-1000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(UV, "build", "--quiet", "--wheel", "--out-dir", folder, checkout, folder=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def held(wheel: Path) -> list[str]:
    return zipfile.ZipFile(wheel).namelist()


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment that holds the wheel and what the core needs, at the locked versions."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(UV, "venv", "--quiet", "--python", sys.executable, folder / "venv", folder=folder)
    install = [UV, "pip", "install", "--quiet", "--compile-bytecode", "--python", folder / "venv"]
    run(*install, "--constraint", checkout / "requirements.lock", wheel, folder=folder)
    return folder


def files_below(folder: Path) -> set[str]:
    names = {path.relative_to(folder.parent).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in names if "__pycache__" not in name}


def test_the_wheel_holds_only_the_package(held: list[str]) -> None:
    assert {name.partition("/")[0] for name in held} == {"ikea_effect", INFO}
    assert not [name for name in held if "__pycache__" in name or name.endswith(".pyc")]


@pytest.mark.parametrize("declared", ["protocols", "experiments"])
def test_the_wheel_carries_everything_declared(declared: str, held: list[str], checkout: Path) -> None:
    carried = {name.removeprefix("ikea_effect/_data/") for name in held if "/_data/" in name}
    expected = files_below(checkout / declared)
    assert expected
    assert {name for name in carried if name.startswith(f"{declared}/")} == expected


def test_the_wheel_carries_every_file_of_the_package(held: list[str], checkout: Path) -> None:
    packaged = {name for name in held if name.startswith("ikea_effect/") and "/_data/" not in name}
    assert packaged == files_below(checkout / "ikea_effect")


def test_the_wheel_holds_the_license(held: list[str]) -> None:
    assert f"{INFO}/licenses/LICENSE" in held


def test_protocols_are_listed_away_from_the_checkout(elsewhere: Path) -> None:
    listed = run(elsewhere / "venv/bin/ikea-effect", "protocols", "--json", folder=elsewhere)
    assert "norton-2012-1a" in json.dumps(json.loads(listed))


def test_a_shipped_protocol_checks_away_from_the_checkout(elsewhere: Path) -> None:
    run(elsewhere / "venv/bin/ikea-effect", "check", "norton-2012-1a", folder=elsewhere)


def test_a_dry_run_is_analyzed_where_psychopy_is_not_installed(elsewhere: Path) -> None:
    command = elsewhere / "venv/bin/ikea-effect"
    assert "psychopy" not in run(UV, "pip", "list", "--python", elsewhere / "venv", folder=elsewhere)
    run(command, "simulate", "norton-2012-1a", "--n", "12", "--seed", "7", folder=elsewhere)
    analysis = json.loads(run(command, "analyze", "norton-2012-1a-simulated", "--json", folder=elsewhere))
    assert analysis["protocol"] == "norton-2012-1a"
    assert analysis["mode"] == "simulated"
    assert analysis["n"]["recorded"] == 12
