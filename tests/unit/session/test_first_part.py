"""Where a build begins: anywhere on the bench, unless a place is lit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.seeds import Stream
from ikea_effect.session.frontends.lab.assembly_view import AssemblyView
from ikea_effect.session.frontends.lab.canvas import Point
from ikea_effect.tasks.assembly.build import Build, moved
from ikea_effect.tasks.assembly.simulation import simulated
from ikea_effect.tasks.assembly.task import board
from ikea_effect.tasks.assembly.telemetry import handlings
from tests.unit.session.test_assembly_keys import carried
from tests.unit.session.test_assembly_view import ORDER, PLACES, SIZES, clicked, dragged, view
from tests.unit.tasks.making_bench import build_step

UNLIT = ("named", "none")


def corners(shown: AssemblyView) -> list[Point]:
    """The four corners of the bench, and a little inward."""
    bench, inward = shown.bench, 0.01
    across = (bench.left + inward, bench.left + bench.width - inward)
    up = (bench.top - inward, bench.top - bench.height + inward)
    return [(x, y) for x in across for y in up]


def begun(guidance: str, placed: int = 0, size: tuple[int, int] = (1280, 1024)) -> AssemblyView:
    return view(placed, size, guidance=guidance, needs=PLACES)


def move(reply: Mapping[str, Any] | None) -> object:
    return None if reply is None else reply["move"]


@pytest.mark.parametrize("guidance", UNLIT)
@pytest.mark.parametrize("size", SIZES)
def test_the_first_part_may_be_dragged_anywhere_on_the_bench(guidance: str, size: tuple[int, int]) -> None:
    for number in range(4):
        shown = begun(guidance, size=size)
        at = corners(shown)[number]
        assert dragged(shown, shown.targets()["part.base"], at) == {"move": "place", "part": "base"}


@pytest.mark.parametrize("guidance", UNLIT)
def test_by_click_and_click_and_by_keyboard_too(guidance: str) -> None:
    shown = begun(guidance)
    far = corners(shown)[3]
    assert clicked(shown, shown.targets()["part.base"], far) == {"move": "place", "part": "base"}
    shown = begun(guidance)
    assert carried(shown, "base", corners(shown)[0]) == {"move": "place", "part": "base"}


def test_where_a_place_is_lit_the_first_part_goes_there() -> None:
    shown = view()
    assert move(dragged(shown, shown.targets()["part.base"], corners(shown)[0])) == "wrong-drop"


@pytest.mark.parametrize("guidance", UNLIT)
def test_only_a_part_that_can_be_the_first_is(guidance: str) -> None:
    shown = begun(guidance)
    assert move(dragged(shown, shown.targets()["part.lid"], corners(shown)[0])) == "wrong-drop"


@pytest.mark.parametrize("guidance", UNLIT)
def test_beside_the_bench_is_a_wrong_drop(guidance: str) -> None:
    shown = begun(guidance)
    assert move(dragged(shown, shown.targets()["part.base"], (0.1, 0.49))) == "wrong-drop"


@pytest.mark.parametrize("guidance", UNLIT)
def test_a_part_that_is_held_by_its_rim_lies_where_its_middle_does(guidance: str) -> None:
    shown = begun(guidance)
    x, y = shown.targets()["part.base"]
    low = shown.bench.top - shown.bench.height
    reply = dragged(shown, (x, y - 0.02), (shown.bench.middle[0], low - 0.01))
    assert reply == {"move": "place", "part": "base"}


@pytest.mark.parametrize("guidance", UNLIT)
def test_the_second_part_has_its_place(guidance: str) -> None:
    shown = begun(guidance, placed=1)
    assert move(dragged(shown, shown.targets()["part.back"], corners(shown)[0])) == "wrong-drop"


@pytest.mark.parametrize("guidance", UNLIT)
def test_a_build_that_was_taken_back_begins_anew(guidance: str) -> None:
    build = Build(ORDER, guidance=guidance, needs=PLACES)  # type: ignore[arg-type]
    build = moved(moved(build, {"move": "place", "part": "base"}), {"move": "undo"})
    assert board(build, build_step()).begins_anywhere


@pytest.mark.parametrize(("guidance", "key"), [("named", "place-first"), ("none", "choose-first")])
def test_the_screen_says_where_to_begin_and_no_later_one_does(guidance: str, key: str) -> None:
    said = begun(guidance).board.instruction
    later = begun(guidance, placed=1).board.instruction
    assert said.key == f"making.assembly.{key}"
    assert later.key != said.key
    assert view().board.instruction.key == "making.assembly.place"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("guidance", UNLIT)
@pytest.mark.parametrize("feedback", ["", "later", "missed", "unturned", "undone"])
def test_its_words_have_room(size: tuple[int, int], language: str, guidance: str, feedback: str) -> None:
    told: dict[str, Any] = {"may_consult": True, "may_turn": True, "feedback": feedback}
    assert view(0, size, language, guidance=guidance, needs=PLACES, **told).fits()


def test_replies_of_before_mean_what_they_meant() -> None:
    """A journal in which the first part was dropped beside a place that nobody showed counts it as it did."""
    before = Build(ORDER, guidance="none", needs=PLACES)
    drop = {"move": "wrong-drop", "part": "base", "x": 40, "y": -300}
    place = {"move": "place", "part": "base"}
    missed = moved(before, drop)
    placed = moved(missed, place)
    assert (missed.wrong_drops, placed.wrong_drops, placed.placed) == (1, 1, ("base",))
    assert handlings([(drop, before, missed), (place, missed, placed)])["base"].attempts == 2


@pytest.mark.parametrize("guidance", UNLIT)
def test_no_simulated_first_part_is_dropped_where_it_would_go_in(guidance: str) -> None:
    shown: AssemblyBoard = begun(guidance).board
    stream = Stream(bytes(32))
    replies = [simulated(shown, None, stream)[0] for _ in range(300)]  # type: ignore[arg-type]
    wrong = [reply["part"] for reply in replies if reply["move"] == "wrong-drop"]
    assert "base" not in wrong
    assert bool(wrong) is (guidance == "none")
