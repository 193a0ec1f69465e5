"""What was done to a study by hand, such as a look at verdicts before the sample is complete.

Acts stand in the study's journal, beside the claims of its sessions, and are written as those are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ikea_effect.record.events import Event
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import Entry, append_all, read_study_journal, study_journal


def acts_path(study: Study) -> Path:
    """The file of the study's own journal, which need not be there."""
    return study_journal(study)


def acts(study: Study) -> tuple[Event, ...]:
    """Every line of the study's journal, in order. Raises: RecordError if their chain does not hold."""
    return tuple(read_study_journal(study))


def add_act(study: Study, kind: str, data: Mapping[str, Any], at: datetime | None = None) -> Event:
    """The act, on disk before it takes effect. `data` say who and why. Raises: StationError.

    A study has no clock of its own: `clock_ms` is 0.
    """
    [event] = append_all(study, [Entry(kind, data)], at or datetime.now(UTC))
    return event
