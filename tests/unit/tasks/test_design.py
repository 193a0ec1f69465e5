from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.protocol.toolkits import Item, Recipe, Toolkit, recipe_problems
from ikea_effect.screens.design_board import DesignBoard
from ikea_effect.screens.screens import Page, Screen
from ikea_effect.seeds import Stream
from ikea_effect.tasks.design.draft import Draft, blank, changed, likeness, may_finish, text_color
from ikea_effect.tasks.design.task import design, simulated_move
from tests.unit.tasks.making_bench import FREE, SHIRT, context, design_step, play, setup

SUN = {"move": "add", "motif": "sun", "x": 10, "y": -20}


def shirt() -> Toolkit:
    return setup(SHIRT).toolkits["shirt"]


def after(*moves: Mapping[str, Any]) -> Draft:
    draft = Draft(blank(shirt()))
    for move in moves:
        draft = changed(draft, move, shirt())
    return draft


# --- the state of a design --------------------------------------------------------------------------------


def test_a_design_begins_blank_in_the_first_color() -> None:
    assert blank(shirt()) == Recipe(base="white")


@pytest.mark.parametrize(
    ("move", "item"),
    [
        ({"move": "change", "item": 0, "x": 30, "y": 40, "scale": 150, "angle": 90}, (30, 40, 150, 90)),
        ({"move": "change", "item": 0, "x": 30, "y": 40}, (30, 40, 100, 0)),
        ({"move": "change", "item": 0, "angle": -10}, (10, -20, 100, 350)),
        ({"move": "change", "item": 0, "scale": 5}, (10, -20, 40, 0)),
        ({"move": "change", "item": 0, "scale": 900}, (10, -20, 240, 0)),
        ({"move": "change", "item": 0, "x": 5000, "y": -5000}, (200, -350, 100, 0)),
        ({"move": "change", "item": 1, "x": 0, "y": 0}, (10, -20, 100, 0)),
    ],
)
def test_an_item_goes_where_it_is_put_within_the_limits(
    move: Mapping[str, Any], item: tuple[int, int, int, int]
) -> None:
    (found,) = after(SUN, move).recipe.items
    assert (found.x, found.y, found.scale, found.angle) == item


@pytest.mark.parametrize(
    "move",
    [
        {"move": "base", "color": "pink"},
        {"move": "add", "motif": "cat", "x": 0, "y": 0},
        {"move": "text", "text": "   ", "x": 0, "y": 0},
        {"move": "delete", "item": 3},
        {"move": "undo"},
        {"move": "dance"},
    ],
)
def test_what_cannot_be_done_changes_nothing_and_is_no_step_to_undo(move: Mapping[str, Any]) -> None:
    draft = after(move)
    assert draft.recipe == blank(shirt())
    assert draft.past == ()


def test_text_is_cut_to_what_fits_and_takes_a_color_that_stands_out() -> None:
    draft = after(
        {"move": "base", "color": "black"},
        {"move": "text", "text": " far  too much to read ", "x": 0, "y": 0},
    )
    (item,) = draft.recipe.items
    assert item.text == "far too much t"
    assert item.color == "cream"
    assert text_color("white", shirt()) == "ink"


def test_a_text_can_take_another_color_and_a_motif_cannot() -> None:
    draft = after(SUN, {"move": "text", "text": "hi", "x": 0, "y": 0, "color": "teal"})
    draft = changed(draft, {"move": "change", "item": 1, "color": "ink"}, shirt())
    draft = changed(draft, {"move": "change", "item": 0, "color": "ink"}, shirt())
    assert [item.color for item in draft.recipe.items] == [None, "ink"]


def test_no_more_items_than_fit() -> None:
    draft = after(*[SUN] * 9)
    assert len(draft.recipe.items) == 8
    assert draft.feedback == "full"


MOVES = st.one_of(
    st.just({"move": "undo"}),
    st.builds(lambda c: {"move": "base", "color": c}, st.sampled_from(["navy", "white", "pink"])),
    st.builds(lambda x, y: SUN | {"x": x, "y": y}, st.integers(-600, 600), st.integers(-600, 600)),
    st.builds(lambda t: {"move": "text", "text": t, "x": 0, "y": 0}, st.text(max_size=20)),
    st.builds(lambda i: {"move": "delete", "item": i}, st.integers(-1, 4)),
    st.builds(
        lambda i, x, s, a: {"move": "change", "item": i, "x": x, "y": x, "scale": s, "angle": a},
        st.integers(-1, 4), st.integers(-900, 900), st.integers(1, 900), st.integers(-720, 720),
    ),
)  # fmt: skip


@pytest.mark.slow
@given(st.lists(MOVES, max_size=25))
def test_whatever_is_done_the_recipe_can_be_made_and_undo_leads_back(moves: list[dict[str, Any]]) -> None:
    draft = after(*moves)
    assert recipe_problems(shirt(), draft.recipe) == ()
    assert Recipe.model_validate(draft.recipe.as_data()) == draft.recipe
    for _ in range(len(draft.past)):
        draft = changed(draft, {"move": "undo"}, shirt())
    assert draft.recipe == blank(shirt())


# --- likeness ---------------------------------------------------------------------------------------------


def item(**changes: Any) -> Item:
    return Item.model_validate({"motif": "mountains", "x": 0, "y": 0, "scale": 100, "angle": 0, **changes})


