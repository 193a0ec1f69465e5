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

from ikea_effect.record.disk import write_durably
from ikea_effect.record.events import Event
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import Entry, append_all, legible, study_journal

BOOKS = "books"
"""The act's kind. `by_hand` and `closings` count rows that no journal would give again."""

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

    `counts`: rows, those by hand, those that close. Raises: StationError if the disk refuses.
    """
    write_durably(copy_of(study), content)
    last = written_last(study)
    if last is None or last.sha256 != sha256:
        rows, by_hand, closings = counts
        data = {"ledger": sha256, "rows": rows, "by_hand": by_hand, "closings": closings}
        append_all(study, [Entry(BOOKS, data)], datetime.now(UTC))
