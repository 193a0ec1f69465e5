"""What every test may ask for: the checkout, a home folder of its own, a display where a window is opened."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from ikea_effect.session.frontends.xvfb import own_display
from tests.postgres import Server, running_server

# Before numpy is imported: tests share the cores, and a sum's last bits change with the number of threads.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_collection_finish() -> None:
    """What was read to collect the tests lives until the end: the garbage collector need not look again."""
    gc.collect()
    gc.freeze()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes give a test no name: they may hold a time, which is another in every process."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder that holds pyproject.toml."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder that only this run writes to; PsychoPy keeps its settings there."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def x_display() -> Iterator[str]:
    """The name of a display that nothing else draws on. Only where CI is not set may it be missing."""
    if shutil.which("Xvfb") is None and not os.environ.get("CI"):
        pytest.skip("Xvfb is not installed; setup.sh installs it")
    with own_display((1920, 1080)) as name:
        yield name


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server that all tests of a process share."""
    with running_server() as server:
        yield server


@pytest.fixture
def postgres(postgres_server: Server) -> Server:
    """A PostgreSQL server with an empty database of the test's own."""
    postgres_server.take_new_database()
    return postgres_server


@pytest.fixture(autouse=True)
def surroundings(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """No test sees the desktop or the home folder of whoever runs it; `window` tests get a display."""
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("IKEA_STORE", raising=False)
    if request.node.get_closest_marker("window"):
        monkeypatch.setenv("DISPLAY", request.getfixturevalue("x_display"))
    else:
        monkeypatch.delenv("DISPLAY", raising=False)
