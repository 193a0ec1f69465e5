"""The second click of a double click, which comes when the next page stands, passes nothing unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.protocol.experiment import Experiment
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.setup import Setup
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.session.frontends.lab.views import view_of
from tests.unit.session.lab.pages import PAGES, texts

SETUP = Setup(load_protocol("norton-2012-1a"), Experiment.model_construct(), texts("nl"), Path())


def shown(name: str) -> PageView:
    view = view_of(PAGES[name], SETUP, (1280, 1024), paints=False)
    assert isinstance(view, PageView)
    view.draw(Sheet((1280, 1024)))
    return view


def clicked(view: PageView, at_s: float) -> bool:
    """Whether a click on the button this long after the page was shown passes it."""
    view.tick(at_s)
    at = view.targets()["button"]
    view.press(at)
    return view.release(at) is not None


@pytest.mark.parametrize("name", ["text", "right", "wrong"])
@pytest.mark.parametrize(("at_s", "passes"), [(0.2, False), (0.4, False), (0.6, True)])
def test_a_page_that_asks_nothing_is_passed_by_no_second_click(name: str, at_s: float, passes: bool) -> None:
    assert clicked(shown(name), at_s) is passes


def test_a_page_that_waits_for_an_answer_holds_nobody_up() -> None:
    view = shown("choice")
    assert not clicked(view, 0.2)
    at = view.targets()["choice.no"]
    view.press(at)
    view.release(at)
    assert clicked(view, 0.2)
