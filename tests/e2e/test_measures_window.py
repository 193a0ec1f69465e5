"""Every kind of measure at a real window, by the mouse alone and by the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from ikea_effect.operations.run import RunRequest, run_session
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.record.study import Study
from ikea_effect.screens.screens import Page
from ikea_effect.session.frontends.script import ScriptedHand
from tests.e2e.one_window import Room, data_of, opened_room, sequence

EVERYTHING = Path(__file__).parents[1] / "data" / "protocols" / "everything.yaml"
SEED = 7
IN_ITS_LANGUAGE = dict.fromkeys(
    ("words.answer_1", "tag.text", "tag.written_by", "tag-end.text", "tag-end.written_by")
)
"""What is written differs between the languages."""


class OneWay(ScriptedHand):
    """A hand that answers every page in the same way."""

    @override
    def page(self, page: Page, values: Mapping[str, Any], targets: Mapping[str, tuple[int, int]]) -> None:
        self._by_keys = not self.keyboard
        super().page(page, values, targets)


@pytest.fixture(scope="module")
def room(x_display: str, home: Path) -> Iterator[Room]:
    yield from opened_room(x_display, home, OneWay)


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Study:
    request = SimulateRequest(str(EVERYTHING), 1, SEED, "everything", results=tmp_path_factory.mktemp("s"))
    return simulate(request)


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.parametrize(("language", "keyboard"), [("nl", False), ("en", True), ("nl", True)])
def test_a_hand_at_the_window_answers_every_measure_as_the_simulated_participant_does(
    room: Room, simulated: Study, tmp_path: Path, language: str, keyboard: bool
) -> None:
    """In English by mouse it is done in test_interrupted_window.py, with interruptions."""
    request = RunRequest(
        str(EVERYTHING),
        "S0001",
        "everything",
        language=language,
        results=tmp_path,
        mode="scripted",
        seed=SEED,
    )
    assert run_session(request, lambda setup, answer: room.opened(setup, answer, keyboard)).finished
    seen = Study(tmp_path / "everything")
    assert sequence(seen, "S0001") == sequence(simulated, "S0001")
    found, expected = data_of(seen, "S0001"), data_of(simulated, "S0001")
    assert {**found, **IN_ITS_LANGUAGE} == {**expected, **IN_ITS_LANGUAGE}


def test_the_study_asks_for_every_measure_that_it_declares() -> None:
    protocol = load_protocol(EVERYTHING)
    assert {name for step in protocol.timeline for name in step.asks_for} == set(protocol.measures)
