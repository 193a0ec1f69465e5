from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.protocol.faults import validated
from ikea_effect.protocol.kinds.steps.inspection import Inspection
from ikea_effect.protocol.kits import Kit
from ikea_effect.protocol.tree import parse_tree
from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.screens.hand_step import HandStep
from ikea_effect.screens.screens import Page, Screen
from ikea_effect.tasks.assembly.build import Build, moved
from ikea_effect.tasks.assembly.task import assembly, inspection
from ikea_effect.tasks.guidance import guidance_of
from ikea_effect.tasks.shown_good import good_recipe
from tests.unit.tasks.making_bench import NORTON, SHIRT, build_step, context, play, setup

PARTS = ("base", "side", "lid")
PLACE_BASE = {"move": "place", "part": "base"}


# --- the state of a build ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("build", "move", "placed", "feedback"),
    [
        (Build(PARTS), PLACE_BASE, 1, "fits"),
        (Build(PARTS), {"move": "place", "part": "lid"}, 0, "later"),
        (Build(PARTS), {"move": "wrong-drop", "part": "base", "x": 1, "y": 2}, 0, "missed"),
        (Build(PARTS), {"move": "wrong-drop", "part": "lid", "x": 1, "y": 2}, 0, "later"),
        (Build(PARTS), {"move": "remove", "part": "base"}, 0, "missed"),
        (Build(PARTS), {"move": "undo"}, 0, ""),
        (Build(PARTS, PARTS[:2]), {"move": "undo"}, 1, "undone"),
        (Build(PARTS, PARTS[:2]), {"move": "done"}, 2, ""),
        (Build(PARTS, PARTS[:3]), {"move": "place", "part": "base"}, 3, ""),
        (Build(PARTS, PARTS[:3], taking_apart=True), {"move": "remove", "part": "lid"}, 2, "taken-off"),
        (Build(PARTS, PARTS[:3], taking_apart=True), {"move": "remove", "part": "base"}, 3, "later"),
        (Build(PARTS, PARTS[:3], taking_apart=True), {"move": "undo"}, 3, ""),
        (Build(PARTS, PARTS[:1]), {"move": "dance"}, 1, ""),
    ],
)
def test_a_move_does_what_it_can(build: Build, move: Mapping[str, Any], placed: int, feedback: str) -> None:
    after = moved(build, move)
    assert (len(after.placed), after.feedback) == (placed, feedback)
    assert not after.finished


@pytest.mark.parametrize(
    ("build", "finished", "taking_apart"),
    [
        (Build(PARTS, PARTS[:3]), True, False),
        (Build(PARTS, PARTS[:3], then_take_apart=True), False, True),
        (Build(PARTS, PARTS[:0], then_take_apart=True, taking_apart=True), True, True),
    ],
)
def test_done_ends_the_build_or_turns_it_around(build: Build, finished: bool, taking_apart: bool) -> None:
    after = moved(build, {"move": "done"})
    assert (after.finished, after.taking_apart) == (finished, taking_apart)


moves = st.builds(
    lambda move, part: {"move": move, "part": part, "x": 0, "y": 0},
    st.sampled_from(["place", "remove", "wrong-drop", "undo", "done"]),
    st.sampled_from([*PARTS, "leg"]),
)


@given(st.lists(moves, max_size=60), st.booleans())
def test_whatever_is_done_parts_go_in_and_come_off_one_by_one(
    done: list[dict[str, Any]], apart: bool
) -> None:
    build = Build(PARTS, then_take_apart=apart)
    for move in done:
        before, build = build, moved(build, move)
        assert abs(len(build.placed) - len(before.placed)) <= 1
        assert build.in_place == PARTS[: len(build.placed)]
        assert (
            build.wrong_drops + build.undos + build.steps
            <= before.wrong_drops + before.undos + before.steps + 1
        )
        assert len(build.placed) == build.steps - build.undos or build.taking_apart
        if build.finished:
            assert build.complete
            break


# --- the task ---------------------------------------------------------------------------------------------


def straight(screen: Screen) -> Mapping[str, Any]:
    """Someone who makes no mistake."""
    if not isinstance(screen, AssemblyBoard):
        return {}
    if screen.complete:
        return {"move": "done"}
    return {"move": "remove" if screen.taking_apart else "place", "part": screen.next_part}


def scripted(*replies: Mapping[str, Any]) -> Any:
    """Someone who gives these replies first, and then makes no mistake."""
    waiting: Iterator[Mapping[str, Any]] = iter(replies)

    def answer(screen: Screen) -> Mapping[str, Any]:
        right = straight(screen)
        return next(waiting, right) if right else right

    return answer


