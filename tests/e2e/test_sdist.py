"""The source archive: everything that the checkout keeps, from which wheel and site are built again."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from ikea_effect import __version__

pytestmark = pytest.mark.slow

NAME = f"ikea_effect-{__version__}"
UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def built(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the archive, and with the wheel that was built from it and not from the checkout."""
    folder = tmp_path_factory.mktemp("sdist")
    subprocess.run([UV, "build", "--quiet", "--out-dir", folder, checkout], check=True)
    return folder


@pytest.fixture(scope="module")
def unpacked(built: Path) -> Path:
    with tarfile.open(built / f"{NAME}.tar.gz") as archive:
        archive.extractall(built / "unpacked", filter="data")
    return built / "unpacked" / NAME


def test_the_archive_holds_every_file_that_is_kept(unpacked: Path, checkout: Path) -> None:
    if not (checkout / ".git").exists():
        pytest.skip("not a checkout: what is kept is not known here")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=checkout, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    kept = {name for name in listed if name and not name.startswith((".ci/", "results/"))}
    held = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert kept - held == set()


def test_the_wheel_from_the_archive_is_the_wheel_from_the_checkout(
    built: Path, checkout: Path, tmp_path: Path
) -> None:
    subprocess.run([UV, "build", "--quiet", "--wheel", "--out-dir", tmp_path, checkout], check=True)
    wheels = [zipfile.ZipFile(next(folder.glob("*.whl"))) for folder in (built, tmp_path)]
    first, second = ({one.filename: one.CRC for one in wheel.infolist()} for wheel in wheels)
    assert first == second


def test_the_site_is_built_from_the_archive(unpacked: Path, tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(unpacked)}
    subprocess.run(["sh", "docs/build.sh", tmp_path / "site"], cwd=unpacked, env=env, check=True)
    assert (tmp_path / "site" / "searchindex.js").is_file()
    assert "Your first study" in (tmp_path / "site" / "index.html").read_text("utf-8")
