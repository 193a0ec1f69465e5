"""A simulated participant at no window: the same screens, a virtual clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.respondent import Respondent

if TYPE_CHECKING:
    from ikea_effect.session.frontends.base import Halt

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""When every simulated session begins."""

FLIP_MS = 17
"""What passes between a reply and the next onset."""


class Simulated:
    """Answers every screen at once, as the respondent would; time is what the replies take."""

    mode = "simulated"
    _now = (0, EPOCH)
    """The last moment that was asked for, and its milliseconds."""

    def __init__(self, respondent: Respondent) -> None:
        self._respondent = respondent
        self._clock_ms = 0

    def show(self, screen: Screen) -> Reply:
        """The respondent's reply."""
        values, rt_ms = self._respondent.answer(screen)
        onset = self._clock_ms + FLIP_MS
        self._clock_ms = onset + rt_ms
        return Reply(values, onset, rt_ms)

    def clock_ms(self) -> int:
        """Virtual milliseconds since the session began."""
        return self._clock_ms

    def now(self) -> datetime:
        """The virtual time of day."""
        clock_ms, now = self._now
        if clock_ms != self._clock_ms:  # it stands still between two replies
            now = EPOCH + timedelta(milliseconds=self._clock_ms)
            self._now = (self._clock_ms, now)
        return now

    def resume_at(self, clock_ms: int) -> None:
        """Goes on from here."""
        self._clock_ms = clock_ms

    def heed(self, halt: Halt | None) -> None:
        """Nobody sits there who would have to leave."""

    def facts(self) -> Mapping[str, Any]:
        """What there is to say of a front end without a window."""
        return {"window": None, "clock": "virtual"}

    def close(self) -> None:
        """Nothing is open."""
