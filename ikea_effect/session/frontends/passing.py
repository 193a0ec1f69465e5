"""A front end around another: what a class of it does not do otherwise is asked of the one within."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.frontends.base import Frontend, Halt


class PassingFrontend:
    """Asks the front end within for everything."""

    def __init__(self, within: Frontend) -> None:
        self._within, self.mode = within, within.mode

    def show(self, screen: Screen) -> Reply:
        """The reply to one screen."""
        return self._within.show(screen)

    def clock_ms(self) -> int:
        """Milliseconds of this session."""
        return self._within.clock_ms()

    def now(self) -> datetime:
        """The time of day, UTC."""
        return self._within.now()

    def resume_at(self, clock_ms: int) -> None:
        """Goes on with the session's clock from here."""
        self._within.resume_at(clock_ms)

    def heed(self, halt: Halt | None) -> None:
        """Waits whenever the halt asks for it."""
        self._within.heed(halt)

    def facts(self) -> Mapping[str, Any]:
        """What the journal keeps of the front end."""
        return self._within.facts()

    def close(self) -> None:
        """Leaves nothing open."""
        self._within.close()
