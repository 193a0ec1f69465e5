"""Collects desks and kills itself at the n-th time that something reaches the disk, as a power cut would, for
every n; then collects again. Prints how many places to die there were, and every state that came of it.

python collect_that_dies.py STUDY-FOLDER DESK...
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import signal
import sys
from pathlib import Path

from ikea_effect.operations.collect import collect
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import read_study_journal

FSYNC = os.fsync


def dies(folder: Path, desks: list[Path], number: int) -> bool:
    """Whether a process that collects was killed at the n-th fsync; it may end before."""
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)
    left = number

    def fsync(handle: int) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        FSYNC(handle)

    os.fsync = fsync
    collect(Study(folder), desks)
    os._exit(0)


def state(study: Study) -> str:
    """A digest of all that was collected, without the time at which it was entered."""
    told = [(event.kind, event.data) for event in read_study_journal(study)]
    with store_of(study) as store:
        seats = [tuple(seat) for seat in store.seats()]
    journals = [*sorted(study.journals.glob("[A-Z]*.jsonl")), *sorted(study.folder.glob("desks/*"))]
    found = hashlib.sha256(json.dumps([told, seats]).encode())
    for path in journals:
        found.update(path.name.encode() + path.read_bytes())
    return f"{len(journals)} {found.hexdigest()}"


def main(folder: Path, desks: list[Path]) -> None:
    """Dies at every place, each time with the study as it was before."""
    found = {}
    for number in itertools.count(1):
        copy = folder.with_name(f"copy-{number}") / folder.name
        shutil.copytree(folder, copy)
        killed = dies(copy, desks, number)
        collect(Study(copy), desks)
        found[number] = state(Study(copy))
        if not killed:
            break
    print(json.dumps({"places": len(found) - 1, "states": sorted({*found.values()})}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(one) for one in sys.argv[2:]])
