"""Every kind of page is left by the experimenter's chord once, and the session comes to the same data."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typing_extensions import override

from ikea_effect.operations.run import RunRequest, run_session
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.record.events import BOOKKEEPING
from ikea_effect.record.journal import read_journal
from ikea_effect.record.study import Study
from ikea_effect.screens.handover import HandoverScreen
from ikea_effect.screens.screens import Page, Screen
from ikea_effect.session.frontends.base import Halt
from ikea_effect.session.frontends.lab.control import Targets
from ikea_effect.session.frontends.lab.frontend import LabFrontend
from ikea_effect.session.frontends.lab.screen_loop import Shown
from ikea_effect.session.frontends.script import ScriptedHand
from tests.e2e.one_window import Room, data_of, opened_room, sequence

EVERYTHING = Path(__file__).parents[1] / "data" / "protocols" / "everything.yaml"
SEED = 7


class Leaving(ScriptedHand):
    """A hand that leaves each kind of page when it first meets it, and answers the others."""

    left: set[str]

    @override
    def __call__(self, screen: Screen, targets: Targets) -> None:
        if (kind := kind_of(screen)) in self.left:
            super().__call__(screen, targets)
            return
        self.left.add(kind)
        for _ in range(2 if isinstance(screen, HandoverScreen) else 1):  # there the first opens it
            self.fingers.press_key("Control+Shift+q")
        self.fingers.sync()


class Asking(LabFrontend):
    """A window whose experimenter says yes to the question."""

    @override
    def _ask_to_leave(self, shown: Shown, halt: Halt | None = None) -> None:
        hand, over = self.on_ready, threading.Event()
        assert isinstance(hand, ScriptedHand)

        def says_yes() -> None:  # what is pressed before the question is there counts for nothing
            while not over.wait(0.05):
                hand.fingers.press_key("y")
                hand.fingers.sync()

        yes = threading.Thread(target=says_yes)
        yes.start()
        try:
            super()._ask_to_leave(shown, halt)
        finally:
            over.set()
            yes.join()


def kind_of(screen: Screen) -> str:
    """What a page is drawn by, and what it asks for."""
    asks = sorted({type(ask).__name__ for ask in screen.asks}) if isinstance(screen, Page) else []
    return " ".join([screen.view, *asks])


@pytest.fixture
def room(x_display: str, home: Path) -> Iterator[Room]:
    yield from opened_room(x_display, home, Leaving, Asking)


@pytest.mark.window
@pytest.mark.slow
def test_a_session_that_is_left_on_every_kind_of_page_comes_to_the_same_data(
    room: Room, tmp_path: Path
) -> None:
    Leaving.left = set()
    states, path = ["interrupted"], tmp_path / "everything" / "journals" / "S0001.jsonl"
    while states[-1] == "interrupted":
        before = path.read_bytes() if path.exists() else b""
        request = RunRequest(
            str(EVERYTHING), "S0001", "everything", results=tmp_path, mode="scripted", seed=SEED,
            resume=bool(before),
        )  # fmt: skip
        states.append(run_session(request, lambda setup, answer: room.opened(setup, answer, False)).state)
        assert path.read_bytes().startswith(before)
        assert read_journal(path).events[-1].kind == states[-1]
    assert len(Leaving.left) == len(states) - 2 > 20
    study = Study(tmp_path / "everything")
    undisturbed = simulate(
        SimulateRequest(str(EVERYTHING), 1, SEED, "everything", results=tmp_path / "simulated")
    )
    without = [(kind, screen) for kind, screen in sequence(study, "S0001") if kind not in BOOKKEEPING]
    assert without == sequence(undisturbed, "S0001")[1:-1]
    assert data_of(study, "S0001") == data_of(undisturbed, "S0001")
