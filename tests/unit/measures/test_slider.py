"""A place on a line: declared, asked by mouse and keyboard, simulated."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ikea_effect.analysis.support import Support, support, unit
from ikea_effect.diagnosis.answers import answers
from tests.unit.measures.bench import changed, clicked, faults, page, shown, typed

DECLARED = "{kind: slider, text: warmth}"


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ("low: 5, high: 1", "is 1, which is not above low: 5."),
        ("low: 100", "is 100; the line then has no room to high, which is 100"),
        ("high: -5", "is -5; the line then has no room to low, which is 0"),
        ("high: 1000", "At most 100 is expected."),
        ("ticks: 5", "ticks"),
    ],
)
def test_a_line_that_cannot_be_drawn_is_refused(numbers: str, says: str) -> None:
    assert says in faults(DECLARED, f"{{kind: slider, {numbers}, text: warmth}}")


def test_models_for_money_and_choices_do_not_take_it() -> None:
    for kind, takes in (
        ("hurdle", "amounts of money; 'warmth' is none"),
        ("logit", "a choice; 'warmth' holds"),
    ):
        before = "model: {kind: mann-whitney,"
        more = "option: x, " if kind == "logit" else ""
        assert takes in faults(before, f"model: {{kind: {kind}, {more}").replace("which takes ", "")


def test_models_know_its_points() -> None:
    assert (support(changed(), "warmth"), unit(changed(), "warmth")) == (Support(0.0, 100.0, 1.0), "points")


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ("TAB RIGHT ENTER", 0),
        ("TAB LEFT ENTER", 100),
        ("TAB HOME RIGHT RIGHT ENTER", 2),
        ("TAB END PAGEDOWN UP ENTER", 91),
        ("TAB HOME LEFT ENTER", 0),
    ],
)
def test_it_is_set_by_keyboard(keys: str, value: int) -> None:
    assert typed(shown(page("warmth")), keys) == {"warmth": value}


def test_it_has_no_mark_before_the_first_press() -> None:
    view = shown(page("warmth"))
    assert view.widgets[0].values() == {}
    assert clicked(view, "button") is None
    assert view.hint == "Please answer everything marked in red."


@pytest.mark.parametrize(("target", "value"), [("warmth.low", 0), ("warmth", 50), ("warmth.high", 100)])
def test_it_is_set_by_mouse(target: str, value: int) -> None:
    assert clicked(shown(page("warmth")), target, "button") == {"warmth": value}


def test_it_follows_the_pointer_and_stays_on_the_line() -> None:
    view = shown(page("warmth"))
    view.press(view.targets()["warmth.low"])
    view.drag((9.0, 0.0))
    view.release((9.0, 0.0))
    assert clicked(view, "button") == {"warmth": 100}


@pytest.mark.parametrize("size", [(1280, 1024), (800, 600)])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_fits(language: str, size: tuple[int, int]) -> None:
    assert shown(page("warmth"), language, size).fits()


def test_power_draws_whole_points() -> None:
    drawn: Any = answers(changed(), "warmth", {"labor": "build"})
    assert np.all(drawn.tickets % 1 == 0)
    assert drawn.tickets.max() == 100.0  # four SDs above the mean of 60 lie beyond the line
    assert drawn.mean == pytest.approx(60.0, abs=0.05)
