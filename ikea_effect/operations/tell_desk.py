"""Telling one desk something while somebody sits there: a message, or to go on at another desk."""

from __future__ import annotations

from typing import NamedTuple

from ikea_effect.errors import ParticipantError, did_you_mean, listed
from ikea_effect.operations.cash import line, names_nobody, signed
from ikea_effect.operations.run_lease import checked_desk
from ikea_effect.operations.status import status
from ikea_effect.record.study import Study, checked_id
from ikea_effect.record.words_to_desks import enter_message, enter_move

_OVER = ("complete", "ended-early", "stopped")


class Heard(NamedTuple):
    """Who is told, at which desk they sit, and what was done, for people."""

    participant: str
    desk: str
    said: str


def tell(study: Study, desk: str | None, words: str | None, by: str | None) -> Heard:
    """Shows the words at a desk, over what is open there, until its button is pressed.

    Raises: ParticipantError where nobody sits there; ElicitationError for words or a name that are none.
    """
    name, said = signed(by), line("--text", words, "The fire drill is at 14:00. Please work on.")
    names_nobody(study, "--text", said)
    who = _sits_at(study, desk or "")
    enter_message(study, who, desk or "", said, name)
    return Heard(who, desk or "", f"Within two seconds desk {desk} shows it, until its button is pressed.")


def move(study: Study, participant: str, desk: str | None, reason: str | None, by: str | None) -> Heard:
    """Asks whoever sits somewhere to go to another desk, where the session goes on.

    Raises: ParticipantError for somebody who has not begun or is done; ElicitationError for a reason or name
    that is none.
    """
    name, why = signed(by), line("--reason", reason, "the mouse is broken")
    names_nobody(study, "--reason", why)
    checked_desk(to := (desk or "").strip())
    seats = {one["participant"]: one for one in status(study)["participants"]}
    if checked_id(participant) not in seats:
        hint = did_you_mean(participant, tuple(seats))
        raise ParticipantError(f"participant {participant} has not begun in study '{study.name}'.{hint}")
    seat = seats[participant]
    if seat["state"] in _OVER or seat["desk"] == to or not to:
        how = f"sits at desk {to} already" if seat["desk"] == to else f"is {seat['state']}"
        raise ParticipantError(f"{participant} {how}: there is nothing to move to desk {to or '?'}.")
    enter_move(study, participant, to, why, name)
    there = f"At desk {to}: Ctrl+Shift+Q, type the code {participant}; the session goes on where it was."
    if seat["state"] != "running":
        return Heard(participant, seat["desk"] or "", there)
    return Heard(
        participant,
        seat["desk"] or "",
        f"Within two seconds desk {seat['desk'] or '?'} asks to go to desk {to}. There: Ctrl+Shift+Q, and "
        f"keep the session for later. {there}",
    )


def _sits_at(study: Study, desk: str) -> str:
    """Who sits at the desk right now. Raises ParticipantError where nobody does."""
    running = {
        one["desk"]: one["participant"]
        for one in status(study)["participants"]
        if one["state"] == "running" and one["desk"]
    }
    if desk not in running:
        there = f"Somebody sits at: {listed(sorted(running))}." if running else "Nobody sits at any desk."
        raise ParticipantError(f"--desk {desk}: nobody sits there right now. {there}")
    return str(running[desk])
