"""What the engine asks of a front end: show a screen, give back the reply, tell the time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from ikea_effect.screens.screens import Reply, Screen


class SessionInterrupted(Exception):
    """The experimenter stopped the session, or the window was closed. It can be resumed."""


class SessionWaits(SessionInterrupted):
    """The session was left where it waits for others. It goes on when they are there."""


class Said(NamedTuple):
    """What this desk alone is told: the words of a message, the desk to go to, or that it hears nothing."""

    is_message: bool
    words: str
    unheard: bool = False
    """It waits, and nothing has told it for a while whether it still has to."""


class Halt(Protocol):
    """What keeps a session waiting for a while, at any moment: a pause of all desks, or words to this one.

    It is told, too, who tries to open the experimenter's question with a wrong code.
    """

    def asked(self) -> bool:
        """Whether the session has to wait right now. Asked often: it answers at once."""

    def says(self) -> Said | None:
        """What the page says, where it is no pause of all desks."""

    def answered(self) -> None:
        """The message was read: its button was pressed."""

    def begins(self) -> None:
        """The page that says so stands on the screen from now on."""

    def ends(self) -> None:
        """The session goes on where it was; its clock stood meanwhile."""

    def mistyped(self) -> None:
        """A wrong code was typed at the experimenter's question."""

    def mistyped_before(self) -> int:
        """How many wrong codes in a row were typed before this window opened."""


class Frontend(Protocol):
    """A person at a window, a simulated participant, or a scripted hand on a real window."""

    mode: str  # lab | simulated | scripted

    def show(self, screen: Screen) -> Reply:
        """The reply to one screen; returns when it is submitted."""

    def clock_ms(self) -> int:
        """Milliseconds of this session, running only while it runs."""

    def now(self) -> datetime:
        """The time of day, UTC."""

    def resume_at(self, clock_ms: int) -> None:
        """Goes on with the session's clock from here."""

    def heed(self, halt: Halt | None) -> None:
        """Waits, from now on, whenever the halt asks for it; None: for nothing any more."""

    def facts(self) -> Mapping[str, Any]:
        """What the journal keeps of the front end: window, fonts, clock, versions. JSON-able."""

    def close(self) -> None:
        """Leaves nothing open."""
