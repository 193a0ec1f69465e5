"""The programs of a lab that may be killed at any moment: a desk with its window, and a monitor."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import subprocess
import sys
import threading
import time
import urllib.request
from collections import deque
from pathlib import Path

STUDY = "windows"
PATIENCE_S = 300.0
_ROOT = Path(__file__).parents[2]


class Desk:
    """A desk's process on a display of its own; what it prints goes to one queue."""

    def __init__(self, number: int, folder: Path, url: str, display: str, told: queue.Queue[str]) -> None:
        self.number, self.folder, self._told = number, folder / f"desk{number}", told
        module, results = "tests.e2e.windowed_desk", str(self.folder)
        self._command = [sys.executable, "-m", module, results, STUDY, url, str(number)]
        self._env = {**os.environ, "DISPLAY": display, "HOME": str(folder / "home")}
        self.waiting: deque[str] = deque()
        self.now = ""
        self._begin()

    def _begin(self) -> None:
        self.process = subprocess.Popen(
            self._command, cwd=_ROOT, env=self._env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._listener = threading.Thread(target=self._listen, args=(self.process,), daemon=True)
        self._listener.start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self._told.put(f"{self.number} {line.strip()}")
        self._told.put(f"{self.number} gone {process.wait()}")

    def seat(self, who: str) -> None:
        """Somebody comes."""
        self.now = who
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(f"{who}\n")
            self.process.stdin.flush()

    def kill(self) -> None:
        """Ends the process as a power cut does."""
        self.process.kill()
        self.process.wait()
        self._listener.join()
        with contextlib.suppress(BrokenPipeError):
            if self.process.stdin is not None:
                self.process.stdin.close()
        self._forget()

    def _forget(self) -> None:
        """What the dead process said and nobody heard yet is not said by the next one."""
        heard = [self._told.get_nowait() for _ in range(self._told.qsize())]
        for line in heard:
            if not line.startswith(f"{self.number} "):
                self._told.put(line)

    def begin_again(self) -> None:
        """Somebody starts the desk's program once more."""
        self._begin()
        self.now = ""

    def close(self) -> int:
        """Nobody comes any more; how the program ended."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(60)
        self.process.kill()
        self._listener.join()
        return self.process.wait()


class Monitor:
    """A monitor in a folder of its own, and somebody who looks at it."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder / "monitor"
        self._env = {**os.environ, "IKEA_STORE": url}
        self._over = threading.Event()
        self._begin()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def _begin(self) -> None:
        command = [sys.executable, "-m", "ikea_effect", "monitor", STUDY, "--port", "0"]
        self._process = subprocess.Popen(
            [*command, "--results", str(self._folder)], cwd=_ROOT, env=self._env, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        found = re.search(r"http://\S+", self._process.stdout.readline())
        self._address = found[0] if found else ""

    def _watch(self) -> None:
        while not self._over.wait(2):
            with contextlib.suppress(OSError, ValueError):
                self.page()

    def page(self) -> str:
        """What it shows."""
        with urllib.request.urlopen(self._address, timeout=30) as answer:
            return str(answer.read().decode())

    def comes_to(self, words: str, within_s: float = 30) -> bool:
        """Whether it shows these words, if not now then soon."""
        until = time.monotonic() + within_s
        while words not in self.page():
            if time.monotonic() > until:
                return False
            time.sleep(0.5)
        return True

    def kill(self) -> None:
        """Dies, and is begun again until it answers: the server may be away."""
        self._end()
        until = time.monotonic() + PATIENCE_S
        self._begin()
        while not self._address and time.monotonic() < until:
            self._end()
            self._begin()

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def close(self) -> None:
        """Nobody looks any more."""
        self._over.set()
        self._watcher.join()
        self._end()
