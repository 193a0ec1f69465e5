"""Registers and kills itself where for the n-th time the disk is changed (made, written, renamed, removed),
for every n; then registers again. Prints how many places to die there were, and every state that came of it.

python register_that_dies.py PROTOCOL OUT [BECAUSE]
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from ikea_effect.operations.register import Registered, RegisterRequest, register
from ikea_effect.operations.registrations import registered

CHANGES = ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def asked(protocol: str, out: Path, because: str) -> Registered:
    """The registration, or the amendment, of one day."""
    request = RegisterRequest(protocol, out, None, out.parent / "results", because, screens=False)
    return register(request, lambda _: None, "2026-01-02")


def dies(protocol: str, out: Path, because: str, number: int) -> bool:
    """Whether a process that registers was killed at the n-th change of the disk; it may end before."""
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)
    left = number

    def watch(event: str, given: Any) -> None:
        nonlocal left
        if event in CHANGES or (event == "open" and isinstance(given[2], int) and given[2] & WRITES):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    asked(protocol, out, because)
    os._exit(0)


def state(folder: Path) -> str:
    """What is registered there: every file, and the hash of each in which no time of writing stands."""
    told = [
        [one.kind, {name: "" if name.endswith(".docx") else was for name, was in one.facts["files"].items()}]
        for one in registered(folder)
    ]
    return json.dumps(told, sort_keys=True)


def main(protocol: str, out: Path, because: str) -> None:
    """Dies at every place, each time with the folder as it was before."""
    states, seen = set(), set()
    for number in itertools.count(1):
        copy = out.with_name(f"copy-{number}") / out.name
        copy.parent.mkdir()
        if out.exists():
            shutil.copytree(out, copy)
        killed = dies(protocol, copy, because, number)
        seen.add(len(registered(copy)) if copy.exists() else 0)
        asked(protocol, copy, because)
        states.add(state(copy))
        half = [*copy.parent.glob(".*"), *copy.glob(".*")]
        states.update(f"left: {path.name}" for path in half if path.is_dir())
        shutil.rmtree(copy.parent)
        if not killed:
            break
    print(json.dumps({"places": number - 1, "states": sorted(states), "seen": sorted(seen)}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), "".join(sys.argv[3:]))
