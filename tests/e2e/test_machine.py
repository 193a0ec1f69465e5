"""What the machine lacks is told in a sentence: a disk, a display, PsychoPy."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ikea_effect.record.journal import read_journal
from ikea_effect.session.frontends.lab.station import DISPLAY_GONE

SCRIPT = Path(__file__).with_name("disk_that_fails.py")
COMMAND = "from ikea_effect.cli.main import main; main()"
WITHOUT_PSYCHOPY = f"import sys; sys.modules['psychopy'] = None; {COMMAND}"
RUN = ("run", "norton-2012-1a", "--participant", "P001")


def call(code: str, *arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    without_display = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        env=without_display | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str], cwd: Path) -> str:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (cwd / "results").exists()
    return done.stderr


@contextlib.contextmanager
def display_server() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """An X server that a test may kill, and the display that it serves."""
    with subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as server:
        assert server.stdout is not None
        try:
            yield server, f":{server.stdout.readline().decode().strip()}"
        finally:
            server.kill()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only X can be without a display")
def test_without_a_display_it_says_what_to_do(tmp_path: Path) -> None:
    said = refused(call(COMMAND, *RUN, cwd=tmp_path), tmp_path)
    assert "display" in said
    assert "Xvfb" in said or "xvfb" in said


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only X can be without a display")
def test_a_display_that_does_not_answer_is_told(tmp_path: Path) -> None:
    assert "display" in refused(call(COMMAND, *RUN, cwd=tmp_path, DISPLAY=":4711"), tmp_path)


@pytest.mark.slow
def test_without_psychopy_it_says_what_to_install(tmp_path: Path) -> None:
    said = refused(call(WITHOUT_PSYCHOPY, *RUN, cwd=tmp_path, DISPLAY=":0"), tmp_path)
    assert "ikea-effect[lab]" in said


@pytest.mark.slow
def test_the_input_is_told_before_the_machine(tmp_path: Path) -> None:
    bad_id = ("run", "norton-2012-1a", "--participant", "P 001")
    assert "P 001" in refused(call(WITHOUT_PSYCHOPY, *bad_id, cwd=tmp_path), tmp_path)
    bad_protocol = ("run", "norton-2012", "--participant", "P001")
    assert "norton-2012-1a" in refused(call(WITHOUT_PSYCHOPY, *bad_protocol, cwd=tmp_path), tmp_path)


@pytest.mark.slow
def test_everything_but_a_window_works_without_psychopy(tmp_path: Path) -> None:
    for arguments in (
        ("check", "norton-2012-1a"),
        ("simulate", "norton-2012-1a", "--n", "20", "--study", "dry"),
        ("analyze", "dry", "--json"),
        ("replicate", "dry"),
        ("report", "dry"),
        ("preview", "norton-2012-1a", "--language", "en"),
    ):
        done = call(WITHOUT_PSYCHOPY, *arguments, cwd=tmp_path)
        assert done.returncode == 0, (arguments, done.stderr)


def can_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    done = subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
    )
    return done.returncode == 0


@pytest.mark.slow
def test_a_full_or_read_only_disk_loses_nothing(tmp_path: Path) -> None:
    if not can_mount():
        pytest.skip("no mount namespace can be made here")
    (tmp_path / "disk").mkdir()
    command = ["unshare", "-rm", sys.executable, str(SCRIPT), str(tmp_path / "disk")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip().endswith("held")


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only an X server can be taken away")
def test_a_display_that_goes_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    with (
        display_server() as (server, display),
        subprocess.Popen(
            [sys.executable, "-c", COMMAND, *RUN, "--window", "1280x1024", "--screens", "screens"],
            cwd=tmp_path,
            env=os.environ | {"DISPLAY": display},
            stderr=subprocess.PIPE,
            text=True,
        ) as session,
    ):
        while not list(tmp_path.glob("screens/*.png")):
            assert session.poll() is None
            threading.Event().wait(0.05)
        server.kill()
        assert session.stderr is not None
        said = session.stderr.read()
        assert session.wait(60) == 2
    assert said == f"{DISPLAY_GONE}\n"
    (journal,) = tmp_path.glob("results/*/journals/[!_]*.jsonl")
    assert [event.kind for event in read_journal(journal).events] == ["started"]


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only an X server can be taken away")
@pytest.mark.parametrize(
    ("when", "calls"), [("opens", 2000), ("opens", 3500), ("opens", 9000), ("shows", 5000), ("shows", 60_000)]
)
def test_a_display_that_goes_while_a_window_opens_or_a_hand_moves_is_told_too(
    tmp_path: Path, when: str, calls: int
) -> None:
    with display_server() as (server, display):
        module = (sys.executable, "-m", "tests.e2e.display_that_goes", str(server.pid), when, str(calls))
        done = subprocess.run(
            [*module, *RUN, "--scripted", "--window", "1280x1024", "--results", str(tmp_path)],
            env=os.environ | {"DISPLAY": display},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert server.poll() is not None
    assert done.returncode == 2, done.stderr
    assert done.stderr.removeprefix("ikea-effect: ") == f"{DISPLAY_GONE}\n"
    for journal in tmp_path.glob("*/journals/[!_]*.jsonl"):
        assert read_journal(journal).torn == b""
