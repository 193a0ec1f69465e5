"""What was done to a study by hand, such as a look at verdicts before the sample is complete.

`journals/_study.jsonl`: the same lines and the same chain as a session's journal, and nobody's: its name
begins with "_", which no participant's may.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ikea_effect.record.events import Event
from ikea_effect.record.journal import FileJournal, read_journal
from ikea_effect.record.study import Study

FILE = "_study.jsonl"


def acts_path(study: Study) -> Path:
    """The file of the study's own journal, which need not be there."""
    return study.journals / FILE


def acts(study: Study) -> tuple[Event, ...]:
    """Every act upon the study, in order. Raises: RecordError if their chain does not hold."""
    path = acts_path(study)
    return tuple(read_journal(path).events) if path.exists() else ()


def add_act(study: Study, kind: str, data: Mapping[str, Any], at: datetime | None = None) -> Event:
    """The act, on disk before it takes effect. `data` say who and why. Raises: StationError.

    A study has no clock of its own: `clock_ms` is 0.
    """
    path = acts_path(study)
    with FileJournal(path, resume=path.exists()) as journal:
        return journal.append(kind, data, 0, at or datetime.now(UTC))
