"""The sessions of a study, read one after the other: those that hold, and those that are set apart.

Nothing that happened to one file keeps the others from being counted, shown and paid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ikea_effect.assignment.place import tells_place
from ikea_effect.errors import RecordError, listed
from ikea_effect.record.desks import commitment_of, study_sha256_of
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


class OtherFactsError(RecordError):
    """The session began when study.json said something else: that file was changed, not the journal."""


_TOLD = ("mode", "study", "protocol", "protocol_sha256", "language")
"""What a session's first event tells of its study, besides the hash of study.json (early ones: without)."""


def other_facts(study: Study, began: Mapping[str, Any]) -> OtherFactsError | None:
    """Why study.json is not what it was when a session with this first event began, or nothing."""
    facts = study.facts
    wrong = [name for name in _TOLD if name in began and began[name] != facts[name]]
    own = study_sha256_of(study, began)
    if not wrong and began.get("study_sha256", own) == own:
        return None
    changes = [f"{name} {facts[name]!r}, then {began[name]!r}" for name in wrong]
    what = listed(changes or ["something else"])
    return OtherFactsError(
        f"{began.get('participant')}.jsonl: study.json was changed since this session began ({what}). "
        "Restore a copy of study.json."
    )


def foreign(study: Study, participant: str, read: JournalRead) -> RecordError | None:
    """Why the journal is not this participant's in this study as it is, or nothing."""
    if not read.events:
        return None
    return stranger(study, participant, read) or other_facts(study, read.events[0].data)


def _tells_hashes(read: JournalRead) -> bool:
    """Whether what the session met is told as it is written, wherever it is told."""
    return all(isinstance(event.data.get("hashes", {}), dict) for event in read.events)


def stranger(study: Study, participant: str, read: JournalRead) -> RecordError | None:
    """Why the journal is not this participant's in this study, or nothing."""
    if not read.events:
        return None
    began = read.events[0].data
    if read.events[0].kind != "started" or not tells_place(began) or not _tells_hashes(read):
        return RecordError(f"{participant}.jsonl does not begin as a session does.")
    if began.get("seed_commitment") != commitment_of(study, began):
        return RecordError(f"{participant}.jsonl is the journal of a session in another study.")
    if began.get("participant") != participant:
        return RecordError(
            f"{participant}.jsonl is the journal of {began.get('participant')}, copied or renamed."
        )
    return None
