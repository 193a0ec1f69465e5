"""The same numbers in this process, in others, and on a cluster that loses a worker in the middle."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ikea_effect.diagnosis.diagnose import Ask, ask
from ikea_effect.diagnosis.executors import opener_of, ready
from ikea_effect.diagnosis.pieces import run_piece
from ikea_effect.diagnosis.program import ROOT, program_digest
from ikea_effect.diagnosis.runs import run_all
from ikea_effect.diagnosis.tally import Tally, together
from ikea_effect.errors import StationError
from ikea_effect.operations.elsewhere import spread_over
from ikea_effect.operations.power import power_of
from ikea_effect.operations.power_request import PowerRequest
from ikea_effect.protocol.loading import load_protocol

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # distributed's, on its own parts
]
STUDIES = 1_000


@pytest.fixture(scope="module")
def mediation() -> Ask:
    """Ten pieces of studies."""
    return ask(load_protocol("norton-2012-3"), "do-it-yourselfers-and-others")


@pytest.fixture(scope="module")
def expected(mediation: Ask) -> Tally:
    return together(run_piece(piece) for piece in mediation.pieces(20, STUDIES, seed=3))


@contextlib.contextmanager
def running(*words: str, program: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """A process of Dask's, ended at the end; `program` is the folder whose ikea_effect it runs."""
    command = [sys.executable, "-m", *words]
    place = None if program is None else os.environ | {"PYTHONPATH": str(program)}
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=place, cwd=program
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@contextlib.contextmanager
def a_scheduler() -> Iterator[str]:
    """The address of a scheduler of its own."""
    words = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    with running(*words) as scheduler:
        assert scheduler.stderr is not None
        line = next(line for line in scheduler.stderr if "Scheduler at:" in line)
        yield line.split("Scheduler at:")[1].strip()


@contextlib.contextmanager
def a_worker(address: str, program: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """A worker that the scheduler knows."""
    words = ("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
    with running(*words, program=program) as worker:
        assert worker.stderr is not None
        next(line for line in worker.stderr if "Registered to:" in line)
        yield worker


@pytest.mark.parametrize("place", ["processes", "dask"])
def test_another_place_changes_no_digit(place: str, mediation: Ask, expected: Tally) -> None:
    pieces = mediation.pieces(20, STUDIES, seed=3)
    assert run_all({pieces[0].work: pieces}, run_piece, *opener_of(place, 2)) == {pieces[0].work: expected}


def test_a_worker_killed_in_the_middle_changes_no_digit(mediation: Ask, expected: Tally) -> None:
    pieces = mediation.pieces(20, STUDIES, seed=3)
    with a_scheduler() as address, a_worker(address) as first, a_worker(address):

        def kill_one(_done: int, _all: int) -> None:
            first.send_signal(signal.SIGKILL)

        found = run_all({pieces[0].work: pieces}, run_piece, *opener_of(address, None), tell=kill_one)
    assert found == {pieces[0].work: expected}


def test_a_worker_of_another_version_is_said_before_anything_runs(mediation: Ask, tmp_path: Path) -> None:
    """Two workers: one has this program, the other one that differs by a line."""
    shutil.copytree(ROOT, tmp_path / ROOT.name, ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / ROOT.name / "rounding.py").open("a", encoding="utf-8") as changed:
        changed.write("\nANOTHER_VERSION = True\n")
    pieces, ran = mediation.pieces(20, 10, seed=3), list[int]()
    works = {pieces[0].work: pieces}
    with a_scheduler() as address, a_worker(address), a_worker(address, tmp_path):
        place = opener_of(address, None)
        with pytest.raises(StationError, match="another version of the program than this command") as refused:
            run_all(works, run_piece, *place, tell=lambda done, _all: ran.append(done))
    digests = re.findall(r"(?:digest|here:) ([0-9a-f]{32})", str(refused.value))
    assert len(set(digests)) == 2
    assert digests[1] == program_digest()
    assert not any(ran)


def test_a_scheduler_without_workers_is_said_before_anything_runs(mediation: Ask) -> None:
    pieces = mediation.pieces(20, 10, seed=3)
    with a_scheduler() as address, pytest.raises(StationError, match=r"has no worker\. Begin one: dask"):
        run_all({pieces[0].work: pieces}, run_piece, *opener_of(address, None))


def test_a_place_where_nobody_answers_is_said_before_anything_is_worked_out() -> None:
    asked = PowerRequest("norton-2012-1a", (10,), studies=10, executor="tcp://127.0.0.1:9")
    with pytest.raises(StationError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        power_of(asked)
    with (
        pytest.raises(StationError, match="No Dask scheduler answers"),
        spread_over("tcp://127.0.0.1:9", None),
    ):
        pytest.fail("nothing is to be worked out")


def test_another_server_is_not_taken_for_a_scheduler() -> None:
    class Web(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                self.request.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Web) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"tcp://127.0.0.1:{server.server_address[1]}"
        with pytest.raises(StationError, match="No Dask scheduler answers"), ready(address, 1):
            pass
        server.shutdown()
