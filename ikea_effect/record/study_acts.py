"""What was done to a study by hand, such as a look at verdicts before the sample is complete.

They stand in the study's journal, between what it tells of the sessions that began and ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ikea_effect.record.claims import KINDS
from ikea_effect.record.events import Event
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import Entry, append_all, legible


def acts(study: Study) -> tuple[Event, ...]:
    """Every act upon the study that can be read, in order; whether their chain holds, `verify` says."""
    return tuple(event for event in legible(study) if event.kind not in KINDS)


def add_act(study: Study, kind: str, data: Mapping[str, Any], at: datetime | None = None) -> Event:
    """The act, on disk before it takes effect. `data` say who and why. Raises: StationError.

    A study has no clock of its own: `clock_ms` is 0.
    """
    [event] = append_all(study, [Entry(kind, data)], at or datetime.now(UTC))
    return event
