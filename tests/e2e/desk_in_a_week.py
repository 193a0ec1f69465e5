"""A desk for a day without its window, as a process: the command's own desk, with a scripted hand at it.

python -m tests.e2e.desk_in_a_week 1-8 WORDS...      desks 1 to 8, with the words of `ikea-effect desk`

Each desk is a process of its own with a folder of its own: desk 1 has the one of the command, desk N that
with -N behind it. The hand takes every so-manieth of the roster, as experimenters share a list.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ikea_effect.operations.desk import pages
from ikea_effect.operations.desk.desk import Desk
from ikea_effect.operations.desk.roster import read_roster
from ikea_effect.operations.desk.script import Rehearsal
from ikea_effect.operations.desk.study import StudySessions, settled
from ikea_effect.operations.desk.window import DeskWindow
from ikea_effect.operations.run import Answer, RunRequest
from ikea_effect.protocol.setup import Setup
from ikea_effect.screens.screens import Reply, Screen, Values
from ikea_effect.session.frontends.base import Frontend, SessionInterrupted
from tests.e2e.desk_in_a_storm import Hand

ILL, LEAVES = "P003", "P006"
NOT_SEATED = ("P009", "P010")
"""One does not come, one finds no desk free."""
BID_NOTHING = 10
"""Of Monday: what they are paid can be counted beforehand."""


class Experimenter(Rehearsal):
    """Calls the next of its own, stops whoever is ill, and keeps for later whoever left."""

    def __init__(self, coming: list[str]) -> None:
        super().__init__()
        self._left = list(coming)
        self.now = ""

    def __call__(self, screen: Screen) -> Values:
        """What is entered on a desk's page."""
        match screen.id:
            case "desk.start":
                if not self._left:
                    return {"next": pages.CLOSE}
                self.now = self._left.pop(0)
                return {"next": f"{pages.WHO}{self.now}"}
            case "desk.left":
                return {"left": f"{pages.STOP}show-up" if self.now == ILL else pages.LATER}
            case "desk.why":
                return {"why": "felt ill"}
            case "desk.cannot":
                raise SystemExit(f"{self.now}: {screen}")
            case _:
                return {}


class Seat(Hand):
    """A hand without a window: sessions and the desk's pages are answered; two do not go on at their bid."""

    def __init__(self, setup: Setup, answer: Answer, script: Experimenter) -> None:
        super().__init__("", answer)
        self.setup, self._script = setup, script

    def show(self, screen: Screen) -> Reply:
        who = self._script.now
        if screen.id == "bid.amount" and who in (ILL, LEAVES):
            raise SessionInterrupted(who)
        values, rt_ms = self._answer(screen)
        if screen.id == "bid.amount" and who.startswith("P") and int(who[1:]) <= BID_NOTHING:
            values = {"amount": 0}
        self._clock += 17 + rt_ms
        return Reply(values, self._clock - rt_ms, rt_ms)

    def heed(self, halt: Any) -> None: ...

    def facts(self) -> Mapping[str, Any]:
        return {}


def one_desk(number: int, of: int, words: argparse.Namespace) -> None:
    """Everybody who sits down at this desk."""
    logging.disable(logging.WARNING)
    expected = read_roster(Path(words.roster))
    coming = [one.participant for one in expected if one.participant not in NOT_SEATED][number - 1 :: of]
    script = Experimenter(coming)
    request = RunRequest(
        words.protocol, "", study=words.study, results=_own(Path(words.results), number), mode="scripted",
        desk=str(number),
    )  # fmt: skip
    session, setup = settled(request)

    def opened(here: Setup, answer: Answer) -> Frontend:
        return Seat(here, answer, script)

    window = DeskWindow(setup, opened, script)
    ended = Desk(str(number), expected, window.show, StudySessions(session, window)).open()
    print(f"Desk {number} is closed. Sessions that ended here: {ended}.", flush=True)


def _own(results: Path, number: int) -> Path:
    """The folder of this desk's computer."""
    if results.name.startswith("desk-"):  # a desk without a network has been given its folder
        return results.with_name(f"desk-{number}")
    return results if number == 1 else results.with_name(f"{results.name}-{number}")


def main(numbers: str, *words: str) -> int:
    """Runs the desks at once; how many of them did not close in order."""
    parser = argparse.ArgumentParser()
    parser.add_argument("protocol", nargs="?", default="")
    for name in ("study", "desk", "roster"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--results", default="results")
    asked = parser.parse_args(words)
    first, last = map(int, numbers.split("-"))
    forked = multiprocessing.get_context("fork")  # what is imported is imported once
    desks = [
        forked.Process(target=one_desk, args=(number, last - first + 1, asked))
        for number in range(first, last + 1)
    ]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    return sum(desk.exitcode != 0 for desk in desks)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
