"""What a study's journal keeps of its ledger: an act for each time that it was written, with its digest.

A copy of what was written last lies beside the journals. Together they tell of a ledger that was changed, was
lost, or was put back from an earlier day, and give what should be there. The act names no participant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from ikea_effect.record.database import Database
from ikea_effect.record.disk import write_durably
from ikea_effect.record.events import Event
from ikea_effect.record.lines import file_in
from ikea_effect.record.store_place import url_of
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import Entry, Seen, SharedFile, append_all, legible, study_journal

BOOKS = "books"
"""The act's kind. `by_hand` and `closings` count rows that no journal would give again."""

SHARED_LEDGER = "ledger.csv"
"""The ledger's name in the study's folder, and in a store that desks share."""

COPY = "_ledger.csv"
"""The copy's name, in journals/. No participant can be called so."""


class Written(NamedTuple):
    """How the ledger was written last: its SHA-256, how many rows, how many of them a person's, and when.

    `times` is how often it was written by then.
    """

    sha256: str
    rows: int
    by_hand: int
    closings: int
    at: str
    times: int


def copy_of(study: Study) -> Path:
    """Where the copy lies, which need not be there."""
    return study.journals / COPY


def written_last(study: Study) -> Written | None:
    """How the ledger was written last; None where nothing was entered, as in studies from before.

    Also None where a line of the study's journal cannot be read: it might be the one (`verify` names it).
    """
    there = list(legible(study))
    found = [event for event in there if event.kind == BOOKS]
    return _written(found[-1], len(found)) if found and len(there) >= _lines(study) else None


def _lines(study: Study) -> int:
    return study_journal(study).read_bytes().count(b"\n")


def _written(event: Event, times: int) -> Written:
    data = event.data
    rows, by_hand, closings = int(data["rows"]), int(data["by_hand"]), int(data["closings"])
    return Written(str(data["ledger"]), rows, by_hand, closings, event.at, times)


def sha256_of(parts: Iterable[bytes]) -> str:
    """The digest of the parts one after the other, as hex."""
    found = hashlib.sha256()
    for part in parts:
        found.update(part)
    return found.hexdigest()


def enter_ledger(
    study: Study,
    content: Iterable[bytes],
    sha256: str,
    counts: tuple[int, int, int],
    times: int | None = None,
    why: Sequence[Entry] = (),
) -> None:
    """Keeps the copy and enters the act, both before the ledger itself is written.

    `counts`: rows, those by hand, those that close. `times`: how often the ledger was written when the rows
    were read that it goes on from, by default as often as this desk knows of. `why`: what the new rows follow
    from, which is entered with the act or not at all. Raises: StationError if the disk refuses, or another
    desk wrote since.
    """
    acts = [*why, _act(sha256, counts)]
    if url_of(study.folder) is not None:
        _enter_for_all(study, b"".join(content), acts, times)
        return
    write_durably(copy_of(study), content)
    last = written_last(study)
    if last is None or last.sha256 != sha256:
        append_all(study, acts, datetime.now(UTC))


def _enter_for_all(study: Study, content: bytes, acts: Sequence[Entry], times: int | None) -> None:
    """The acts and the ledger itself in the store that desks share, at once; then the copy."""
    last = written_last(study)
    if last is None or last.sha256 != acts[-1].data["ledger"]:
        known = last.times if last is not None else 0
        seen = Seen(frozenset({BOOKS}), known if times is None else times)
        append_all(study, acts, datetime.now(UTC), SharedFile(SHARED_LEDGER, content), seen)
    write_durably(copy_of(study), content)


def _act(sha256: str, counts: tuple[int, int, int]) -> Entry:
    rows, by_hand, closings = counts
    return Entry(BOOKS, {"ledger": sha256, "rows": rows, "by_hand": by_hand, "closings": closings})


def fetch_ledger(study: Study, database: Database) -> None:
    """Takes the ledger as it was written last at another desk, where this desk has another or none."""
    path, last = study.folder / SHARED_LEDGER, written_last(study)
    own = path.read_bytes() if path.exists() else None
    if last is None or (own is not None and sha256_of([own]) == last.sha256):
        return
    with database.reading() as connection:
        there = file_in(connection, SHARED_LEDGER)
    if there is not None and sha256_of([there]) == last.sha256:
        write_durably(copy_of(study), there)
        write_durably(path, there)
