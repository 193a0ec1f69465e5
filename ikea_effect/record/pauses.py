"""Pauses of a whole study, such as for a fire alarm: every desk shows a calm page until it goes on.

They are acts upon the study: who asked for it stands in its journal, and why.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ikea_effect.errors import RecordError
from ikea_effect.record.database import Database
from ikea_effect.record.desks import own_block, prepared
from ikea_effect.record.events import event_from
from ikea_effect.record.lines import STUDY, Lines
from ikea_effect.record.study import Study
from ikea_effect.record.study_acts import acts, add_act
from ikea_effect.record.study_shapes import shape_problem
from ikea_effect.record.words_to_desks import Told, told_by

PAUSED, CONTINUED = "paused", "continued"


class Pause(NamedTuple):
    """A study that is paused: since when (UTC), by whom and why."""

    since: str
    by: str
    reason: str


def pause_of(study: Study) -> Pause | None:
    """The pause that the study is in, if any."""
    found: Pause | None = None
    for act in acts(study):
        if act.kind == PAUSED:
            found = Pause(act.at, str(act.data["by"]), str(act.data["reason"]))
        elif act.kind == CONTINUED:
            found = None
    return found


def enter_pause(study: Study, by: str, reason: str) -> Pause:
    """Enters that every desk is to wait. Raises: StationError."""
    return Pause(add_act(study, PAUSED, {"reason": reason, "by": by}).at, by, reason)


def enter_continued(study: Study, by: str) -> None:
    """Enters that every desk goes on. Raises: StationError."""
    add_act(study, CONTINUED, {"by": by})


def unheard(study: Study, act: str = "pause") -> str:
    """Which desks hear nothing of a pause or its end, and what to do there; nothing where all hear."""
    if own_block(study) or not prepared(study):
        return ""
    why = " --reason WHY" if act == "pause" else ""
    return (
        "Desks that were prepared to be without a network do not hear of it. At each of them: ikea-effect "
        f"{act} {study.name} --by NAME{why} --results FOLDER"
    )


class PauseWatch:
    """Tells a running session whether its study is paused, and what its desk is told.

    Each look reads only what was added since.
    """

    def __init__(self, journal: Path) -> None:
        self._session = journal
        self._path, self._read = journal.parent / f"{STUDY}.jsonl", 0
        self.paused = False
        self.told: Told | None = None
        """What was told this desk alone since the session began or went on, until it is read."""
        self._heard_all = False

    def look(self, database: Database | None) -> None:
        """Takes note of what was entered since, in the store that desks share or in this folder.

        Raises: StationError or OSError where it cannot be read now; what was known then still holds.
        """
        lines = self._here() if database is None else Lines(database).after(STUDY, self._read)
        self._read += sum(len(line) + 1 for line in lines)
        self._note(lines)
        self._heard_all = True

    def _here(self) -> list[bytes]:
        try:
            with self._path.open("rb") as file:
                if file.seek(0, 2) < self._read:  # it was put back from a copy
                    self._read, self._heard_all = 0, False
                file.seek(self._read)
                return file.read().split(b"\n")[:-1]
        except FileNotFoundError:
            return []

    def _note(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            try:
                event = event_from(line, self._path.name)
            except RecordError:
                continue  # damage to one line must stop nobody
            self.paused = {PAUSED: True, CONTINUED: False}.get(event.kind, self.paused)
            if self._heard_all and shape_problem(event, self._path.name) is None:
                self.told = told_by(event, self._session) or self.told
