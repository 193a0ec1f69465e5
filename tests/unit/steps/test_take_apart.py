"""What was put together is taken apart; and an assembly stops early by condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from ikea_effect.protocol.contents import Loaded
from ikea_effect.protocol.kinds.steps.assembly import Assembly
from ikea_effect.protocol.kinds.steps.take_apart import TakeApart
from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import GoodPicture, Page, Screen
from ikea_effect.session.frontends.lab.canvas import Unseen
from ikea_effect.session.frontends.lab.views import view_of
from tests.unit.measures.bench import changed, faults
from tests.unit.steps.bench import context, played, step

UNMAKE = "{id: unmake, assembly: make, only_in: {labor: build}}"
MAKE = (
    "{id: make, good: storage-box, stop_before: {by: labor, levels: {build: 5, prebuilt: 6}}, "
    "turned: true, telemetry: [base, back]}"
)


def straight(screen: Screen) -> Mapping[str, Any]:
    """The moves of one who makes no mistake."""
    if not isinstance(screen, AssemblyBoard):
        return {}
    if screen.complete:
        return {"move": "done"}
    if screen.next_part in screen.turned:
        return {"move": "turn", "part": screen.next_part}
    return {"move": "remove" if screen.taking_apart else "place", "part": screen.next_part}


def by_level(level: str) -> Context:
    here = context()
    return Context(here.setup, here.participant, {"labor": level}, here.secret)


@pytest.mark.parametrize(("level", "parts"), [("build", 3), ("prebuilt", 2)])
def test_the_level_says_how_many_parts_are_left_undone(level: str, parts: int) -> None:
    here = by_level(level)
    played(step("make"), straight, here)
    assert len(here.made["storage-box"]["placed"]) == parts


def test_the_parts_come_off_the_last_one_first_and_nothing_is_made_any_more() -> None:
    here = by_level("build")
    played(step("make"), straight, here)
    placed = list(here.made["storage-box"]["placed"])
    screens, cells = played(step("unmake"), straight, here)
    boards = [screen for screen in screens if isinstance(screen, AssemblyBoard)]
    assert [board.next_part for board in boards] == [*reversed(placed), None]
    assert here.made["storage-box"] == {"placed": []}
    assert cells == {
        "made": {"good": "storage-box", "placed": []},
        "unmake.steps": 3, "unmake.wrong_drops": 0, "unmake.seconds": 6.0,
    }  # fmt: skip


def test_a_part_let_go_elsewhere_is_counted() -> None:
    here = by_level("build")
    played(step("make"), straight, here)
    slips = iter([True])

    def slipping(screen: Screen) -> Mapping[str, Any]:
        move = straight(screen)
        if move.get("move") == "remove" and next(slips, False):
            return {**move, "move": "wrong-drop", "x": 0, "y": 0}
        return move

    assert played(step("unmake"), slipping, here)[1]["unmake.wrong_drops"] == 1


def test_by_hand_each_part_has_a_page_with_the_good_as_it_is_by_then() -> None:
    here = by_level("build")
    hand = Assembly(id="make", good="storage-box", mode="physical")
    timeline = tuple(hand if one.name == "make" else one for one in here.protocol.timeline)
    setup = replace(here.setup, protocol=here.protocol.model_copy(update={"timeline": timeline}))
    here = replace(here, setup=setup)
    screens, cells = played(TakeApart(id="unmake", assembly="make"), straight, here)
    pictures = [screen.picture for screen in screens if isinstance(screen, Page)]
    kit = here.setup.kits["storage-box"]
    assert pictures[0] is None
    assert pictures[1] == GoodPicture("storage-box", {"placed": list(kit.order)})
    assert pictures[-1] == GoodPicture("storage-box", {"placed": [kit.order[0]]})
    assert cells["unmake.steps"] == len(kit.order)


def test_the_board_shows_what_is_still_on() -> None:
    here = by_level("build")
    played(step("make"), straight, here)
    boards = [one for one in played(step("unmake"), straight, here)[0] if isinstance(one, AssemblyBoard)]
    view = view_of(boards[0], here.setup, (1280, 1024), paints=False)
    view.lay_out(Unseen((1280, 1024)))
    assert view.fits()
    assert f"part.{boards[0].next_part}" in view.targets()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (UNMAKE, "{id: unmake, assembly: mak}", "Did you mean 'make'?"),
        (UNMAKE, "{id: unmake, assembly: make, good: storage-box}", "assembly"),
        (MAKE, MAKE.replace("good", "then: take-apart, good"), "taken apart already"),
        (MAKE, MAKE.replace("good", "only_in: {labor: prebuilt}, good"), "did not put anything together"),
        (MAKE, MAKE.replace("build: 5, ", ""), "says nothing for build"),
        (MAKE, MAKE.replace("build: 5", "bild: 5"), "is no level of labor"),
    ],
)
def test_what_cannot_be_taken_apart_is_refused(before: str, after: str, message: str) -> None:
    assert message in faults(before, after)


def test_an_assembly_that_would_place_nothing_is_refused_for_the_level_that_does_so() -> None:
    from ikea_effect.protocol.registry import step_kind

    here = context()
    [one] = [one for one in changed("build: 5", "build: 8").timeline if one.name == "make"]
    loaded = Loaded(here.setup.kits, {}, {}, "EUR")
    [fault] = step_kind("assembly").faults(one, here.setup.experiment, loaded)
    assert "stops before the last 8" in fault.message
