"""Whether an id may take part, and what its session is entered with in the study's journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ikea_effect.errors import ParticipantError, RecordError
from ikea_effect.record.claims import Claims
from ikea_effect.record.events import Event
from ikea_effect.record.study import Study


class Claim(NamedTuple):
    """What a session's keys are made with, and the head of the study's journal when it began."""

    value: str
    follows: str


def checked_new(study: Study, participant: str) -> None:
    """Raises ParticipantError for an id that withdrew, RecordError for one whose journal was taken away."""
    claims = Claims(study)
    if claims.withdrew(participant):
        raise ParticipantError(
            f"participant {participant}: whoever had this id withdrew from study '{study.name}', so that it "
            "is not used again. Use another id."
        )
    if claims.began(participant):
        raise RecordError(
            f"participant {participant} has begun in study '{study.name}', but journals/{participant}.jsonl "
            "does not say so. Restore it from a copy, or use another id."
        )


def claim_of(study: Study, participant: str, past: Sequence[Event]) -> Claim:
    """The claim of a session that goes on, as its first event tells; or of one that begins now."""
    if past:
        return Claim(past[0].data.get("claim", ""), "")
    claims = Claims(study)
    return Claim(claims.next_claim(participant), claims.head)
