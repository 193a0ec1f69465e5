"""The folding board: corners are laid by dragging, by two clicks and by keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ikea_effect.protocol.setup import in_language
from ikea_effect.session.frontends.lab.canvas import Point, Sheet, Unseen
from ikea_effect.session.frontends.lab.folding_view import FoldingView
from ikea_effect.tasks.folding.piece import Piece
from ikea_effect.tasks.folding.task import board
from tests.unit.steps.bench import context
from tests.unit.steps.test_folding import DONE, LEFT, LOOK, RIGHT, TURN, UNDO, WRONG, after, step_of

HERE = context().setup


def view(piece: Piece, size: tuple[int, int] = (1280, 1024), language: str = "en") -> FoldingView:
    shown = FoldingView(board(piece, step_of(piece.guidance)), in_language(HERE, language))
    shown.lay_out(Unseen(size))
    return shown


def laid(shown: FoldingView, start: Point, end: Point) -> Mapping[str, Any] | None:
    shown.press(shown.to_window(start))
    shown.drag(shown.to_window(end))
    return shown.release(shown.to_window(end))


@pytest.mark.parametrize("size", [(1280, 1024), (1024, 768), (2560, 1080)])
def test_a_corner_is_dragged(size: tuple[int, int]) -> None:
    assert laid(view(after(), size), (200, 80), (500, 380)) == LEFT
    assert laid(view(after(LEFT), size), (800, 80), (500, 380)) == RIGHT


def test_near_the_place_that_lights_up_it_meets_it_and_farther_off_it_does_not() -> None:
    assert laid(view(after()), (200, 80), (505, 384)) == LEFT
    crooked = laid(view(after()), (200, 80), (525, 380))
    assert crooked is not None
    assert crooked["to"] == pytest.approx([525, 380], abs=1)


def test_where_nothing_lights_up_only_corners_are_met() -> None:
    shown = view(after(guidance="none"))
    there = laid(shown, (200, 80), (509, 388))
    assert there is not None
    assert there["to"] == pytest.approx([509, 388], abs=1)
    met = laid(shown, (200, 80), (795, 716))
    assert met is not None
    assert met["to"] == [800, 720]


def test_a_corner_goes_by_two_clicks_and_by_a_click_on_itself_nowhere() -> None:
    shown = view(after())
    start, end = shown.to_window((200, 80)), shown.to_window((500, 380))
    for at in (start, end):
        shown.hover(at)
        shown.press(at)
        reply = shown.release(at)
    assert reply == LEFT
    for _ in range(2):
        shown.press(start)
        assert shown.release(start) is None
    assert shown.taken is None


def test_the_whole_house_by_keyboard() -> None:
    piece = after()
    for keys, reply in (
        (("TAB", "ENTER", "TAB", "ENTER"), LEFT),  # the corner that lights up comes first, so does its place
        (("TAB", "ENTER", "TAB", "ENTER"), RIGHT),
        (("TAB", "ENTER"), TURN),
        (("ENTER",), DONE),
    ):
        shown = view(piece)
        assert [shown.key(key) for key in keys][-1] == reply
        piece = after(*[LEFT, RIGHT, TURN][: len(piece.done) + 1])


def test_arrows_move_a_corner_that_is_held_and_backspace_puts_it_back() -> None:
    shown = view(after(guidance="named"))
    shown.key("TAB")
    shown.key("ENTER")
    at = shown.at
    assert at is not None
    for key in ("RIGHT", "RIGHT", "DOWN"):
        shown.key(key)
    assert shown.at == (at[0] + 20, at[1] + 10)
    shown.key("BACKSPACE")
    assert shown.at is None


def test_what_must_be_taken_back_leaves_only_that() -> None:
    shown = view(after(WRONG))
    assert shown.corners == ()
    assert shown.chosen("turn") is None
    assert shown.key("CTRL+Z") == UNDO


def test_the_finished_piece_is_looked_at_and_left_again() -> None:
    shown = view(after(LOOK))
    assert shown.stops() == ("consult",)
    assert shown.paper == HERE.sheets["paper-house"].stages[-1]
    assert shown.key("TAB") is None
    assert shown.key("ENTER") == LOOK


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("piece", [after(), after(WRONG), after(LOOK), after(LEFT, RIGHT, TURN)])
def test_words_have_room(language: str, piece: Piece) -> None:
    assert view(piece, (1280, 1024), language).fits()


def test_a_corner_on_its_way_is_seen_folded() -> None:
    shown, sheet = view(after()), Sheet((640, 480))
    shown.draw(sheet)
    before = sheet.image.copy()
    shown.press(shown.to_window((200, 80)))
    shown.drag(shown.to_window((400, 300)))
    after_that = Sheet((640, 480))
    shown.draw(after_that)
    assert before.tobytes() != after_that.image.tobytes()
