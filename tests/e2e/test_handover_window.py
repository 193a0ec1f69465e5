"""The experimenter's page at a real window: by the chord and the station's code, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ikea_effect.protocol.experiment import Station
from ikea_effect.screens.handover import HandoverScreen
from ikea_effect.screens.screens import Screen, Values
from ikea_effect.session.frontends.lab.frontend import LabFrontend
from ikea_effect.session.frontends.script import ScriptedHand
from tests.unit.measures.bench import setup
from tests.unit.steps.bench import played, step

CODE = "Tafel4"


def grams(_screen: Screen) -> tuple[Values, int]:
    return {"grams": 220.5}, 0


@pytest.fixture(scope="module")
def desk(x_display: str, home: Path) -> Iterator[LabFrontend]:
    """A window at a station with a code, and a hand that knows it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", x_display)
        patch.setenv("HOME", str(home))
        here = setup("nl")
        experiment = here.experiment.model_copy(update={"station": Station(code=CODE)})
        hand = ScriptedHand(grams, "nl", code=CODE)
        desk = LabFrontend(
            replace(here, experiment=experiment),
            mode="scripted",
            size=(1280, 1024),
            pace="fast",
            on_ready=hand,
            answer_within_s=20,
        )
        yield desk
        desk.close()
        hand.fingers.close()


@pytest.mark.window
@pytest.mark.slow
def test_the_chord_the_code_and_the_number_answer_the_call(desk: LabFrontend) -> None:
    screens, _ = played(step("weighing"), [{"grams": 220.5}, {"grams": 220.5}])
    for screen in (*screens, *screens):  # the hand takes the keyboard for every other page
        assert isinstance(screen, HandoverScreen)
        assert isinstance(desk.on_ready, ScriptedHand)
        desk.on_ready.keyboard = True
        assert desk.show(screen).values == {"grams": 220.5}
