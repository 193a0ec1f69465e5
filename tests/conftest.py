"""What every test may ask for: the checkout, a home folder of its own, a display where a window is opened."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


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
    """The name of a display that nothing else draws on."""
    server = shutil.which("Xvfb")
    if server is None:
        if os.environ.get("CI"):
            pytest.fail("Xvfb is not installed; setup.sh installs it")
        pytest.skip("Xvfb is not installed; setup.sh installs it")
    reading, writing = os.pipe()
    command = [server, "-displayfd", str(writing), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as process:
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        if not number:
            pytest.fail(f"Xvfb did not start: it ended with exit code {process.wait()}")
        yield f":{number}"
        process.terminate()


@pytest.fixture(autouse=True)
def surroundings(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """No test sees the desktop or the home folder of whoever runs it; `window` tests get a display."""
    monkeypatch.setenv("HOME", str(home))
    if request.node.get_closest_marker("window"):
        monkeypatch.setenv("DISPLAY", request.getfixturevalue("x_display"))
    else:
        monkeypatch.delenv("DISPLAY", raising=False)
