"""A desk with a real window, as a process that may be killed at any moment: who comes is read, a line each.

What it prints tells where it is: "P: screen" for each screen that can be answered, the desk's own pages
included, then "P finished". Begun again with the same person, the session goes on; where its other desk fell
silent, the desk's page asks, and the hand says to go on here.

python -m tests.e2e.windowed_desk RESULTS STUDY URL DESK < people
"""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from pathlib import Path

from typing_extensions import override

from ikea_effect.operations.desk import pages
from ikea_effect.operations.desk.desk import Desk
from ikea_effect.operations.desk.study import StudySessions, begun, settled
from ikea_effect.operations.desk.window import DeskWindow
from ikea_effect.operations.run import Answer, RunRequest
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.journal import read_as_far_as_it_holds
from ikea_effect.screens.screens import Screen, Values
from ikea_effect.session.frontends.base import Frontend
from ikea_effect.session.frontends.lab.control import Targets
from ikea_effect.session.frontends.script import ScriptedFrontend, ScriptedHand

PROTOCOL = "norton-2012-1a"
PATIENCE_S = 120.0
"""For how long somebody is asked to try again: a desk that fell silent counts as running for ten seconds."""


class Experimenter:
    """Types the code of who comes until the session has ended; then the desk is closed."""

    def __init__(self, journals: Path) -> None:
        self._journals, self.now, self._until = journals, "", 0.0

    def __call__(self, screen: Screen) -> Values:
        """What is entered on a desk's page."""
        match screen.id:
            case "desk.start":
                return {"next": pages.TYPE if self._somebody() else pages.CLOSE}
            case "desk.code":
                return {"code": self.now}
            case "desk.sure":
                return {"sure": f"{pages.WHO}{self.now}"}
            case "desk.unsent":
                return {"unsent": pages.EVEN_SO}
            case "desk.left":
                return {"left": pages.RESUME}
            case "desk.cannot":
                if time.monotonic() > self._until:
                    raise SystemExit(f"{self.now}: {screen}")
                print(f"{self.now} waits", flush=True)
                time.sleep(0.5)
                return {}
            case _:
                return {}

    def _somebody(self) -> bool:
        """Whether somebody takes the seat: who was here goes first, until the end."""
        if self.now and not self._ended():
            return True
        if self.now:
            print(f"{self.now} finished", flush=True)
        self.now, self._until = sys.stdin.readline().strip(), time.monotonic() + PATIENCE_S
        if self.now and self._ended():  # killed behind the last line of the session
            return self._somebody()
        return bool(self.now)

    def _ended(self) -> bool:
        path = self._journals / f"{self.now}.jsonl"
        events = read_as_far_as_it_holds(path).events if path.exists() else []
        return bool(events) and events[-1].kind == "finished"


class TellingHand(ScriptedHand):
    """Says which screen it is about to answer."""

    def __init__(self, answer: Answer, setup: Setup, script: Experimenter) -> None:
        super().__init__(answer, setup.language)
        self._script = script

    @override
    def __call__(self, screen: Screen, targets: Targets) -> None:
        print(f"{self._script.now}: {screen.id}", flush=True)
        super().__call__(screen, targets)


def main(results: str, study: str, url: str, desk: str) -> None:
    """The desk, until nobody comes any more."""
    logging.disable(logging.WARNING)
    script = Experimenter(Path(results) / study / "journals")
    request = RunRequest(
        PROTOCOL, "", study=study, results=Path(results), mode="scripted", seed=7, store=url, desk=desk
    )

    def opened(setup: Setup, answer: Answer) -> Frontend:
        hand = TellingHand(answer, setup, script)
        return ScriptedFrontend(
            setup, mode="scripted", size=(1280, 1024), pace="fast", on_ready=hand, answer_within_s=60.0
        )

    session, setup = settled(request)
    with contextlib.closing(DeskWindow(setup, opened, script)) as window:
        begun(session, setup)
        Desk(desk, (), window.show, StudySessions(session, window)).open()


if __name__ == "__main__":
    main(*sys.argv[1:])