def test_a_straight_build_shows_one_board_for_each_part_and_one_to_confirm() -> None:
    here = context(NORTON)
    order = here.setup.kits["storage-box"].order
    played = play(assembly(build_step(), here), straight)
    boards = played.screens[1:]
    assert played.screens[0].id == "build.intro"
    assert [screen.id for screen in boards] == ["build.board"] * (len(order) + 1)
    assert played.outcome == order
    assert played.facts[0].data == {"good": "storage-box", "placed": list(order)}
    assert played.noted() == {"build.wrong_drops": 0, "build.undos": 0, "build.steps": len(order)}
    assert "storage-box" not in here.made


def test_mistakes_are_said_and_counted() -> None:
    drop = {"move": "wrong-drop", "part": "lid", "x": 10, "y": -20}
    played = play(assembly(build_step(), context(NORTON)), scripted(PLACE_BASE, drop, {"move": "undo"}))
    boards = [screen for screen in played.screens if isinstance(screen, AssemblyBoard)]
    assert [board.tone for board in boards[:4]] == ["plain", "right", "wrong", "plain"]
    assert boards[2].instruction.key == "making.assembly.after-later"
    assert boards[3].placed == ()
    assert played.noted() == {"build.wrong_drops": 1, "build.undos": 1, "build.steps": 9}


def test_stopping_early_leaves_the_last_parts() -> None:
    here = context(NORTON)
    order = here.setup.kits["storage-box"].order
    played = play(assembly(build_step(stop_before=2), here), straight)
    assert played.outcome == order[:-2]
    assert good_recipe(here, "storage-box") == {"placed": list(order[:-2])}
    last = played.screens[-1]
    assert isinstance(last, AssemblyBoard)
    assert last.instruction.key == "making.assembly.stopped"


def test_who_is_to_stop_early_reads_the_same_introduction_as_everyone() -> None:
    here = context(NORTON)
    whole, short = (next(assembly(build_step(stop_before=n), here)) for n in (0, 2))
    assert short == whole


def test_taking_apart_leaves_nothing_in_place_and_goes_from_last_to_first() -> None:
    here = context(NORTON)
    order = here.setup.kits["storage-box"].order
    played = play(assembly(build_step(then="take-apart"), here), straight)
    off = [
        s.next_part for s in played.screens if isinstance(s, AssemblyBoard) and s.taking_apart and s.next_part
    ]
    assert off == list(reversed(order))
    assert played.outcome == ()
    assert played.noted()["build.steps"] == 2 * len(order)
    assert here.made["storage-box"] == {"placed": []}


@pytest.mark.parametrize(("then", "steps"), [("keep", 8), ("take-apart", 16)])
def test_by_hand_there_is_one_page_for_each_step(then: str, steps: int) -> None:
    played = play(assembly(build_step(mode="physical", then=then), context(NORTON)), straight)
    pages = played.screens[1:]
    assert [page.id for page in pages] == [f"build.step-{number}" for number in range(1, steps + 1)]
    assert all(isinstance(page, HandStep) and page.steps == steps for page in pages)
    assert played.noted() == {"build.wrong_drops": 0, "build.undos": 0, "build.steps": steps}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(
    "changes", [{}, {"then": "take-apart"}, {"mode": "physical", "then": "take-apart"}, {"stop_before": 1}]
)
def test_every_sentence_of_every_screen_is_worded(language: str, changes: dict[str, Any]) -> None:
    texts = setup(NORTON, language).texts
    wrong = {"move": "wrong-drop", "part": "lid", "x": 0, "y": 0}
    missed = {"move": "wrong-drop", "part": "base", "x": 0, "y": 0}
    played = play(
        assembly(build_step(**changes), context(NORTON)),
        scripted(wrong, missed, PLACE_BASE, {"move": "undo"}),
    )
    for screen in played.screens:
        assert screen.title is not None
        said = [screen.title, *(screen.body if isinstance(screen, Page) else (screen.instruction,))]
        assert all("{" not in texts.render(text) for text in said)


def test_looking_shows_the_good_for_its_time() -> None:
    step = Inspection.model_validate({"id": "look", "good": "storage-box", "minimum_s": 30})
    played = play(inspection(step, context(NORTON)), straight)
    (page,) = played.screens
    assert isinstance(page, Page)
    assert (page.id, page.minimum_s) == ("look.page", 30)
    assert page.picture is not None
    assert (page.picture.good, page.picture.recipe) == ("storage-box", None)


def test_who_designed_nothing_sees_the_company_design() -> None:
    here = context(SHIRT)
    assert good_recipe(here, "shirt") == here.setup.toolkits["shirt"].company.as_data()


# --- how much is told -------------------------------------------------------------------------------------


def boards_of(played: Any) -> list[AssemblyBoard]:
    return [screen for screen in played.screens if isinstance(screen, AssemblyBoard)]


def knowing(screen: Screen) -> Mapping[str, Any]:
    """Someone who knows the order and needs no guidance."""
    if not isinstance(screen, AssemblyBoard) or screen.complete:
        return {"move": "done"} if isinstance(screen, AssemblyBoard) else {}
    order = setup(NORTON).kits["storage-box"].order
    return {"move": "place", "part": next(part for part in order if part not in screen.placed)}


