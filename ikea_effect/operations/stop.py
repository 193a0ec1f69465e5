"""Stopping a session for good: whoever left does not come back, and the next who comes gets the place."""

from __future__ import annotations

from ikea_effect.errors import ParticipantError, StationError, did_you_mean
from ikea_effect.record.claims import Claims, enter_stopped
from ikea_effect.record.disk import is_held
from ikea_effect.record.gatherings import Gatherings
from ikea_effect.record.journal import read_journal
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study, checked_id


def stop(study: Study, participant: str) -> str:
    """Gives the place of somebody who left to the next who comes; returns what was done. Data stay.

    Raises: ParticipantError for somebody who did not begin, has finished or was stopped; StationError while
    the session runs.
    """
    checked_id(participant)
    journal = study.journal(participant)
    if not journal.exists():
        hint = did_you_mean(participant, study.participants())
        raise ParticipantError(f"participant {participant} has not begun in study '{study.name}'.{hint}")
    if is_held(journal):
        raise StationError(
            f"{participant} is being run by another program right now. End that session first."
        )
    events = read_journal(journal).events
    if events and events[-1].kind == "finished":
        raise ParticipantError(f"participant {participant} has finished: there is no place to give back.")
    if Claims(study).stopped(participant):
        raise ParticipantError(f"participant {participant} was stopped before.")
    enter_stopped(study, participant)
    with store_of(study) as store:
        Gatherings(store).leave(participant)
        store.release(participant)
    return (
        f"{participant} does not go on. The answers that were given are kept; the place goes to the next who "
        "comes."
    )
