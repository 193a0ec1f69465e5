from __future__ import annotations

import pytest

from ikea_effect.session.frontends.lab.canvas import Sheet
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
    view = InterruptView(PageView(PAGES["text"], texts(language)), texts(language), code)
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
