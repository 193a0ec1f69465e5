from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.screens.hand_step import HandStep
from ikea_effect.session.frontends.lab.assembly_bench import SNAP
from ikea_effect.session.frontends.lab.assembly_view import AssemblyView
from ikea_effect.session.frontends.lab.canvas import Point, Sheet
from ikea_effect.session.frontends.lab.hand_view import HandStepView
from ikea_effect.session.frontends.lab.kit_art import art_of
from ikea_effect.tasks.assembly.build import Build, moved
from ikea_effect.tasks.assembly.task import assembly, board
from tests.unit.tasks.making_bench import NORTON, build_step, context, play, setup

SIZES = [(1280, 1024), (1920, 1080), (1024, 768), (800, 600), (2560, 1080)]
ORDER = setup(NORTON).kits["storage-box"].order


def view(
    placed: int = 0, size: tuple[int, int] = (1280, 1024), language: str = "en", **state: Any
) -> AssemblyView:
    here = setup(NORTON, language)
    art_of(here.kits["storage-box"]).flight = None
    art_of(here.kits["storage-box"]).focus = None
    art_of(here.kits["storage-box"]).in_hand = None
    shown = AssemblyView(board(Build(ORDER, ORDER[:placed], **state), build_step()), here)
    shown.lay_out(Sheet(size))
    return shown