@pytest.mark.parametrize(
    ("made", "wanting"),
    [
        ({}, ()),
        ({"x": 36, "y": -36}, ()),
        ({"x": 37}, ("place",)),
        ({"scale": 115}, ()),
        ({"scale": 116}, ("size",)),
        ({"angle": 348}, ()),
        ({"angle": 347}, ("angle",)),
        ({"angle": 180, "y": 100, "scale": 50}, ("place", "size", "angle")),
        ({"motif": "sun"}, ("item",)),
    ],
)
def test_an_item_is_like_another_within_the_tolerance(made: dict[str, Any], wanting: tuple[str, ...]) -> None:
    target = Recipe(base="navy", items=(item(),))
    like = likeness(Recipe(base="navy", items=(item(**made),)), target, shirt())
    assert like.wanting == (wanting,)
    assert like.whole == (wanting == ())


def test_a_star_looks_the_same_after_a_fifth_of_a_turn() -> None:
    target = Recipe(base="navy", items=(item(motif="star"),))
    assert likeness(Recipe(base="navy", items=(item(motif="star", angle=144),)), target, shirt()).whole
    assert not likeness(Recipe(base="navy", items=(item(motif="star", angle=36),)), target, shirt()).whole


@pytest.mark.parametrize(
    ("made", "whole"),
    [
        (Recipe(base="white", items=(item(),)), False),  # another color
        (Recipe(base="navy", items=(item(), item(x=150))), False),  # one too many
        (Recipe(base="navy"), False),
    ],
)
def test_like_means_the_same_color_and_nothing_more(made: Recipe, whole: bool) -> None:
    assert likeness(made, Recipe(base="navy", items=(item(),)), shirt()).whole == whole


def test_two_of_a_kind_are_matched_so_that_both_fit() -> None:
    target = Recipe(base="navy", items=(item(x=0), item(x=30)))
    made = Recipe(base="navy", items=(item(x=-30), item(x=20)))  # the first of the target could take either
    assert likeness(made, target, shirt()).items == (True, True)


@given(st.permutations(range(4)))
def test_the_order_of_the_items_does_not_matter(order: list[int]) -> None:
    target = shirt().company
    made = Recipe(base=target.base, items=tuple(target.items[place] for place in order))
    assert likeness(made, target, shirt()).whole
    assert may_finish(made, shirt(), target)


# --- the task ---------------------------------------------------------------------------------------------


def test_reproducing_ends_when_it_is_like_the_target_and_puts_the_target_to_the_bid() -> None:
    here = context(SHIRT)
    target = here.setup.toolkits["shirt"].company
    stream = Stream(b"s" * 32)

    def answer(screen: Screen) -> Mapping[str, Any]:
        return simulated_move(here, screen, stream) if isinstance(screen, DesignBoard) else {}

    played = play(design(design_step("reproduce"), here), answer)
    boards = [screen for screen in played.screens if isinstance(screen, DesignBoard)]
    assert played.screens[0].id == "make.intro"
    assert all(board.id == "make.board" and board.target == target.as_data() for board in boards)
    assert [board.may_finish for board in boards] == [False] * (len(boards) - 1) + [True]
    assert here.made["shirt"] == target.as_data() == played.outcome
    assert played.noted()["make.items"] == len(target.items)


def test_done_too_early_is_refused_with_a_word() -> None:
    here = context(SHIRT)
    task = design(design_step("reproduce"), here)
    next(task)
    from ikea_effect.screens.screens import Reply

    task.send(Reply({}, 0, 0))
    board = task.send(Reply({"move": "done"}, 0, 0))
    assert isinstance(board, DesignBoard)
    assert (board.tone, board.instruction.key) == ("wrong", "making.design.reproduce-not-yet")


def test_a_free_design_needs_something_on_it_and_is_one_s_own() -> None:
    here = context(FREE)
    moves = iter(
        [{"move": "done"}, {"move": "base", "color": "sky"}, SUN, SUN, {"move": "undo"}, {"move": "done"}]
    )
    played = play(design(design_step("free"), here), lambda s: {} if isinstance(s, Page) else next(moves))
    own = {"base": "sky", "items": [{"motif": "sun", "x": 10, "y": -20, "scale": 100, "angle": 0}]}
    assert here.made["shirt"] == own
    assert played.facts[0].data == {"good": "shirt", "recipe": own}
    assert played.noted() == {"make.moves": 4, "make.items": 1}


@pytest.mark.parametrize("seed", range(8))
def test_a_simulated_designer_comes_to_an_end(seed: int) -> None:
    here = context(FREE, f"P{seed}")
    stream = Stream(bytes([seed]) * 32)

    def answer(screen: Screen) -> Mapping[str, Any]:
        return simulated_move(here, screen, stream) if isinstance(screen, DesignBoard) else {}

    played = play(design(design_step("free"), here), answer)
    assert 1 <= played.noted()["make.items"] <= 5


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("task", ["free", "reproduce"])
def test_every_sentence_of_every_screen_is_worded(language: str, task: str) -> None:
    texts = setup(SHIRT, language).texts
    step, here = design_step(task), context(SHIRT)
    target = here.setup.toolkits["shirt"].company
    extra = [{"move": "add", "motif": "heart", "x": 150, "y": -300}] * 9
    moves = iter([{"move": "done"}, *extra, *[{"move": "undo"}] * 7])
    stream = Stream(b"s" * 32)

    def answer(screen: Screen) -> Mapping[str, Any]:
        if not isinstance(screen, DesignBoard):
            return {}
        return next(moves, None) or simulated_move(here, screen, stream)

    played = play(design(step, here), answer)
    assert len(played.screens) > len(target.items)
    for screen in played.screens:
        assert screen.title is not None
        said = [screen.title, *(screen.body if isinstance(screen, Page) else (screen.instruction,))]
        assert all("{" not in texts.render(text) for text in said)
