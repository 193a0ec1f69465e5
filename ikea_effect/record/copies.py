"""One journal in a desk's folder and in the store that desks share: what one has more, the other gets.

Where a session went on at another desk meanwhile, what this desk has more is set aside.
"""

from __future__ import annotations

import itertools
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ikea_effect.record.disk import disk_errors, locked_now, sync_folder, write_all, write_durably
from ikea_effect.record.events import GENESIS, digest
from ikea_effect.record.lines import Head, Lines, PassedError

SET_ASIDE = "set-aside"

_log = logging.getLogger(__name__)


def bring_together(folder: Path, lines: Lines, journal: str, head: Head) -> bool:
    """Brings the copies of a journal of the study in `folder` together; returns whether something was sent.

    A journal that a program writes right now is left to that program.
    """
    path = folder / "journals" / f"{journal}.jsonl"
    size = path.stat().st_size if path.exists() else 0
    if size == head.size:
        return False
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    except OSError:
        return False  # it cannot be written: it is told where it is read
    try:
        return locked_now(handle) and _joined(folder, lines, journal, head, handle)
    finally:
        os.close(handle)


def _joined(folder: Path, lines: Lines, journal: str, head: Head, handle: int) -> bool:
    own = whole_lines(folder / "journals" / f"{journal}.jsonl")
    size = sum(len(line) + 1 for line in own)
    if size < head.size:
        more = _up_to(lines.after(journal, size), size, head)
        if _follows(own, more, head, size):
            _write(handle, size, more)
            return False
    elif size > head.size and (not head.size or _prefix(own, head)):
        with suppress(PassedError):
            lines.add(journal, *_tail(own, head.size))
            return True
    elif size == head.size and (not own or digest(own[-1]) == head.digest):
        os.ftruncate(handle, size)  # a torn line that was never finished
        return False
    _set_aside(folder, lines, journal, handle)
    return False


def whole_lines(path: Path) -> list[bytes]:
    """The lines of a file that were finished."""
    with disk_errors(path):
        return path.read_bytes().split(b"\n")[:-1]


def _tail(own: list[bytes], size: int) -> tuple[int, list[bytes]]:
    """The lines from byte `size` on, and that byte."""
    at, rest = 0, list(own)
    while rest and at < size:
        at += len(rest.pop(0)) + 1
    return at, rest


def _prefix(own: list[bytes], head: Head) -> bool:
    """Whether the store's lines are the first of these."""
    at, rest = _tail(own, head.size)
    before = own[: len(own) - len(rest)]
    return at == head.size and bool(before) and digest(before[-1]) == head.digest


def _up_to(more: list[bytes], size: int, head: Head) -> list[bytes]:
    """Of lines that begin at byte `size` those up to the head: others came since it was looked at."""
    upto = list(itertools.takewhile(lambda end: end <= head.size, _ends(more, size)))
    return more[: len(upto)]


def _ends(lines: list[bytes], size: int) -> Iterator[int]:
    for line in lines:
        size += len(line) + 1
        yield size


def _follows(own: list[bytes], more: list[bytes], head: Head, size: int) -> bool:
    """Whether the lines that the store has more begin where these end."""
    last = digest(own[-1]) if own else GENESIS
    whole = size + sum(len(line) + 1 for line in more) == head.size
    return whole and bool(more) and f'"prev":"{last}"'.encode() in more[0]


def _write(handle: int, size: int, lines: list[bytes]) -> None:
    os.ftruncate(handle, size)
    os.lseek(handle, size, os.SEEK_SET)
    write_all(handle, b"".join(line + b"\n" for line in lines))
    os.fsync(handle)


def _set_aside(folder: Path, lines: Lines, journal: str, handle: int) -> None:
    """Takes the store's lines in place of this folder's, which are kept as they are."""
    path, aside = folder / "journals" / f"{journal}.jsonl", folder / SET_ASIDE
    with disk_errors(path):
        aside.mkdir(exist_ok=True)
        number = 1
        while (kept := aside / f"{journal}-{number}.jsonl").exists():
            number += 1
        write_durably(kept, path.read_bytes())
        sync_folder(folder)  # the name of the folder that holds it, before what it was taken from is gone
        _write(handle, 0, lines.after(journal, 0))
    _log.warning(
        "%s went on at another desk. What was answered here and not there is kept in %s/%s, and counts in "
        "nothing.", journal, SET_ASIDE, kept.name,
    )  # fmt: skip
