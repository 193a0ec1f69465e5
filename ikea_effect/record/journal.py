"""The journal of one session: append-only lines, each on disk before the next screen shows."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from ikea_effect.errors import RecordError, StationError
from ikea_effect.record.disk import disk_errors, locked, sync_folder, write_all
from ikea_effect.record.events import GENESIS, Chain, Event, chained, digest


class Journal(Protocol):
    """Where a session's events go."""

    def append(self, kind: str, data: Mapping[str, Any], clock_ms: int, at: datetime) -> Event:
        """The event, kept."""


class JournalRead(NamedTuple):
    """What a journal's file holds: its events, and a torn last line (b"" if none).

    `broken` says why nothing more of it can be taken, where a line does not hold.
    """

    events: list[Event]
    torn: bytes
    head: str
    broken: RecordError | None = None


def read_journal(path: Path) -> JournalRead:
    """The events of a file, their chain checked. A line without its newline was never finished: `torn`.

    Raises: RecordError if the chain does not hold.
    """
    read = read_as_far_as_it_holds(path)
    if read.broken:
        raise read.broken
    return read


def read_as_far_as_it_holds(path: Path) -> JournalRead:
    """The events of a file up to the first that does not follow from those before it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        unreadable = RecordError(f"{path}: the journal cannot be read ({error.strerror}).")
        return JournalRead([], b"", GENESIS, unreadable)
    return journal_in(content, path.name)


def journal_in(content: bytes, name: str) -> JournalRead:
    """What these bytes hold of a journal, as far as it holds."""
    *lines, torn = content.split(b"\n")
    events, broken = chained(lines, name)
    head = digest(lines[len(events) - 1]) if events else GENESIS
    return JournalRead(events, b"" if broken else torn, head, broken)


class FileJournal:
    """A journal on disk: one write and one fsync per event, held by one process at a time."""

    def __init__(self, path: Path, *, resume: bool = False) -> None:
        """Opens a new journal, or one to go on with. Raises StationError if the disk refuses."""
        self.path = path
        self.torn = b""
        self.events: list[Event] = []
        flags = os.O_RDWR | getattr(os, "O_BINARY", 0) | (0 if resume else os.O_CREAT | os.O_EXCL)
        with disk_errors(path):
            self._handle = os.open(path, flags, 0o644)
        try:
            self._hold(resume)
        except BaseException:
            os.close(self._handle)
            raise

    def _hold(self, resume: bool) -> None:
        busy = f"{self.path.stem} is being run by another program right now. Close that session first."
        with locked(self._handle, busy):
            if resume:
                read = read_journal(self.path)
                self.events, self.torn = read.events, read.torn
                self._size = self.path.stat().st_size - len(read.torn)
                with disk_errors(self.path):
                    os.ftruncate(self._handle, self._size)
                    os.lseek(self._handle, 0, os.SEEK_END)
            else:
                self._size = 0
                with disk_errors(self.path):
                    sync_folder(self.path.parent)
        self._chain = Chain(self.events)

    def append(self, kind: str, data: Mapping[str, Any], clock_ms: int, at: datetime) -> Event:
        """The event, on disk. If the disk refuses, the file is as it was before: StationError.

        Raises: RecordError if the session has ended: nothing comes after that. StationError, too, where the
        file was deleted, moved or changed while it was open: what is written then would be in no folder.
        """
        if self.events and self.events[-1].kind == "finished":
            raise RecordError(f"{self.path.name}: the session has finished; nothing was added ({kind}).")
        self._still_there()
        event, line = self._chain.link(kind, data, clock_ms, at)
        with disk_errors(self.path):
            try:
                write_all(self._handle, line + b"\n")
                os.fsync(self._handle)
            except OSError:
                os.ftruncate(self._handle, self._size)
                os.lseek(self._handle, 0, os.SEEK_END)
                raise
        self._size += len(line) + 1
        self._chain.advance(line)
        self.events.append(event)
        return event

    def _still_there(self) -> None:
        """Raises StationError where the file's name does not lead to it any more; all of it is kept.

        By its size: inodes of network drives are not always the same twice.
        """
        with contextlib.suppress(OSError):
            if self.path.stat().st_size == self._size:
                return
        content = b"".join(event.line() + b"\n" for event in self.events)
        with disk_errors(tempfile.gettempdir()):
            handle, kept = tempfile.mkstemp(".jsonl", f"{self.path.stem}-")  # for this user's eyes alone
            try:
                write_all(handle, content)
                os.fsync(handle)
            finally:
                os.close(handle)
        raise StationError(
            f"{self.path} was deleted, moved or changed while its session ran. Everything answered is kept "
            f"in {kept}: put the study's folder back, copy this file to that name, and go on with --resume."
        )

    def close(self) -> None:
        """Lets the file go."""
        os.close(self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
