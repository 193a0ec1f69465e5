"""What an experimenter tells one desk while somebody sits there: a message, or to go to another desk.

They are acts upon the study, by name; whoever sits there stands in them as the keyed hash that claims have.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ikea_effect.errors import IkeaEffectError
from ikea_effect.record.claims import alias
from ikea_effect.record.events import Event
from ikea_effect.record.study import Study
from ikea_effect.record.study_acts import add_act

MESSAGE, MOVED = "message", "moved"


class Told(NamedTuple):
    """What a desk is told: the words of a message, or the desk to go to."""

    kind: str
    words: str


def enter_message(study: Study, participant: str, desk: str, words: str, by: str) -> None:
    """Enters that whoever sits at the desk is shown these words. Raises: StationError."""
    add_act(study, MESSAGE, {"who": alias(study.secret, participant), "desk": desk, "text": words, "by": by})


def enter_move(study: Study, participant: str, desk: str, reason: str, by: str) -> None:
    """Enters that a session is to go on at this desk, and why. Raises: StationError."""
    add_act(study, MOVED, {"who": alias(study.secret, participant), "desk": desk, "reason": reason, "by": by})


def told_by(act: Event, journal: Path) -> Told | None:
    """What the act tells the session of this journal; None where it is no such act, or for somebody else."""
    if act.kind not in (MESSAGE, MOVED):
        return None
    try:
        who = alias(Study(journal.parents[1]).secret, journal.stem)
    except IkeaEffectError:
        return None  # a copy without a secret runs nothing
    if act.data.get("who") != who:
        return None
    return Told(act.kind, str(act.data["text"] if act.kind == MESSAGE else act.data["desk"]))
