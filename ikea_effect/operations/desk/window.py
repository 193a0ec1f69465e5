"""One window for a day: sessions borrow it, and between them it shows the desk's pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from typing_extensions import override

from ikea_effect.operations.run import Answer, OpenFrontend
from ikea_effect.protocol.setup import Setup
from ikea_effect.screens.screens import Reply, Screen, Values
from ikea_effect.session.frontends.base import Frontend, Halt, Said
from ikea_effect.session.frontends.passing import PassingFrontend

Script = Callable[[Screen], Values]


class DeskWindow:
    """A front end that stays open. `script` answers the desk's own pages where a scripted hand sits there."""

    def __init__(self, setup: Setup, opener: OpenFrontend, script: Script | None = None) -> None:
        self._script = script
        self._session: Answer | None = None
        self._frontend: Any = opener(setup, self._answer)
        self._desk = setup
        self.between: Halt | None = None
        """What is told of wrong codes while the desk's own pages stand there."""

    def _answer(self, screen: Screen) -> tuple[Mapping[str, Any], int]:
        """What a scripted hand replies: on the desk's pages as told, in a session as its respondent says."""
        if self._session is not None:
            return self._session(screen)
        assert self._script is not None
        return self._script(screen), 0

    def show(self, screen: Screen) -> Values:
        """The reply's values to one of the desk's own pages."""
        self._session, self._frontend.setup = None, self._desk
        self._frontend.heed(self.between)
        reply: Reply = self._frontend.show(screen)
        return reply.values

    def lend(self, setup: Setup, answer: Answer) -> Frontend:
        """The window for one session: an `OpenFrontend`. The session's clock begins anew."""
        self._session, self._frontend.setup = answer, setup
        self._frontend.resume_at(0)
        return _Lent(self._frontend)

    def close(self) -> None:
        """Closes the window."""
        self._frontend.close()


class Between:
    """Between sessions a desk waits for nobody, and keeps that a wrong code was typed."""

    def __init__(self, mistyped: Callable[[], None]) -> None:
        self.mistyped = mistyped

    def asked(self) -> bool:
        """Whether it has to wait: never."""
        return False

    def says(self) -> Said | None:
        """What a page would say: nothing."""
        return None

    def answered(self) -> None:
        """Nothing was said."""

    def begins(self) -> None:
        """It never does."""

    def ends(self) -> None:
        """It never began."""

    def mistyped_before(self) -> int:
        """Not known of other programs."""
        return 0


class _Lent(PassingFrontend):
    """The window as a session has it: to close it leaves it open for the next."""

    @override
    def close(self) -> None:
        """Leaves the window open."""