def random_placer(seed: int) -> Any:
    """Someone who tries one part after the other, whichever comes to hand."""
    luck, order = random.Random(seed), setup(NORTON).kits["storage-box"].order

    def answer(screen: Screen) -> Mapping[str, Any]:
        if not isinstance(screen, AssemblyBoard) or screen.complete:
            return {"move": "done"} if isinstance(screen, AssemblyBoard) else {}
        return {"move": "place", "part": luck.choice([part for part in order if part not in screen.placed])}

    return answer


@pytest.mark.parametrize("guidance", ["lit", "named", "none"])
def test_who_knows_the_order_makes_no_mistake_however_little_is_told(guidance: str) -> None:
    played = play(assembly(build_step(guidance=guidance), context(NORTON)), knowing)
    assert played.noted()["build.wrong_drops"] == 0
    assert played.outcome == setup(NORTON).kits["storage-box"].order


def test_without_guidance_a_random_placer_makes_mistakes_and_comes_to_the_same_end() -> None:
    for seed in range(20):
        played = play(assembly(build_step(guidance="none"), context(NORTON)), random_placer(seed))
        assert played.noted()["build.wrong_drops"] > 0
        assert played.outcome == setup(NORTON).kits["storage-box"].order


def test_without_guidance_no_board_tells_which_part_comes_next() -> None:
    shown = boards_of(play(assembly(build_step(guidance="none"), context(NORTON)), knowing))
    parts = setup(NORTON).kits["storage-box"].order
    for screen in shown:
        assert screen.next_part is None
        assert not any(f".parts.{part}." in str(screen.instruction) for part in parts)


def test_a_part_goes_in_once_what_it_needs_is_in_place() -> None:
    build = Build(("base", "left", "right"), guidance="none", needs={"left": ("base",), "right": ("base",)})
    assert build.open_parts == ("base",)
    build = moved(build, PLACE_BASE)
    assert build.open_parts == ("left", "right")
    build = moved(build, {"move": "place", "part": "right"})
    assert (build.placed, build.in_place) == (("base", "right"), ("base", "right"))
    build = moved(moved(build, {"move": "place", "part": "left"}), {"move": "undo"})
    assert build.placed == ("base", "right")


def test_a_part_that_needs_a_later_one_is_refused() -> None:
    kit = setup(NORTON).kits["storage-box"]
    said = kit.model_dump()
    said["parts"][0]["needs"] = ("lid",)
    with pytest.raises(ValueError, match="Part base needs lid, which does not stand before it"):
        Kit.model_validate(said)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"tray": ["base", "back"]}, "The tray lacks "),
        ({"tray": ["base", "bass"]}, "; holds what is no part: bass. It has to hold every part once: base, "),
        ({"tray": ["base", "base"]}, "; holds twice base. It has to hold every part once: base, "),
    ],
)
def test_what_is_wrong_with_a_tray_is_said(change: dict[str, list[str]], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Kit.model_validate({**setup(NORTON).kits["storage-box"].model_dump(), **change})


def test_a_part_that_lies_askew_is_told_how_it_may_lie() -> None:
    said = Path("experiments/mochon_2012_1/materials/car/kit.yaml").read_text("utf-8")
    _, faults = validated(Kit, parse_tree(said.replace("turned: 180", "turned: 45"), "kit.yaml"))
    assert [str(one).endswith("parts[2].turned\n  is 45. Allowed: 0, 90, 180, 270.") for one in faults] == [
        True
    ]


def test_looks_at_the_picture_are_counted_and_change_nothing_else() -> None:
    look = {"move": "consult"}
    drop = {"move": "place", "part": "base"}
    step = build_step(guidance="none", consult=True)
    replies = (look, drop, look, PLACE_BASE, look, look)
    waiting = iter(replies)

    def answer(screen: Screen) -> Mapping[str, Any]:
        return next(waiting, knowing(screen)) if isinstance(screen, AssemblyBoard) else {}

    played = play(assembly(step, context(NORTON)), answer)
    shown = boards_of(played)
    assert [screen.consulting for screen in shown[:6]] == [False, True, True, False, False, True]
    assert shown[2].placed == ()
    assert played.noted()["build.looks"] == 2


def test_the_picture_is_there_only_where_it_is_declared() -> None:
    played = play(assembly(build_step(), context(NORTON)), scripted({"move": "consult"}))
    assert not any(screen.may_consult or screen.consulting for screen in boards_of(played))
    assert "build.looks" not in played.noted()


def test_guidance_follows_a_factor() -> None:
    here = context(NORTON)
    told = replace(here, condition={"help": "named"})
    assert guidance_of(build_step(guidance={"by": "help"}).guidance, told) == "named"
