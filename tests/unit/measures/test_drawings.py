"""Circles that overlap and faces: by mouse and keyboard, in simulation, on small screens."""

from __future__ import annotations

from typing import Any

import pytest

from ikea_effect.analysis.support import Support, support
from ikea_effect.diagnosis.answers import answers
from ikea_effect.session.frontends.lab.faces import mouth
from tests.unit.measures.bench import changed, clicked, faults, page, shown, typed

STEPS = {"close": 7, "fun": 5}


@pytest.mark.parametrize("measure", STEPS)
def test_a_step_is_pressed(measure: str) -> None:
    view = shown(page(measure))
    assert clicked(view, "button") is None
    assert clicked(view, f"{measure}.2", f"{measure}.{STEPS[measure]}", "button") == {measure: STEPS[measure]}


@pytest.mark.parametrize(
    ("keys", "step"),
    [("TAB 3 ENTER", 3), ("TAB RIGHT RIGHT ENTER", 2), ("TAB LEFT ENTER", 5), ("TAB space RIGHT 9 ENTER", 2)],
)
def test_a_step_is_set_by_keyboard(keys: str, step: int) -> None:
    assert typed(shown(page("fun")), keys) == {"fun": step}


@pytest.mark.parametrize("measure", STEPS)
def test_models_know_the_steps(measure: str) -> None:
    assert support(changed(), measure) == Support(1.0, float(STEPS[measure]), 1.0)


def test_steps_are_not_declared() -> None:
    assert "is not a key that can stand here" in faults("kind: faces,", "kind: faces, high: 7,")


@pytest.mark.parametrize("size", [(1280, 1024), (800, 600)])
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("measure", STEPS)
def test_the_pages_fit(measure: str, language: str, size: tuple[int, int]) -> None:
    assert shown(page(measure), language, size).fits()


def test_a_face_is_large_enough_for_a_finger() -> None:
    cells: Any = shown(page("fun")).widgets[0].targets()
    assert min(min(box.width, box.height) for box in cells.values()) > 0.1  # 100 pixels of 1024: 2.8 cm


def test_a_sad_mouth_hangs_and_a_happy_one_rises_at_its_ends() -> None:
    sad, straight, happy = (mouth(mood, 1.0) for mood in (-1.0, 0.0, 1.0))
    assert sad[0][1] < sad[12][1]
    assert happy[0][1] > happy[12][1]
    assert straight[0][1] == straight[12][1]


def test_power_draws_whole_steps() -> None:
    drawn: Any = answers(changed(), "fun", {"labor": "build"})
    assert set(drawn.tickets) == {1.0, 2.0, 3.0, 4.0, 5.0}
