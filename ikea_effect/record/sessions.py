"""The sessions of a study, read one after the other: those that hold, and those that are set apart.

Nothing that happened to one file keeps the others from being counted, shown and paid.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ikea_effect.errors import RecordError
from ikea_effect.record.journal import JournalRead, read_as_far_as_it_holds
from ikea_effect.record.study import Study


class Apart(NamedTuple):
    """A session that is in no number, and why: its journal does not hold, or is another's."""

    participant: str
    why: str

    def note(self, study: str) -> str:
        """For people, with what can be done."""
        saved = f"ikea-effect repair {study} says what can be saved."
        return f"{self.participant} is set apart and in no number: {self.why} {saved}"


def sound_journals(study: Study, apart: list[Apart]) -> Iterator[tuple[str, JournalRead]]:
    """Every participant's journal that holds and is of this study; the others are added to `apart`."""
    for participant in study.participants():
        read = read_as_far_as_it_holds(study.journal(participant))
        if wrong := read.broken or foreign(study, participant, read):
            apart.append(Apart(participant, str(wrong)))
        else:
            yield participant, read


def foreign(study: Study, participant: str, read: JournalRead) -> RecordError | None:
    """Why the journal is not this participant's in this study, or nothing."""
    if not read.events:
        return None
    began = read.events[0].data
    if read.events[0].kind != "started" or not isinstance(began.get("condition"), dict):
        return RecordError(f"{participant}.jsonl does not begin as a session does.")
    if began.get("seed_commitment") != study.facts["seed_commitment"]:
        return RecordError(f"{participant}.jsonl is the journal of a session in another study.")
    if began.get("participant") != participant:
        return RecordError(
            f"{participant}.jsonl is the journal of {began.get('participant')}, copied or renamed."
        )
    return None
