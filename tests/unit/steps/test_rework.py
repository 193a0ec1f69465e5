"""Changing a design that is there already: parts are counted, and no more of them than may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.kinds.steps.rework import Rework
from ikea_effect.protocol.loading import protocol_from
from ikea_effect.protocol.resources import shipped
from ikea_effect.protocol.toolkits import Item, Recipe
from ikea_effect.protocol.tree import parse_tree
from ikea_effect.screens.context import Context
from ikea_effect.screens.rework import ReworkBoard
from ikea_effect.screens.screens import Screen
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.design.rework import parts_changed
from tests.unit.steps.bench import played
from tests.unit.tasks.making_bench import setup

STUDY = "made-for-you"
SUN, FISH = Item(motif="sun", x=0, y=100), Item(motif="heart", x=0, y=-100)
GIVEN = Recipe(base="white", items=(SUN, FISH))
TURNED = {"move": "change", "item": 0, "x": 0, "y": 100, "scale": 100, "angle": 30}
ADDED = {"move": "add", "motif": "star", "x": 50, "y": 0}
DONE = {"move": "done"}


def recipient() -> Context:
    """Somebody for whom the shirt was designed that is `GIVEN`."""
    here = setup(STUDY)
    [condition] = [one for one in here.protocol.conditions if (*one.values(),) == ("recipient", "made")]
    found = Context(here, "R1", condition, b"k" * 32)
    found.made["shirt"] = GIVEN.as_data()
    return found


def change(at_most: int = 2, measure: str | None = "changes") -> Rework:
    return Rework(id="change", text="change", good="shirt", at_most=at_most, measure=measure)


def after_the_intro(*moves: Mapping[str, Any]) -> Callable[[Screen], Mapping[str, Any]]:
    left = iter(moves)
    return lambda screen: next(left) if isinstance(screen, ReworkBoard) else {}


@pytest.mark.parametrize(
    ("now", "parts"),
    [
        (GIVEN, 0),
        (Recipe(base="white", items=(FISH, SUN)), 0),  # the same, one over the other
        (Recipe(base="black", items=(SUN, FISH)), 1),
        (Recipe(base="white", items=(SUN,)), 1),
        (Recipe(base="white", items=(SUN, FISH, FISH)), 1),
        (Recipe(base="white", items=(Item(motif="star", x=0, y=0), FISH)), 1),  # one in place of another
        (Recipe(base="black", items=()), 3),
    ],
)
def test_parts_are_the_color_and_what_is_on_the_good(now: Recipe, parts: int) -> None:
    assert parts_changed(GIVEN, now) == parts


def test_a_change_too_many_is_refused_and_said() -> None:
    here = recipient()
    base = {"move": "base", "color": "black"}
    screens, cells = played(change(), after_the_intro(TURNED, ADDED, base, DONE), here)
    boards = [screen for screen in screens if isinstance(screen, ReworkBoard)]
    assert [board.instruction.key.rpartition(".")[2] for board in boards] == [
        "untouched", "so-far", "so-far", "limit"
    ]  # fmt: skip
    assert boards[-1].recipe["base"] == "white"
    assert (cells["change.changes"], cells["change.items"], cells["change.moves"]) == (2, 3, 3)
    assert cells["changes"] == 2
    assert here.made["shirt"]["items"][0]["angle"] == 30


def test_what_is_taken_back_is_not_counted_and_one_may_leave_all_as_it_is() -> None:
    here = recipient()
    _, cells = played(change(), after_the_intro(TURNED, {"move": "undo"}, DONE), here)
    assert (cells["change.changes"], cells["change.moves"]) == (0, 2)
    assert here.made["shirt"] == GIVEN.as_data()


def test_without_anything_made_it_begins_with_the_companys_design() -> None:
    here = recipient()
    here.made.clear()
    screens, _ = played(change(), after_the_intro(DONE), here)
    assert screens[1].recipe == setup(STUDY).toolkits["shirt"].company.as_data()  # type: ignore[attr-defined]


@pytest.mark.parametrize("at_most", [0, 2])
def test_a_design_with_nothing_on_it_can_be_left_as_it_is(at_most: int) -> None:
    here = recipient()
    here.made["shirt"] = Recipe(base="white").as_data()
    screens, cells = played(change(at_most), after_the_intro(DONE), here)
    assert screens[1].may_finish  # type: ignore[attr-defined]
    assert cells["change.changes"] == 0


def test_simulated_people_change_more_than_the_items_where_there_is_one_color() -> None:
    here = recipient()
    toolkit = here.setup.toolkits["shirt"]
    one_color = toolkit.model_copy(update={"base_colors": {"white": toolkit.base_colors["white"]}})
    here = replace(here, setup=replace(here.setup, toolkits={"shirt": one_color}))
    someone = Respondent(here, latent={"changes": 9.0})
    _, cells = played(change(4), lambda screen: someone.answer(screen)[0], here)
    assert (cells["change.changes"], cells["change.items"]) == (4, 4)


@pytest.mark.parametrize(("latent", "count"), [(-1.0, 0), (1.2, 1), (9.0, 4)])
def test_simulated_people_change_as_many_parts_as_their_population_says(latent: float, count: int) -> None:
    here = recipient()
    someone = Respondent(here, latent={"changes": latent})
    assert played(change(4), lambda screen: someone.answer(screen)[0], here)[1]["changes"] == count


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("at_most: 3", "at_most: 4", "0 to 4 parts can change"),
        ("at_most: 3", "at_most: {by: told, levels: {made: 3}}", "says nothing for for-you"),
        ("at_most: 3, ", "", "at_most"),
    ],
)
def test_a_rework_that_cannot_be_counted_is_refused(before: str, after: str, message: str) -> None:
    path = shipped("protocols") / "made_for_you.yaml"
    written = path.read_text("utf-8").replace(before, after, 1)
    try:
        faults = protocol_from(parse_tree(written, str(path))).uncollectable
    except ProtocolError as error:
        faults = tuple(error.faults)
    assert message in "\n".join(map(str, faults))
