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


def test_no_click_answers_it() -> None:
    view = InterruptView(PageView(PAGES["text"], texts()), texts())
    assert view.press((0, 0)) is None
    assert view.release((0, 0)) is None
    assert view.key("ENTER") is None
