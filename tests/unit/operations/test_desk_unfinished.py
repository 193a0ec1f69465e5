"""Whose session was cut off at a desk is offered there, in a list that has room for all."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from ikea_effect.operations.desk import pages
from ikea_effect.operations.desk.roster import Expected
from ikea_effect.operations.desk.study import StudySessions
from ikea_effect.operations.desk.window import DeskWindow
from ikea_effect.operations.run import RunRequest
from ikea_effect.operations.stop import stop
from ikea_effect.protocol.setup import load_setup
from ikea_effect.record.disk import locked
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.page_view import PageView
from tests.unit.operations.settle_bench import Lab
from tests.unit.operations.test_run import Opened


@pytest.mark.parametrize("size", [(1280, 1024), (1366, 768)])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_list_of_a_desk_has_room_for_all_that_it_may_offer(language: str, size: tuple[int, int]) -> None:
    setup = load_setup("norton-2012-1a", language=language)
    expected = [Expected("X" * 20 + str(number), "14:00, the room upstairs") for number in range(5)]
    page = pages.start_page("3", expected, ["Y" * 24, "Z" * 24, "W"])
    view = PageView(page, setup.texts)
    view.lay_out(Sheet(size))
    assert view.fits()


def test_a_desk_offers_whose_session_was_cut_off_there_and_nobody_else(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    for who, desk in (("P001", "3"), ("P002", "4"), ("P003", "3"), ("P004", "3")):
        lab.session(who, finish=who == "P004", desk=desk, bid=0)
    request = RunRequest("boxes", "", study=lab.study.name, results=tmp_path, desk="3")
    with contextlib.closing(DeskWindow(load_setup("norton-2012-1a"), Opened())) as window:
        sessions = StudySessions(request, window)
        assert sessions.unfinished() == ["P003", "P001"]
        assert sessions.over == {"P004"}
        stop(lab.study, "P003", "felt ill", "show-up", "assistant-1")
        assert sessions.unfinished() == ["P001"]
        with lab.study.journal("P001").open("r+b") as runs, locked(runs.fileno(), "busy"):  # elsewhere
            assert sessions.unfinished() == []