def dragged(shown: AssemblyView, start: Point, end: Point) -> Mapping[str, Any] | None:
    shown.press(start)
    shown.drag(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    return shown.release(end)


def beside(at: Point, x: float, y: float) -> Point:
    return at[0] + x, at[1] + y


# --- the pointer ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_every_part_can_be_dragged_home_at_every_size(size: tuple[int, int]) -> None:
    for placed, part in enumerate(ORDER):
        shown = view(placed, size)
        targets = shown.targets()
        assert dragged(shown, targets[f"part.{part}"], targets["slot"]) == {"move": "place", "part": part}


def test_a_press_and_release_without_a_move_between_is_a_drop_too() -> None:
    shown = view()
    shown.press(shown.targets()["part.base"])
    assert shown.release(shown.targets()["slot"]) == {"move": "place", "part": "base"}


@pytest.mark.parametrize(
    ("off", "fits"),
    [
        ((SNAP * 0.9, 0), True),
        ((0, -SNAP * 0.9), True),
        ((SNAP * 1.1, 0), False),
        ((SNAP * 0.8, SNAP * 0.8), False),
    ],
)
def test_near_its_place_a_part_snaps(off: Point, fits: bool) -> None:
    shown = view()
    targets = shown.targets()
    reply = dragged(shown, targets["part.base"], beside(targets["slot"], *off))
    assert reply is not None
    assert reply["move"] == ("place" if fits else "wrong-drop")


def test_where_a_part_is_grasped_makes_no_difference() -> None:
    """A part lies smaller in the tray than on the bench; the same spot of it stays under the pointer."""
    shown = view()
    targets, grip = shown.targets(), (0.03, -0.01)
    share = shown.share_in_tray("base")
    end = beside(targets["slot"], grip[0] / share, grip[1] / share)
    shown.press(beside(targets["part.base"], *grip))
    shown.drag(end)
    assert shown.at == pytest.approx(targets["slot"])
    assert shown.release(end) == {"move": "place", "part": "base"}


def test_a_wrong_drop_says_where_in_thousandths_of_the_height() -> None:
    shown = view()
    reply = dragged(shown, shown.targets()["part.lid"], (0.1, -0.35))
    assert reply == {"move": "wrong-drop", "part": "lid", "x": 100, "y": -350}


def test_a_drop_in_the_tray_puts_a_part_back_without_a_reply() -> None:
    shown = view()
    start = shown.targets()["part.lid"]
    assert dragged(shown, start, beside(start, 0.05, 0.02)) is None
    assert shown.held is None


def test_while_building_only_the_last_part_can_be_taken_up_again() -> None:
    shown = view(3)
    first, last = ORDER[0], ORDER[2]
    grips = shown.targets()
    assert shown.board.last_part == last
    assert dragged(shown, grips[f"part.{first}"], grips[f"part.{ORDER[3]}"]) is None
    assert shown.hover(grips[f"part.{first}"]) == "arrow"
    assert shown.hover(grips[f"part.{last}"]) == "grab"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("placed", range(1, len(ORDER) + 1))
def test_the_last_part_dragged_back_to_the_others_is_taken_back(placed: int, size: tuple[int, int]) -> None:
    shown = view(placed, size)
    targets, last = shown.targets(), ORDER[placed - 1]
    assert dragged(shown, targets[f"part.{last}"], shown.in_tray(last)) == {"move": "undo"}


def test_the_last_part_dragged_elsewhere_stays_where_it_is() -> None:
    shown = view(3)
    assert dragged(shown, shown.targets()[f"part.{ORDER[2]}"], shown.targets()["slot"]) is None
    assert (shown.held, shown.at) == (None, None)


def test_without_guidance_the_part_that_came_last_is_taken_back_and_no_other() -> None:
    loose: dict[str, Any] = {"guidance": "none", "needs": dict.fromkeys(ORDER, ())}
    build = Build(ORDER, **loose)
    for part in ("lid", "base"):
        build = moved(build, {"move": "place", "part": part})
    shown = AssemblyView(board(build, build_step()), setup(NORTON))
    shown.lay_out(Sheet((1280, 1024)))
    assert shown.board.placed == ("base", "lid")  # in the order of the kit
    targets = shown.targets()
    assert dragged(shown, targets["part.lid"], shown.in_tray("lid")) is None
    assert dragged(shown, targets["part.base"], shown.in_tray("base")) == {"move": "undo"}


# --- click and click --------------------------------------------------------------------------------------


def clicked(shown: AssemblyView, *places: Point) -> Mapping[str, Any] | None:
    """The reply to the last of some clicks; those before it give none."""
    reply = None
    for at in places:
        assert reply is None
        shown.hover(at)
        shown.press(at)
        reply = shown.release(at)
    return reply


@pytest.mark.parametrize("size", SIZES)
def test_every_part_can_be_clicked_home_at_every_size(size: tuple[int, int]) -> None:
    for placed, part in enumerate(ORDER):
        shown = view(placed, size)
        targets = shown.targets()
        assert clicked(shown, targets[f"part.{part}"], targets["slot"]) == {"move": "place", "part": part}


def test_a_part_that_was_clicked_goes_with_the_pointer() -> None:
    shown = view()
    start, slot = shown.targets()["part.base"], shown.targets()["slot"]
    assert clicked(shown, start) is None
    assert shown.hover(slot) == "grabbing"
    assert shown.at == pytest.approx(slot)
    assert shown._near()


def test_a_second_click_elsewhere_is_a_wrong_drop() -> None:
    shown = view()
    reply = clicked(shown, shown.targets()["part.lid"], (0.1, -0.35))
    assert reply == {"move": "wrong-drop", "part": "lid", "x": 100, "y": -350}


def test_a_second_click_on_the_same_part_puts_it_back_and_on_another_takes_that_one() -> None:
    shown = view()
    targets = shown.targets()
    assert clicked(shown, targets["part.lid"], targets["part.lid"]) is None
    assert shown.held is None
    assert clicked(shown, targets["part.lid"], targets["part.base"]) is None
    assert shown.held == "base"
    assert clicked(shown, targets["slot"]) == {"move": "place", "part": "base"}


def test_what_is_in_the_hand_is_let_go_of_by_delete_and_by_a_button() -> None:
    shown = view(1)
    targets = shown.targets()
    clicked(shown, targets["part.lid"])
    shown.key("DELETE")
    assert shown.held is None
    clicked(shown, targets["part.lid"])
    assert clicked(shown, targets["undo"]) == {"move": "undo"}


def test_the_last_part_is_taken_back_by_two_clicks_and_put_back_by_two_on_its_place() -> None:
    shown = view(3)
    last = shown.targets()[f"part.{ORDER[2]}"]
    assert clicked(shown, last, last) is None
    assert shown.held is None
    assert clicked(shown, last, shown.in_tray(ORDER[2])) == {"move": "undo"}
    assert clicked(view(3), last, shown.in_tray("lid")) == {"move": "undo"}  # anywhere among the others


def test_taking_apart_by_clicks() -> None:
    for placed in range(len(ORDER), 0, -1):
        shown = view(placed, taking_apart=True)
        targets, part = shown.targets(), ORDER[placed - 1]
        assert clicked(shown, targets[f"part.{part}"], targets["slot"]) == {"move": "remove", "part": part}
    shown = view(len(ORDER), taking_apart=True)
    lid = shown.targets()["part.lid"]
    assert clicked(shown, lid, lid) is None  # put back where it was: no mistake


def test_when_nothing_is_left_to_place_only_the_last_part_comes_off() -> None:
    shown = view(len(ORDER))
    last = shown.targets()[f"part.{ORDER[-1]}"]
    assert dragged(shown, last, shown.in_tray(ORDER[-1])) == {"move": "undo"}


def test_taking_apart_goes_back_to_the_tray_from_the_top() -> None:
    for placed in range(len(ORDER), 0, -1):
        shown = view(placed, taking_apart=True)
        targets, part = shown.targets(), ORDER[placed - 1]
        assert dragged(shown, targets[f"part.{part}"], targets["slot"]) == {"move": "remove", "part": part}
    shown = view(len(ORDER), taking_apart=True)
    reply = dragged(shown, shown.targets()["part.lid"], beside(shown.targets()["part.lid"], 0.1, 0))
    assert reply is not None
    assert reply["move"] == "wrong-drop"


@pytest.mark.parametrize(
    ("placed", "name", "reply"),
    [
        (0, "undo", None),
        (1, "undo", {"move": "undo"}),
        (7, "button", None),
        (8, "button", {"move": "done"}),
    ],
)
def test_buttons_answer_when_they_can(placed: int, name: str, reply: Mapping[str, Any] | None) -> None:
    shown = view(placed)
    at = shown.targets()[name]
    shown.press(at)
    assert shown.release(at) == reply
    shown.press(at)
    assert shown.release((0.0, 0.0)) is None  # let go beside it


# --- what is seen -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_word_has_room(size: tuple[int, int], language: str) -> None:
    wrong = {"move": "wrong-drop", "part": "lid"}
    for placed in range(len(ORDER) + 1):
        assert view(placed, size, language, feedback="fits").fits()
        assert view(placed, size, language, taking_apart=True, feedback="missed").fits()
    shown = AssemblyView(board(moved(Build(ORDER, ORDER[:5]), wrong), build_step()), setup(NORTON, language))
    shown.lay_out(Sheet(size))
    assert shown.fits()


@pytest.mark.slow
def test_a_part_let_go_flies_to_its_place_and_arrives() -> None:
    first = view()
    targets = first.targets()
    dragged(first, targets["part.base"], beside(targets["slot"], 0.04, 0))
    after = AssemblyView(board(Build(ORDER, ORDER[:1], feedback="fits"), build_step()), setup(NORTON))
    frames = []
    for elapsed in (0.0, 0.05, 1.0):
        after.tick(elapsed)
        sheet = Sheet((640, 512))
        after.draw(sheet)
        frames.append(np.asarray(sheet.image))
    still = AssemblyView(board(Build(ORDER, ORDER[:1], feedback="fits"), build_step()), setup(NORTON))
    sheet = Sheet((640, 512))
    still.draw(sheet)
    assert not np.array_equal(frames[0], frames[1])
    assert np.array_equal(frames[2], np.asarray(sheet.image))


def test_what_is_held_is_drawn_and_the_open_place_lights_up() -> None:
    shown, empty, held = view(), Sheet((640, 512)), Sheet((640, 512))
    shown.draw(empty)
    targets = shown.targets()
    shown.press(targets["part.base"])
    shown.drag(targets["slot"])
    shown.draw(held)
    x, y = (round(at) for at in held.to_px(targets["slot"]))
    assert empty.image.getpixel((x, y)) != held.image.getpixel((x, y))


@pytest.mark.slow
@pytest.mark.parametrize("then", ["keep", "take-apart"])
def test_a_step_by_hand_shows_what_it_looks_like_then(then: str) -> None:
    played = play(
        assembly(build_step(mode="physical", then=then), context(NORTON)),
        lambda screen: {"move": "done"} if isinstance(screen, AssemblyBoard) else {},
    )
    steps = [screen for screen in played.screens if isinstance(screen, HandStep)]
    for step in (steps[0], steps[-1]):
        shown = HandStepView(step, setup(NORTON, "nl"))
        shown.draw(Sheet((1280, 1024)))
        assert shown.fits()
        assert shown.picture is not None


# --- how much is told -------------------------------------------------------------------------------------

PLACES = {part: ORDER[:number] for number, part in enumerate(ORDER)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("guidance", ["named", "none"])
def test_words_have_room_however_little_is_told(size: tuple[int, int], language: str, guidance: str) -> None:
    told: dict[str, Any] = {"guidance": guidance, "needs": PLACES, "may_consult": True}
    for feedback in ("", "fits", "later", "missed", "undone"):
        assert view(3, size, language, feedback=feedback, **told).fits()
    assert view(3, size, language, consulting=True, **told).fits()


def test_without_guidance_a_part_snaps_at_its_own_place_and_nowhere_else() -> None:
    shown = view(1, guidance="none", needs=PLACES)
    targets = shown.targets()
    back, lid = targets["part.back"], targets["part.lid"]
    assert dragged(shown, back, targets["place.back"]) == {"move": "place", "part": "back"}
    assert (dragged(shown, back, targets["place.lid"]) or {})["move"] == "wrong-drop"
    assert (dragged(shown, lid, targets["place.lid"]) or {})["move"] == "wrong-drop"


def test_while_the_picture_is_shown_nothing_can_be_moved() -> None:
    shown = view(1, may_consult=True, consulting=True)
    targets = shown.targets()
    assert dragged(shown, targets["part.back"], targets["place.back"]) is None
    assert shown.stops() == ("consult",)
    assert shown.key("TAB") is None
    assert shown.key("ENTER") == {"move": "consult"}


def test_the_picture_is_consulted_by_mouse_and_by_keyboard() -> None:
    shown = view(1, may_consult=True)
    button = shown.targets()["consult"]
    shown.press(button)
    assert shown.release(button) == {"move": "consult"}
    assert "consult" in shown.stops()
