"""The journal of a study: `journals/_study.jsonl`, for what concerns more than one session.

Lines and chain are those of a session's journal. Any station may append: a line is added under a lock and is
on disk before the next goes on. No participant is named: whoever is meant stands there as a keyed hash.
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from typing_extensions import override

from ikea_effect.errors import RecordError, StationError
from ikea_effect.record.copies import bring_together
from ikea_effect.record.database import Database
from ikea_effect.record.disk import disk_errors, in_turn, sync_folder, write_all
from ikea_effect.record.events import GENESIS, Event, digest, event_from, timestamp
from ikea_effect.record.journal import journal_in
from ikea_effect.record.lines import STUDY, Lines, add_lines, end_of, lines_after, put_file
from ikea_effect.record.mending import links, mended
from ikea_effect.record.store_place import url_of
from ikea_effect.record.study import Study
from ikea_effect.record.study_shapes import shape_problem

FILE = f"{STUDY}.jsonl"
"""Its file in journals/. No participant can be called so: ids begin with a letter or digit."""

NEWLINE = b"\n"

_TAIL = 1 << 16
"""More bytes than the last lines have: only the end is read before a line is added."""


class Entry(NamedTuple):
    """What is to be appended: a kind, its data, and who did it, where a person did."""

    kind: str
    data: Mapping[str, Any]
    by: str = ""


class SharedFile(NamedTuple):
    """A file that desks share, such as the ledger: its name and what it is to hold."""

    name: str
    content: bytes


class Seen(NamedTuple):
    """How often acts of these kinds stood in the journal when somebody looked, to decide what to append."""

    kinds: frozenset[str]
    times: int


def study_journal(study: Study) -> Path:
    """Its file, which need not be there."""
    return study.journals / FILE


def adding(study: Study) -> AbstractContextManager[None]:
    """A block in which nobody else adds to the study's journal, or replaces it."""
    return in_turn(study.folder / ".study.lock")


def append(study: Study, kind: str, data: Mapping[str, Any], by: str = "", seen: Seen | None = None) -> Event:
    """The event, on disk, with the time of day; `by` stands in its data, where somebody is named."""
    [event] = append_all(study, [Entry(kind, data, by)], datetime.now(UTC), seen=seen)
    return event


def append_all(
    study: Study,
    entries: Sequence[Entry],
    at: datetime,
    shared: SharedFile | None = None,
    seen: Seen | None = None,
) -> list[Event]:
    """The events, on disk, one after the other. If the disk refuses, the file is as it was: StationError.

    Where desks share a store they stand there first, so that all desks write one chain; and with them the
    file that they tell of, which is `shared`. Nothing is written, and StationError raised, where another
    desk has entered acts since what was `seen`; on one computer the books are held meanwhile.
    """
    path = study_journal(study)
    if (url := url_of(study.folder)) is not None:
        return _through_the_store(study, url, entries, at, shared, seen)
    with adding(study), disk_errors(path):
        is_new = not path.exists()
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        try:
            events = _appended(handle, entries, at, path.name)
        finally:
            os.close(handle)
        if is_new:
            sync_folder(path.parent)
    return events


def _through_the_store(
    study: Study,
    url: str,
    entries: Sequence[Entry],
    at: datetime,
    shared: SharedFile | None,
    seen: Seen | None,
) -> list[Event]:
    """The events, in the store and on disk. Raises StationError if the store does not answer."""
    with contextlib.closing(Database(study.folder, url)) as database:
        with database.transaction() as connection:
            if seen is not None:
                _nobody_else_wrote(connection, study, seen)
            if shared is not None:
                put_file(connection, shared.name, shared.content)
            head, last = end_of(connection, STUDY)
            seq = 0 if last is None else event_from(last, FILE).seq + 1
            events = _chain(entries, at, seq, head.digest)
            new = [event.line() for event in events]
            after = add_lines(connection, STUDY, head.size, new, head)
        with in_turn(study.folder / ".copies.lock"):
            bring_together(study.folder, _Added(database, head.size, new), STUDY, after)
    return events


class _Added(Lines):
    """The lines of a store, to whose study's journal these were just added."""

    def __init__(self, database: Database, size: int, new: Sequence[bytes]) -> None:
        super().__init__(database)
        self._size, self._new = size, list(new)

    @override
    def after(self, journal: str, size: int) -> list[bytes]:
        return self._new if size == self._size else super().after(journal, size)


def _nobody_else_wrote(connection: sa.Connection, study: Study, seen: Seen) -> None:
    """Raises StationError where such acts were entered since this desk looked.

    All are counted: this desk's file may have been brought up to the store since.
    """
    lines = lines_after(connection, STUDY, 0)
    if sum(event_from(line, FILE).kind in seen.kinds for line in lines) != seen.times:
        raise StationError(
            f"the books of study '{study.name}' were changed at another desk a moment ago. Nothing was "
            "written. Run the same command again; if that says the same, run: "
            f"ikea-effect verify {study.name}"
        )


