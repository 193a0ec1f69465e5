"""What a study's journal keeps of its ledger: an act for each time that it was written, with its digest.

A copy of what was written last lies beside the journals. Together they tell of a ledger that was changed, was
lost, or was put back from an earlier day, and give what should be there. The act names no participant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from ikea_effect.record.database import Database
from ikea_effect.record.disk import write_durably
from ikea_effect.record.events import Event
from ikea_effect.record.lines import file_in
from ikea_effect.record.store_place import url_of
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import Entry, SharedFile, append_all, legible, study_journal

BOOKS = "books"
"""The act's kind. `by_hand` and `closings` count rows that no journal would give again."""

SHARED_LEDGER = "ledger.csv"
"""The ledger's name in the study's folder, and in a store that desks share."""

COPY = "_ledger.csv"
"""The copy's name, in journals/. No participant can be called so."""


class Written(NamedTuple):
    """How the ledger was written last: its SHA-256, how many rows, how many of them a person's, and when."""

    sha256: str
    rows: int
    by_hand: int
    closings: int
    at: str


def copy_of(study: Study) -> Path:
    """Where the copy lies, which need not be there."""
    return study.journals / COPY


def written_last(study: Study) -> Written | None:
    """How the ledger was written last; None where nothing was entered, as in studies from before.

    Also None where a line of the study's journal cannot be read: it might be the one (`verify` names it).
    """
    there = list(legible(study))
    found = [event for event in there if event.kind == BOOKS]
    return _written(found[-1]) if found and len(there) == _lines(study) else None


def _lines(study: Study) -> int:
    return study_journal(study).read_bytes().count(b"\n")


def _written(event: Event) -> Written:
    data = event.data
    return Written(
        str(data["ledger"]), int(data["rows"]), int(data["by_hand"]), int(data["closings"]), event.at
    )


def sha256_of(parts: Iterable[bytes]) -> str:
    """The digest of the parts one after the other, as hex."""
    found = hashlib.sha256()
    for part in parts:
        found.update(part)
    return found.hexdigest()


def enter_ledger(study: Study, content: Iterable[bytes], sha256: str, counts: tuple[int, int, int]) -> None:
    """Keeps the copy and enters the act, both before the ledger itself is written.

    `counts`: rows, those by hand, those that close. Raises: StationError if the disk refuses, or another desk
    wrote since this one looked.
    """
    if url_of(study.folder) is not None:
        _enter_for_all(study, b"".join(content), sha256, counts)
        return
    write_durably(copy_of(study), content)
    if _is_new(study, sha256):
        append_all(study, [_act(sha256, counts)], datetime.now(UTC))


def _enter_for_all(study: Study, content: bytes, sha256: str, counts: tuple[int, int, int]) -> None:
    """The act and the ledger itself in the store that desks share, at once; then the copy."""
    if _is_new(study, sha256):
        shared = SharedFile(SHARED_LEDGER, content)
        append_all(study, [_act(sha256, counts)], datetime.now(UTC), shared)
    write_durably(copy_of(study), content)


def _is_new(study: Study, sha256: str) -> bool:
    last = written_last(study)
    return last is None or last.sha256 != sha256


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
