"""A session in a study that may be paused: it waits, and its journal tells when and until when."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from ikea_effect.errors import StationError
from ikea_effect.record.courier import Courier
from ikea_effect.record.events import WRONG_CODE
from ikea_effect.record.journal import FileJournal
from ikea_effect.record.pauses import CONTINUED, PAUSED, pause_of
from ikea_effect.record.study import Study
from ikea_effect.record.words_to_desks import MESSAGE
from ikea_effect.record.wrong_codes import in_a_row
from ikea_effect.session.frontends.base import Frontend, Said


class StudyHalt:
    """Waits as long as the study is paused, as its courier hears of it."""

    def __init__(self, courier: Courier, journal: FileJournal, frontend: Frontend) -> None:
        self._courier, self._journal, self._frontend = courier, journal, frontend

    def asked(self) -> bool:
        """Whether the study is paused, or this desk is told something.

        A session that goes on at another desk ends in place of waiting.
        """
        return (self._courier.paused or self._courier.told is not None) and not self._courier.passed

    def says(self) -> Said | None:
        """What this desk alone is told; while all are paused nothing, or that it does not hear any more."""
        if self._courier.paused and self._courier.unheard:
            return Said(False, "", unheard=True)
        told = self._courier.told
        if told is None or self._courier.paused:
            return None
        return Said(told.kind == MESSAGE, told.words)

    def answered(self) -> None:
        """What was told is read."""
        if (told := self._courier.told) is not None:
            self._courier.was_read(told)

    def begins(self) -> None:
        """The journal tells that the participant waits."""
        self._journal.append(PAUSED, {}, self._frontend.clock_ms(), self._frontend.now())

    def ends(self) -> None:
        """The journal tells that the session goes on; its clock stands where it stood."""
        self._journal.append(CONTINUED, {}, self._frontend.clock_ms(), self._frontend.now())

    def mistyped(self) -> None:
        """The journal tells that a wrong code was typed, and not which."""
        self._journal.append(WRONG_CODE, {}, self._frontend.clock_ms(), self._frontend.now())

    def mistyped_before(self) -> int:
        """How many the journal tells in a row."""
        return in_a_row(self._journal.events)


@contextlib.contextmanager
def heeding_pauses(frontend: Frontend, courier: Courier, journal: FileJournal) -> Iterator[None]:
    """A block in which the front end shows a page and waits while the study is paused."""
    frontend.heed(StudyHalt(courier, journal, frontend))
    try:
        yield
    finally:
        frontend.heed(None)


def refuse_while_paused(study: Study) -> None:
    """Raises StationError for a session that is to begin while the study is paused."""
    if (pause := pause_of(study)) is not None:
        raise StationError(
            f"study '{study.name}' is paused since {pause.since}, by {pause.by}: {pause.reason}. Nobody "
            f"begins meanwhile. When it is over: ikea-effect continue {study.name} --by NAME"
        )
