"""Who was to come and took no part: sent away because no place was free, or never seen; acts upon the study.

Like a payment, the act names nobody but who did it. What is paid follows from the study's payment, and stands
in the ledger with the digest of the act's line, as other rows stand there with that of a session.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ikea_effect.record.claims import alias
from ikea_effect.record.events import digest
from ikea_effect.record.study import Study
from ikea_effect.record.study_acts import acts
from ikea_effect.record.study_journal import Seen, append

SENT_AWAY, NO_SHOW = "sent-away", "no-show"
ABSENT = (SENT_AWAY, NO_SHOW)


class Absence(NamedTuple):
    """One of these acts: of whom, as a keyed hash; what is paid; by whom, when; the digest of its line."""

    kind: str
    who: str
    minor: int
    by: str
    at: str
    head: str


def absences(study: Study) -> tuple[Absence, ...]:
    """Everybody who was entered as sent away or not seen, in order."""
    return tuple(
        Absence(
            act.kind,
            str(act.data["who"]),
            int(act.data["minor"]),
            str(act.data["by"]),
            act.at,
            digest(act.line()),
        )
        for act in acts(study)
        if act.kind in ABSENT
    )


def absence_of(study: Study, participant: str) -> Absence | None:
    """What was entered of this participant; None where nothing was."""
    return absent_among(study, [participant]).get(participant)


def absent_among(study: Study, participants: Iterable[str]) -> dict[str, Absence]:
    """What was entered of each of these participants; only of whom something was."""
    by_who = {one.who: one for one in absences(study)}
    secret = study.secret if by_who else b""
    found = {who: by_who.get(alias(secret, who)) for who in participants} if by_who else {}
    return {who: one for who, one in found.items() if one is not None}


def enter_absence(study: Study, participant: str, kind: str, minor: int, by: str) -> Absence:
    """Enters that somebody was sent away, or was not seen.

    Raises: StationError, with nothing entered, where another desk entered somebody meanwhile.
    """
    who, seen = alias(study.secret, participant), Seen(frozenset(ABSENT), len(absences(study)))
    event = append(study, kind, {"who": who, "minor": minor}, by, seen)
    return Absence(kind, who, minor, by, event.at, digest(event.line()))
