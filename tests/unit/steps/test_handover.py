"""What the experimenter enters, behind a page on which the participant can press nothing."""

from __future__ import annotations

import pytest

from ikea_effect.operations.desk.pages import call_page
from ikea_effect.protocol.kinds.steps.handover import Handover
from ikea_effect.screens.handover import HandoverScreen
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.code_lock import CodeLock
from ikea_effect.session.frontends.lab.handover_view import HandoverView
from tests.unit.measures.bench import faults, texts
from tests.unit.steps.bench import played, step

WRITTEN = "measure: grams, twice: true"


def opened(name: str, code: str | None = None) -> HandoverView:
    """The view of the step's first screen, drawn."""
    screens, _ = played(step(name), [{"grams": 1.5}, {"grams": 1.5}])
    [first, *_] = screens
    assert isinstance(first, HandoverScreen)
    view = HandoverView(first, texts(), code)
    view.draw(Sheet((1280, 1024)))
    return view


def test_a_number_is_typed_until_two_entries_in_a_row_are_equal() -> None:
    entries = [{"grams": 12.5}, {"grams": 125.0}, {"grams": 12.5}, {"grams": 12.5}]
    screens, cells = played(step("weighing"), entries, rt_ms=4000)
    assert [screen.id for screen in screens] == ["weighing.enter", "weighing.again"] * 2
    assert [screen.is_open for screen in screens if isinstance(screen, HandoverScreen)] == [
        False, True, True, True,
    ]  # fmt: skip
    assert cells == {"grams": 12.5, "weighing.differed": 1, "weighing.seconds": 16.0}


def test_a_number_is_typed_once_and_a_handover_confirmed() -> None:
    once = Handover(id="weighing", text="weighing", measure="grams")
    assert played(once, [{"grams": 3.0}])[1] == {"grams": 3.0, "weighing.seconds": 1.5}
    assert played(step("giving"), [{}])[1] == {"giving.seconds": 1.5}


def test_nothing_that_the_participant_does_answers_the_call() -> None:
    view = opened("giving")
    for name in ("ENTER", "TAB", "ENTER"):
        assert view.key(name) is None
    assert view.text(" 12") is None
    for at in view.targets().values():
        assert view.press(at) is view.release(at) is None
    assert view.shown is view.call


def test_the_chord_opens_the_page_and_a_second_one_is_left_to_the_session() -> None:
    view = opened("weighing")
    assert view.chord()
    view.text("220,5")
    assert not view.chord()
    assert view.key("ENTER") == {"grams": 220.5}


def test_a_station_with_a_code_asks_for_it() -> None:
    view = opened("weighing", code="Tafel4")
    assert view.chord()
    view.text("wrong")
    assert view.key("ENTER") is None
    assert view.shown is view.code
    view.text("Tafel4")
    assert view.key("ENTER") is None
    assert view.shown is view.page


def test_without_a_code_typed_one_comes_back_to_the_call() -> None:
    view = opened("weighing", code="Tafel4")
    view.chord()
    view.key("ENTER")
    assert view.shown is view.call


@pytest.mark.parametrize(
    ("after", "message"),
    [
        ("twice: true", "asks for a number twice, and there is none to type"),
        ("measure: liking", "A handover step fills a measure of kind number."),
        ("measure: gram", "Did you mean 'grams'?"),
        ("measure: grams, thrice: true", "twice"),
    ],
)
def test_what_nobody_could_enter_is_refused(after: str, message: str) -> None:
    assert message in faults(WRITTEN, after)


def test_a_number_that_may_be_declined_is_not_for_the_experimenter() -> None:
    told = faults("unit: grams, text: grams", "unit: grams, text: grams, optional: true")
    assert "the experimenter always types it" in told


@pytest.mark.parametrize(("code", "typed"), [(None, ""), ("4711", "4711")])
def test_a_call_alone_is_over_once_the_experimenter_is_there(code: str | None, typed: str) -> None:
    view = HandoverView(call_page("3"), texts(), code)
    view.draw(Sheet((1280, 1024)))
    assert view.tick(1.0) is None
    assert view.chord()
    found = view.tick(0.1)
    if code is not None:
        assert found is None
        view.text(typed)
        found = view.key("ENTER")
    assert found == {}


def test_tries_of_the_code_count_for_the_whole_session_and_lock() -> None:
    lock = CodeLock("4711", lambda: 1000.0)
    for name in ("giving", "giving", "weighing"):
        view = opened(name, "4711")
        view.lock_with(lock)
        assert view.chord()
        view.text("0815")
        assert view.key("ENTER") is None
    view.text("4711")
    assert view.key("ENTER") is None
    assert view.shown is view.call, "nothing was typed: Enter alone goes back"
    assert lock.remaining_s() == 30
