"""One desk for a day: it waits for the next participant, runs the session, and waits again.

What happens between sessions is asked of the experimenter, behind the chord: participants can press nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ikea_effect.errors import IkeaEffectError
from ikea_effect.money import Money
from ikea_effect.operations.desk import pages
from ikea_effect.operations.desk.roster import Expected
from ikea_effect.operations.run_lease import UnsentError
from ikea_effect.screens.screens import Screen, Values
from ikea_effect.session.frontends.base import SessionInterrupted

Show = Callable[[Screen], Values]


class Ended(NamedTuple):
    """How a session was left: finished, interrupted or waiting; and what is owed, once it is known."""

    state: str
    owed: Money | None = None


class Sessions(Protocol):
    """The study that a desk runs sessions of."""

    def run(self, participant: str, *, resume: bool, even_so: bool = False) -> Ended:
        """Runs the session to where it is left; `even_so` where another desk may hold answers of it.

        Raises: UnsentError where that has to be said.
        """

    def begun(self) -> frozenset[str]:
        """Everyone who has begun, at any desk."""

    def absent(self, participants: Sequence[str]) -> frozenset[str]:
        """Who of these was sent away, or entered as not seen."""

    def unfinished(self) -> Sequence[str]:
        """Whose session was cut off or left at this desk and can go on, the latest first."""

    def can_resume(self, participant: str) -> bool:
        """Whether a session was begun and can go on."""

    def stop(self, participant: str, why: str, pays: str) -> Money:
        """Stops a session for good; returns what is to be paid."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk by its name, and who is to come."""

    name: str
    expected: Sequence[Expected]
    show: Show
    sessions: Sessions

    def open(self) -> int:
        """Runs sessions until the desk is closed; returns how many ended."""
        ended = 0
        while (who := self._next()) is not None:
            ended += self._session(who)
        return ended

    # --- before -------------------------------------------------------------------------------------------

    def _next(self) -> str | None:
        """Who takes the seat; None to close the desk, by its page or its window."""
        while True:
            try:
                self.show(pages.call_page(self.name))
                chosen = str(self.show(self._start())["next"])
                if chosen == pages.CLOSE:
                    return None
                if chosen.startswith(pages.WHO):
                    return chosen.removeprefix(pages.WHO)
                if (who := self._typed()) is not None:
                    return who
            except SessionInterrupted:
                return None
            except IkeaEffectError as error:
                if not self._tell(pages.cannot_page(str(error))):
                    return None

    def _start(self) -> Screen:
        return pages.start_page(self.name, self._to_come(), self.sessions.unfinished())

    def _to_come(self) -> list[Expected]:
        begun = {who.casefold() for who in self.sessions.begun()}
        left = [one for one in self.expected if one.participant.casefold() not in begun]
        absent = self.sessions.absent([one.participant for one in left])
        return [one for one in left if one.participant not in absent]

    def _typed(self) -> str | None:
        """A code that was typed, once it was said to be right; None to go back."""
        typed = str(self.show(pages.code_page(self.name))["code"]).strip()
        how, offered = self._question(typed)
        chosen = str(self.show(pages.sure_page(self.name, typed, how, offered))["sure"])
        return chosen.removeprefix(pages.WHO) if chosen.startswith(pages.WHO) else None

    def _question(self, typed: str) -> tuple[str, list[str]]:
        """What is asked about a typed code, and which codes are offered: those that look alike first."""
        known = [one.participant for one in self.expected]
        if self.sessions.can_resume(typed):
            return "begun", [typed]
        if not known or typed in known:
            return "sure", [typed]
        alike = {who.casefold(): who for who in known}
        close = difflib.get_close_matches(typed.casefold(), alike, n=3, cutoff=0.5)
        return "unlisted", [*(alike[one] for one in close), typed]

    # --- the session, and after ---------------------------------------------------------------------------

    def _session(self, who: str) -> int:
        """Runs it until it is finished, stopped or left for later; 1 if it ended."""
        resume: bool | None = None
        while True:
            try:
                resume = self.sessions.can_resume(who) if resume is None else resume
                if (ended := self._ran(who, resume)) is None:
                    return 0
                if ended.state == "finished":
                    self._tell(pages.end_page(self.name, who, ended.owed))
                    return 1
                chosen = str(self.show(pages.left_page(self.name, who, ended.state))["left"])
                if chosen.startswith(pages.STOP):
                    why = str(self.show(pages.why_page(self.name))["why"])
                    owed = self.sessions.stop(who, why, chosen.removeprefix(pages.STOP))
                    self._tell(pages.owed_page(self.name, who, owed))  # the experimenter still stands here
                    return 1
            except SessionInterrupted:
                return 0
            except IkeaEffectError as error:
                self._tell(pages.cannot_page(str(error)))
                return 0
            if chosen == pages.LATER:
                return 0
            resume = True

    def _ran(self, who: str, resume: bool) -> Ended | None:
        """How the session was left; None if it is not to go on here, without what another desk may hold."""
        try:
            return self.sessions.run(who, resume=resume)
        except UnsentError as error:
            page = pages.unsent_page(self.name, who, error.desk, error.heard)
            if str(self.show(page)["unsent"]) == pages.BACK:
                return None
            return self.sessions.run(who, resume=resume, even_so=True)

    def _tell(self, screen: Screen) -> bool:
        """Shows a page that asks nothing; False where the window was closed, as good as its button."""
        try:
            self.show(screen)
        except SessionInterrupted:
            return False
        return True
