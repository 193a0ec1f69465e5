"""Parts that lie turned: they go in upright alone, turn by a quarter, and turns are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from ikea_effect.errors import Fault
from ikea_effect.protocol.contents import Loaded
from ikea_effect.protocol.kinds import step_kind
from ikea_effect.protocol.kinds.kind import StepKind
from ikea_effect.protocol.setup import Setup
from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Screen
from ikea_effect.seeds import Stream, stream_key
from ikea_effect.session.frontends.lab.assembly_view import AssemblyView
from ikea_effect.session.frontends.lab.canvas import Point, Sheet
from ikea_effect.session.frontends.lab.kit_art import turned
from ikea_effect.tasks.assembly.build import Build, moved
from ikea_effect.tasks.assembly.simulation import simulated
from ikea_effect.tasks.assembly.task import assembly, board
from tests.unit.measures.bench import faults
from tests.unit.session.test_assembly_keys import carried, ringed
from tests.unit.tasks.making_bench import NORTON, build_step, context, play, setup

PARTS = ("base", "back", "lid")
LYING = Build(PARTS, may_turn=True, turned={"base": 180, "lid": 90})
TURN, PLACE = {"move": "turn", "part": "base"}, {"move": "place", "part": "base"}


@cache
def lying(language: str = "en") -> Setup:
    """The storage box with two parts that lie turned."""
    here = setup(NORTON, language)
    box = here.kits["storage-box"]
    degrees = {"base": 90, "lid": 180}
    parts = tuple(one.model_copy(update={"turned": degrees.get(one.id, 0)}) for one in box.parts)
    return replace(here, kits={**here.kits, "storage-box": box.model_copy(update={"parts": parts})})


def here() -> Context:
    return replace(context(NORTON), setup=lying())


def test_a_part_goes_in_only_once_it_is_upright() -> None:
    early = moved(LYING, PLACE)
    assert (early.placed, early.wrong_drops, early.feedback) == ((), 1, "unturned")
    once = moved(early, TURN)
    assert (once.turned, once.turns, once.feedback) == ({"base": 90, "lid": 90}, 1, "")
    twice = moved(once, TURN)
    assert twice.turned == {"lid": 90}
    there = moved(twice, PLACE)
    assert (there.placed, there.steps, there.turns) == (("base",), 1, 2)
    assert moved(there, {"move": "undo"}).turned == {"lid": 90}  # taken back it stays as it was turned


def test_a_fourth_turn_is_upright_again_and_one_too_many_is_not() -> None:
    build = Build(PARTS, may_turn=True)
    ways = []
    for _ in range(4):
        build = moved(build, TURN)
        ways.append(build.turned.get("base", 0))
    assert ways == [270, 180, 90, 0]


@pytest.mark.parametrize(
    ("build", "part"),
    [
        (Build(PARTS), "base"),
        (Build(PARTS, placed=("base",), may_turn=True), "base"),
        (Build(PARTS, may_turn=True), "wheel"),
        (Build(PARTS, may_turn=True), None),
        (Build(PARTS, placed=PARTS, may_turn=True), "lid"),
    ],
)
def test_what_cannot_be_turned_stays_as_it_is(build: Build, part: Any) -> None:
    assert moved(build, {"move": "turn", "part": part}) == build


def test_a_board_takes_a_turn_only_where_parts_may_be_turned() -> None:
    step = build_step(turned=True)
    assert board(LYING, step).takes(TURN)
    assert not board(Build(PARTS), step).takes(TURN)
    assert not board(LYING, step).takes({"move": "turn", "part": "wheel"})


@pytest.mark.parametrize("feedback", ["missed", "unturned"])
def test_where_nobody_is_guided_a_place_that_is_right_is_not_called_wrong(feedback: str) -> None:
    build = replace(LYING, guidance="none", feedback=feedback)
    for may_turn, key in ((True, "missed-or-turned"), (False, "missed-unlit")):
        shown = board(replace(build, may_turn=may_turn), build_step())
        assert shown.instruction.key == f"making.assembly.after-{key}"


def test_turns_are_counted_and_have_their_column() -> None:
    step = build_step(turned=True)

    def answer(screen: Screen) -> Mapping[str, Any]:
        if not isinstance(screen, AssemblyBoard):
            return {}
        part = screen.next_part
        turn = "turn" if part in screen.turned else "place"
        return {"move": "done"} if part is None else {"move": turn, "part": part}

    played = play(assembly(step, here()), answer)
    assert played.noted()["build.turns"] == 1 + 2  # from 90 and from 180 degrees, clockwise
    assert played.noted()["build.wrong_drops"] == 0
    names = {column.name for column in _kind().columns(step, lying().protocol)}
    assert set(played.noted()) <= names
    assert "build.turns" not in {column.name for column in _kind().columns(build_step(), lying().protocol)}


def _kind() -> StepKind:
    return step_kind("assembly")


@pytest.mark.parametrize("guidance", ["lit", "none"])
def test_simulated_people_turn_parts_before_they_put_them_in(guidance: str) -> None:
    stream = Stream(stream_key(b"k" * 32, "P001", "hands"))

    def answer(screen: Screen) -> Mapping[str, Any]:
        return simulated(screen, None, stream)[0] if isinstance(screen, AssemblyBoard) else {}  # type: ignore[arg-type]

    played = play(assembly(build_step(turned=True, guidance=guidance), here()), answer)
    assert played.outcome == lying().kits["storage-box"].order
    assert played.noted()["build.turns"] == 3


# --- at the window ----------------------------------------------------------------------------------------


def view(language: str = "en", **state: Any) -> AssemblyView:
    order = lying().kits["storage-box"].order
    build = Build(order, may_turn=True, turned={"base": 90, "lid": 180}, **state)
    shown = AssemblyView(board(build, build_step(turned=True)), lying(language))
    shown.lay_out(Sheet((1280, 1024)))
    return shown


def clicked(shown: AssemblyView, at: Point) -> Mapping[str, Any] | None:
    shown.hover(at)
    shown.press(at)
    return shown.release(at)


@pytest.mark.slow
def test_the_picture_of_the_finished_good_shows_it_upright_while_parts_lie_turned() -> None:
    pictures = []
    for turns in ({"base": 90, "lid": 180}, {}):
        order = lying().kits["storage-box"].order
        build = Build(order, may_turn=True, turned=turns, may_consult=True, consulting=True)
        shown, sheet = AssemblyView(board(build, build_step(turned=True)), lying()), Sheet((1280, 1024))
        shown.draw(sheet)
        left = round(640 + 1024 * shown.bench.left)
        pictures.append(np.asarray(sheet.image)[:, left:])
    assert np.array_equal(pictures[0], pictures[1])


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("guidance", ["lit", "none"])
def test_what_is_said_of_a_part_that_lies_turned_has_room(language: str, guidance: Any) -> None:
    order = lying().kits["storage-box"].order
    placed = order[: order.index("label-holder")]  # the longest name comes next
    build = Build(order, placed, may_turn=True, turned={"lid": 90}, guidance=guidance, feedback="unturned")
    shown = AssemblyView(board(build, build_step(turned=True)), lying(language))
    shown.lay_out(Sheet((1280, 1024)))
    assert shown.fits()


def test_a_second_click_turns_the_part_and_it_stays_in_the_hand() -> None:
    shown = view()
    at = shown.targets()["part.base"]
    assert clicked(shown, at) is None
    assert clicked(shown, at) == TURN
    order = lying("en").kits["storage-box"].order
    after = board(moved(Build(order, may_turn=True, turned={"base": 90}), TURN), build_step(turned=True))
    upright = AssemblyView(after, lying("en"))
    upright.lay_out(Sheet((1280, 1024)))
    assert "held.base" in upright.targets()
    assert clicked(upright, at) == TURN  # a further one turns it on
    again = AssemblyView(after, lying("en"))
    again.lay_out(Sheet((1280, 1024)))
    assert clicked(again, again.targets()["place.base"]) == {"move": "place", "part": "base"}


def test_what_is_in_the_hand_is_turned_by_the_keyboard_too() -> None:
    shown = view()
    clicked(shown, shown.targets()["part.lid"])
    assert shown.text("r") == {"move": "turn", "part": "lid"}
    assert "held.lid" in view().targets()  # on the next screen
    assert "held.lid" not in view().targets()  # and not on every one


def test_what_the_keyboard_carries_is_turned_in_the_hand_and_carried_on() -> None:
    shown = ringed(view(), "lid")
    shown.text(" ")
    shown.key("RIGHT")
    assert shown.text("r") == {"move": "turn", "part": "lid"}
    again = view()  # the next screen
    there = again.in_tray("lid")
    assert again.at == pytest.approx((there[0] + 0.02, there[1]))
    again.hover((0.0, 0.0))
    again.key("LEFT")
    assert again.at == pytest.approx(there)


def test_a_part_that_was_turned_is_dragged_home_as_well() -> None:
    shown = view()
    at = shown.targets()["part.back"]
    clicked(shown, at)
    assert clicked(shown, at) == {"move": "turn", "part": "back"}
    state = Build(lying("en").kits["storage-box"].order, placed=("base",), may_turn=True)
    upright = AssemblyView(board(state, build_step(turned=True)), lying("en"))
    upright.lay_out(Sheet((1280, 1024)))
    upright.press(at)
    upright.drag(upright.targets()["place.back"])
    assert upright.release(upright.targets()["place.back"]) == {"move": "place", "part": "back"}


def test_dragged_home_before_it_is_upright_it_does_not_fit() -> None:
    shown = view()
    start, end = shown.targets()["part.base"], shown.targets()["place.base"]
    shown.press(start)
    shown.drag(end)
    dropped = shown.release(end)
    assert dropped is not None
    assert (dropped["move"], dropped["part"]) == ("wrong-drop", "base")


def test_the_keyboard_turns_it_too() -> None:
    shown = view()
    while shown.focus != "part.base":
        shown.key("TAB")
    assert shown.text("r") == TURN
    missed = carried(shown, "base", shown.place_of("base"))
    assert missed is not None
    assert missed["move"] == "wrong-drop"
    assert AssemblyView(board(Build(PARTS), build_step()), lying("en")).text("r") is None


@pytest.mark.parametrize(("degrees", "there"), [(0, (2, 1)), (90, (-1, 2)), (180, (-2, -1)), (270, (1, -2))])
def test_a_quarter_is_counter_clockwise(degrees: int, there: tuple[int, int]) -> None:
    assert turned(2, 1, degrees) == there


# --- what is refused --------------------------------------------------------------------------------------


def test_a_kit_without_turned_parts_and_parts_in_the_hand_are_told() -> None:
    plain = setup(NORTON)
    loaded = Loaded(plain.kits, plain.toolkits, plain.sheets, "EUR")
    told: list[Fault] = list(_kind().faults(build_step(turned=True), plain.experiment, loaded))
    assert ["has no part that lies turned" in one.message for one in told] == [True]
    by_hand = faults("telemetry: [base, back]}", "mode: physical, telemetry: [base, back]}")
    assert "turned\n  belongs to assembly on screen; this step is done by hand" in by_hand


def test_a_factor_decides_whether_parts_lie_turned() -> None:
    by_labor = {"by": "labor", "levels": {"build": True, "prebuilt": False}}
    step = build_step(turned=by_labor, telemetry=["base", "back"])
    columns = {column.name for column in _kind().columns(step, lying().protocol)}
    assert {"build.turns", "build.turns.base", "build.turns.back"} <= columns

    def answer(screen: Screen) -> Mapping[str, Any]:
        if not isinstance(screen, AssemblyBoard):
            return {}
        part = screen.next_part
        turn = "turn" if part in screen.turned else "place"
        return {"move": "done"} if part is None else {"move": turn, "part": part}

    there = play(assembly(step, replace(here(), condition={"labor": "build"})), answer).noted()
    assert [there[f"build.turns{part}"] for part in ("", ".base", ".back")] == [3, 1, 0]
    upright = play(assembly(step, replace(here(), condition={"labor": "prebuilt"})), answer)
    assert not [name for name in upright.noted() if "turns" in name]
    assert not any(screen.may_turn for screen in upright.screens if isinstance(screen, AssemblyBoard))


def test_a_level_that_says_nothing_is_told() -> None:
    told = faults("turned: true", "turned: {by: labor, levels: {prebuilt: true}}")
    assert "turned.levels\n  says nothing for build." in told
    assert "levels" in faults("turned: true", "turned: {by: labor}")
