from __future__ import annotations

import pytest

from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.code_lock import CodeLock
from ikea_effect.session.frontends.lab.interrupt import InterruptView
from ikea_effect.session.frontends.lab.page_view import PageView
from tests.unit.session.lab.pages import PAGES, texts


@pytest.mark.parametrize(
    ("typed", "leave"), [("y", True), ("J", True), ("n", False), ("x", None), (" ", None)]
)
def test_only_yes_leaves_and_only_no_goes_on(typed: str, leave: bool | None) -> None:
    view = InterruptView(PageView(PAGES["text"], texts()), texts())
    view.draw(Sheet((1280, 1024)))
    assert view.text(typed) == (None if leave is None else {"leave": leave})


def asked(code: str = "Tafel4", language: str = "en") -> InterruptView:
    view = InterruptView(PageView(PAGES["text"], texts(language)), texts(language), CodeLock(code))
    view.draw(Sheet((1280, 1024)))
    return view


@pytest.mark.parametrize(
    ("typed", "leave"),
    [("Tafel4", {"leave": True}), ("", {"leave": False}), ("y", None), ("tafel4", None), ("Tafel4x", None)],
)
def test_with_a_code_only_the_code_leaves(typed: str, leave: dict[str, bool] | None) -> None:
    view = asked()
    assert [view.text(sign) for sign in typed] == [None] * len(typed)
    assert view.key("ENTER") == leave
    assert view.wrong == (leave is None)


def test_a_wrong_code_can_be_typed_again() -> None:
    view = asked()
    view.text("Tafel5")
    assert view.key("ENTER") is None
    view.text("Tafel45")
    view.key("BACKSPACE")
    assert not view.wrong
    assert view.key("ENTER") == {"leave": True}


def test_no_click_answers_it() -> None:
    view = InterruptView(PageView(PAGES["text"], texts()), texts())
    assert view.press((0, 0)) is None
    assert view.release((0, 0)) is None
    assert view.key("ENTER") is None


class Clock:
    """Stands until it is set on."""

    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def tried(view: InterruptView, code: str) -> object:
    view.text(code)
    return view.key("ENTER")


def test_three_wrong_codes_lock_the_question_and_each_time_for_twice_as_long() -> None:
    clock = Clock()
    lock = CodeLock("Tafel4", clock)
    lasted = []
    for _ in range(6):
        view = InterruptView(PageView(PAGES["text"], texts()), texts(), lock)  # closed and asked again
        for place in range(3):
            assert lock.remaining_s() == 0
            assert tried(view, f"{place:04}") is None
        lasted.append(lock.remaining_s())
        assert tried(view, "Tafel4") == {"leave": False}, "nothing is typed: Enter alone goes back"
        clock.now_s += lasted[-1]
    assert lasted == [30, 60, 120, 240, 480, 480]
    assert tried(view, "Tafel4") == {"leave": True}


def test_the_right_code_forgets_the_wrong_ones_before() -> None:
    lock = CodeLock("Tafel4", Clock())
    assert [lock.opens(typed) for typed in ("a", "b", "Tafel4", "c", "d")] == [False] * 2 + [True] + [
        False
    ] * 2
    assert lock.remaining_s() == 0


@pytest.mark.parametrize("typed", ["\ud800", "中文", "Tafel4\0", "Tafel4 ", "ｔａｆｅｌ４"])
def test_no_other_signs_open_or_break_it(typed: str) -> None:
    assert not CodeLock("Tafel4", Clock()).opens(typed)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_it_says_for_how_long_it_is_locked_and_counts_down(language: str) -> None:
    clock = Clock()
    lock = CodeLock("Tafel4", clock)
    view = InterruptView(PageView(PAGES["text"], texts(language)), texts(language), lock)
    for _ in range(3):
        tried(view, "0000")
    sheet = Sheet((1280, 1024))
    view.draw(sheet)
    view.changed = False
    view.tick(1.0)
    assert not view.changed, "the same second is not drawn again"
    clock.now_s += 1
    view.tick(2.0)
    assert view.changed


def test_each_wrong_code_is_told_and_another_program_s_are_counted_on() -> None:
    clock, told = Clock(), list[int]()
    lock = CodeLock("Tafel4", clock)
    lock.tell = lambda: told.append(lock.wrong)
    lock.go_on_from(2)
    assert lock.remaining_s() == 0
    assert not lock.opens("0000")
    assert (told, lock.remaining_s()) == ([3], 30)
    lock.go_on_from(0)
    assert lock.wrong == 3
    assert lock.opens("Tafel4")
    assert told == [3]


@pytest.mark.parametrize(("before", "waits"), [(0, 0), (2, 0), (3, 30), (4, 0), (6, 60)])
def test_to_start_the_program_again_shortens_no_wait(before: int, waits: int) -> None:
    clock = Clock()
    lock = CodeLock("Tafel4", clock)
    lock.go_on_from(before)
    assert lock.remaining_s() == waits
    clock.now_s += waits
    lock.go_on_from(before)  # each screen's halt tells the same again
    assert lock.remaining_s() == 0
    assert lock.opens("Tafel4")
