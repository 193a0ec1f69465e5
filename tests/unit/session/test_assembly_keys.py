"""A box put together by keyboard: parts are taken up, carried by the arrows and laid down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ikea_effect.session.frontends.lab.assembly_view import AssemblyView
from ikea_effect.session.frontends.lab.canvas import Point, Sheet
from ikea_effect.tasks.assembly.build import Build, moved
from ikea_effect.tasks.assembly.task import board
from tests.unit.session.test_assembly_view import ORDER, PLACES, dragged, view
from tests.unit.tasks.making_bench import NORTON, build_step, setup


def ringed(shown: AssemblyView, part: str) -> AssemblyView:
    """The ring on the part."""
    while shown.focus != f"part.{part}":
        shown.key("TAB")
    return shown


def carried(shown: AssemblyView, part: str, to: Point) -> Mapping[str, Any] | None:
    """The part taken up by the keyboard, brought there by the arrows and laid down."""
    assert ringed(shown, part).text(" ") is None
    for name, axis, way in (("RIGHT", 0, 1), ("LEFT", 0, -1), ("UP", 1, 1), ("DOWN", 1, -1)):
        assert shown.at is not None
        for _ in range(round((to[axis] - shown.at[axis]) * way / 0.02)):
            assert shown.key(name) is None
    return shown.text(" ")


def test_tab_goes_through_the_parts_and_enter_takes_one_up() -> None:
    shown = view()
    tray = setup(NORTON).kits["storage-box"].tray_order
    for part in tray[: tray.index("base") + 1]:
        shown.key("TAB")
        assert shown.focus == f"part.{part}"
    assert shown.key("ENTER") is None  # it is in the hand, and nowhere yet
    assert shown.held == "base"


def test_by_keyboard_a_part_is_carried_to_its_place_as_by_the_mouse() -> None:
    shown = view()
    assert carried(shown, "base", shown.place_of("base")) == {"move": "place", "part": "base"}


def test_a_part_that_the_arrows_carry_elsewhere_is_a_wrong_drop() -> None:
    shown = view()
    short = shown.place_of("base")[0] - 0.08, shown.place_of("base")[1]
    reply = carried(shown, "base", short)
    assert reply is not None
    assert (reply["move"], reply["part"]) == ("wrong-drop", "base")
    assert reply["x"] == pytest.approx(short[0] * 1000, abs=11)


def test_unguided_the_keyboard_does_not_know_the_place_either() -> None:
    shown = view(1, guidance="none", needs=PLACES)
    reply = carried(shown, "back", shown.place_of("lid"))
    assert reply is not None
    assert reply["move"] == "wrong-drop"
    assert carried(shown, "back", shown.place_of("back")) == {"move": "place", "part": "back"}


def test_a_wrong_part_by_keyboard_is_a_wrong_drop() -> None:
    shown = view()
    reply = carried(shown, "lid", shown.place_of("base"))
    assert reply is not None
    assert (reply["move"], reply["part"]) == ("wrong-drop", "lid")


def test_what_the_keyboard_holds_is_put_back_where_it_lay_or_let_go() -> None:
    shown = ringed(view(), "base")
    for ends in (lambda: shown.text(" "), lambda: shown.key("DELETE"), lambda: shown.key("TAB")):
        ringed(shown, "base").text(" ")
        assert shown.held == "base"
        assert ends() is None
        assert shown.held is None


def test_the_pointer_takes_over_from_the_keyboard() -> None:
    shown = ringed(view(), "lid")
    shown.text(" ")
    shown.hover((0.1, 0.1))  # a hand that brushes the mouse carries nothing off
    assert shown.at == shown.in_tray("lid")
    assert dragged(shown, shown.targets()["part.base"], shown.place_of("base")) == {
        "move": "place",
        "part": "base",
    }


def test_no_arrow_carries_a_part_off_the_board() -> None:
    shown = ringed(view(), "base")
    shown.text(" ")
    for name in ("LEFT", "DOWN", "RIGHT", "UP"):
        for _ in range(120):
            shown.key(name)
        assert shown.at is not None
        assert abs(shown.at[1]) <= 0.5


def test_the_whole_box_by_keyboard_alone() -> None:
    here, build = setup(NORTON), Build(ORDER, then_take_apart=True)
    view()  # forgets what the keyboard did before
    for _ in range(3 * len(ORDER)):
        shown = AssemblyView(board(build, build_step()), here)
        shown.lay_out(Sheet((800, 600)))
        part = shown.board.next_part
        reply = shown.key("ENTER") if part is None else carried(shown, part, shown.targets()["slot"])
        assert reply is not None
        build = moved(build, reply)
        if build.finished:
            break
    assert build.finished
    assert (build.wrong_drops, build.steps) == (0, 2 * len(ORDER))


def test_the_first_key_shows_where_the_keyboard_is_and_does_nothing_else() -> None:
    first = setup(NORTON).kits["storage-box"].tray_order[0]
    for press in ("TAB", "DOWN", "LEFT", "ENTER", " "):
        shown = view()
        assert shown.focus is None  # whoever uses the mouse alone sees no ring
        assert (shown.text(press) if press == " " else shown.key(press)) is None
        assert (shown.focus, shown.held) == (f"part.{first}", None)


def test_on_the_tray_an_arrow_goes_to_the_part_that_lies_there() -> None:
    tray = [f"part.{part}" for part in setup(NORTON).kits["storage-box"].tray_order]
    for place, part in enumerate(tray):  # in two columns
        row, column = divmod(place, 2)
        beside = {
            "RIGHT": (row, column + 1),
            "LEFT": (row, column - 1),
            "DOWN": (row + 1, column),
            "UP": (row - 1, column),
        }
        for arrow, (to_row, to_column) in beside.items():
            shown = ringed(view(), part.removeprefix("part."))
            shown.key(arrow)
            if 0 <= to_row < 4 and 0 <= to_column < 2:
                assert shown.focus == tray[2 * to_row + to_column]
            else:
                assert shown.focus == part  # nothing lies there


def test_the_arrows_go_from_the_tray_to_the_buttons_and_back() -> None:
    shown = ringed(view(1, may_consult=True), setup(NORTON).kits["storage-box"].tray_order[-1])
    shown.key("DOWN")
    reached = [shown.focus]
    while shown.focus not in reached[:-1]:
        shown.key("RIGHT")
        reached.append(shown.focus)
    assert set(reached) == {"undo", "consult"}
    shown.key("UP")
    assert shown.focus is not None
    assert shown.focus.startswith("part.")


def test_control_z_takes_the_last_part_off() -> None:
    assert view(2).key("CTRL+Z") == {"move": "undo"}
    assert view(0).key("CTRL+Z") is None