def _chain(entries: Sequence[Entry], at: datetime, seq: int, prev: str) -> list[Event]:
    """The entries as events that follow the line with this digest."""
    events = []
    for kind, data, by in entries:
        events.append(Event(seq, kind, timestamp(at), 0, prev, {**data, "by": by} if by else data))
        seq, prev = seq + 1, digest(events[-1].line())
    return events


def _appended(handle: int, entries: Sequence[Entry], at: datetime, name: str) -> list[Event]:
    size, seq, prev = _end(handle, name)
    events = _chain(entries, at, seq, prev)
    os.ftruncate(handle, size)  # a torn last line was never finished
    os.lseek(handle, size, os.SEEK_SET)
    try:
        write_all(handle, b"".join(event.line() + b"\n" for event in events))
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, size)
        raise
    return events


class _End(NamedTuple):
    """How many bytes are whole lines, and what the next line has as `seq` and `prev`."""

    size: int
    seq: int
    prev: str


def _end(handle: int, name: str) -> _End:
    """The end of the file. A last line that is damaged is followed like any other: its bytes are linked."""
    start = max(0, os.lseek(handle, 0, os.SEEK_END) - _TAIL)
    content = _from(handle, start)
    whole, _, torn = content.rpartition(NEWLINE)
    last = whole.rpartition(NEWLINE)[2]
    try:
        end = _End(start + len(content) - len(torn), event_from(last, name).seq + 1, digest(last))
        return _past_a_changed_end(handle, end, torn)
    except RecordError:
        *lines, _torn = _from(handle, 0).split(b"\n")
        size = sum(len(line) + 1 for line in lines)
        return _End(size, len(lines), digest(lines[-1]) if lines else GENESIS)


def _past_a_changed_end(handle: int, end: _End, torn: bytes) -> _End:
    """The end behind what seems torn, where that is a whole line whose last byte alone was changed."""
    line = torn[:-1]
    if not links([line], end.seq, end.prev):
        return end
    os.lseek(handle, end.size + len(line), os.SEEK_SET)
    write_all(handle, NEWLINE)
    return _End(end.size + len(torn), end.seq + 1, digest(line))


def _from(handle: int, start: int) -> bytes:
    os.lseek(handle, start, os.SEEK_SET)
    content = b""
    while more := os.read(handle, 1 << 20):
        content += more
    return content


def read_study_journal(study: Study) -> list[Event]:
    """Every event; none where there is no journal yet. Raises RecordError where it is damaged."""
    if (wrong := damage_of(study)) is not None:
        raise wrong
    return journal_in(_content(study), FILE).events


def damage_of(study: Study) -> RecordError | None:
    """What is wrong with the study's journal; None where every line is there, holds and tells something."""
    content = _content(study)
    if not content and study.facts["format"] > 1 and (study.folder / "ledger.csv").exists():
        return RecordError(f"{study_journal(study)} is missing, which tells of every ledger and payment.")
    if (broken := journal_in(content, FILE).broken) is not None:
        return broken
    if _mended(content) != content:
        return RecordError(f"{FILE}:{content.count(NEWLINE) + 1}: the end of the line was changed.")
    return next(_tell_nothing(content), None)


def _tell_nothing(content: bytes) -> Iterator[RecordError]:
    for event in journal_in(content, FILE).events:
        if (wrong := shape_problem(event, f"{FILE}:{event.seq + 1}")) is not None:
            yield wrong


def legible(study: Study) -> Iterator[Event]:
    """Every line that can be read, whatever stands between: damage to one must stop nobody.

    What the chain proves to have stood in a damaged line is read as it stood: money was paid by these lines.
    """
    yield from _legible(_content(study))


@functools.lru_cache(maxsize=2)  # one command looks at it many times, and it is the longest of all journals
def _legible(content: bytes) -> tuple[Event, ...]:
    lines = (_mended(content) or content).split(NEWLINE)[:-1]
    return tuple(event for line in lines if (event := _event_in(line)) is not None)


def _event_in(line: bytes) -> Event | None:
    """The event of a line that is of a known shape; None of any other."""
    try:
        event = event_from(line, FILE)
    except RecordError:
        return None
    return event if shape_problem(event, FILE) is None else None


def _content(study: Study) -> bytes:
    path = study_journal(study)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise RecordError(f"{path}: the journal cannot be read ({error.strerror}).") from error


def _mended(content: bytes) -> bytes | None:
    """The content as the chain proves it to have been; None where it does not."""
    read = journal_in(content, FILE)
    if read.broken is not None:
        upto = content.split(NEWLINE)[:-1][: len(read.events) + 2]
        if not _is_proved(NEWLINE.join([*upto, b""])):
            return None
    return mended(content)


@functools.lru_cache(maxsize=4)  # every byte of a line is tried, which is not to be done for each new line
def _is_proved(beginning: bytes) -> bool:
    return mended(beginning) is not None
