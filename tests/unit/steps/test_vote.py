"""Votes on designs: how they are cast, what follows, what is kept."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import pytest

from ikea_effect.operations.preview_walk import walk
from ikea_effect.protocol.kinds import step_kind
from ikea_effect.protocol.kinds.steps.vote import Vote
from ikea_effect.protocol.setup import load_setup
from ikea_effect.screens.context import Context
from ikea_effect.screens.gallery import Gallery
from ikea_effect.screens.pictures import PictureFile
from ikea_effect.screens.screens import Page, Screen
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.session.frontends.lab.views import view_of
from ikea_effect.session.pictures import good_picture, has_picture
from tests.unit.measures.bench import EVERYTHING, changed, clicked, faults, typed
from tests.unit.steps.bench import context, played, step

NAMES = ("whale", "cat", "bicycle", "waves")
FOLLOWS = "follows: {by: labor, levels: {build: true, prebuilt: false}}"


def vote(**changes: Any) -> Vote:
    found = step("vote")
    assert isinstance(found, Vote)
    return found.model_copy(update=({"measures": {}} if changes.get("how") else {}) | changes)


def other() -> Context:
    here = load_setup(EVERYTHING)
    return Context(here, "P001", here.protocol.conditions[1], b"k" * 32)


def gallery(screen: Screen) -> Gallery:
    assert isinstance(screen, Page)
    [ask] = screen.asks
    assert isinstance(ask, Gallery)
    return ask


def best_of(*wishes: str) -> Any:
    """Answers every gallery with what comes first among the wishes, or with all in their order."""

    def answer(screen: Screen) -> Mapping[str, Any]:
        if not isinstance(screen, Page) or not screen.asks:
            return {}
        there = {card.id for card in gallery(screen).cards}
        liked = [wish for wish in wishes if wish in there]
        return {"design": liked if gallery(screen).how == "rank" else liked[0]}

    return answer


WISHES = ("cat", "waves", "whale", "bicycle")


def test_a_ranking_is_kept_and_the_outcome_follows_it_where_that_is_declared() -> None:
    screens, cells = played(vote(), best_of(*WISHES))
    assert {name: cells[f"vote.rank.{name}"] for name in NAMES} == {
        "cat": 1,
        "waves": 2,
        "whale": 3,
        "bicycle": 4,
    }
    assert (cells["vote.choice"], cells["vote.outcome"], cells["vote.followed"]) == ("cat", "cat", True)
    result = screens[-1]
    assert isinstance(result, Page)
    assert result.picture == PictureFile("materials/shirts/cat.png")
    assert result.body[0].key == "vote.result.follows"


def test_elsewhere_another_design_wins_and_that_is_said() -> None:
    screens, cells = played(vote(), best_of(*WISHES), other())
    assert cells["vote.outcome"] in {"whale", "bicycle", "waves"}
    assert cells["vote.followed"] is False
    assert screens[-1].body[0].key == "vote.result.contradicts"  # type: ignore[attr-defined]


def test_designs_are_shown_in_an_order_of_each_participants_own_which_is_kept() -> None:
    orders = set()
    for number in range(6):
        [screen, *_], cells = played(vote(), best_of(*WISHES), context(participant=f"P{number}"))
        assert cells["vote.order"].split() == [card.id for card in gallery(screen).cards]
        orders.add(cells["vote.order"])
    assert len(orders) > 1
    assert played(vote(order="fixed"), best_of(*WISHES))[1]["vote.order"].split() == list(NAMES)


def test_pairs_are_each_asked_once_and_what_wins_most_is_the_vote() -> None:
    screens, cells = played(vote(how="pairwise", show_result=False), best_of(*WISHES))
    pairs = [frozenset(card.id for card in gallery(screen).cards) for screen in screens]
    assert sorted(map(sorted, pairs)) == sorted(sorted(pair) for pair in itertools.combinations(NAMES, 2))
    assert {name: cells[f"vote.wins.{name}"] for name in NAMES} == {
        "cat": 3,
        "waves": 2,
        "whale": 1,
        "bicycle": 0,
    }
    assert cells["vote.choice"] == "cat"


def test_what_is_counted_later_announces_nothing() -> None:
    counted = vote(how="pick", outcome=True, follows=None, show_result=False)
    screens, cells = played(counted, best_of(*WISHES), rt_ms=2000)
    assert len(screens) == 1
    assert {*cells} == {"vote.order", "vote.choice", "vote.seconds"}


def test_a_good_looks_like_the_design_that_won() -> None:
    here = context()
    played(vote(good="storage-box"), best_of(*WISHES), here)
    made = here.made["storage-box"]
    assert made == {"picture": "materials/shirts/cat.png"}
    assert has_picture(here.setup, "storage-box", made)
    shown = good_picture(here.setup, "storage-box", made, 100)
    assert shown is not None
    assert shown.width == 100


@pytest.mark.parametrize("how", ["pick", "rank", "pairwise"])
def test_every_cell_has_its_column(how: str) -> None:
    declared = vote(how=how)
    protocol = changed()
    names = {column.name for column in step_kind("vote").columns(declared, protocol)}
    assert set(played(declared, best_of(*WISHES))[1]) <= names
    walked = walk(load_setup(EVERYTHING), "everything", protocol.conditions[0])
    assert walked.faults == ()


def view(how: str) -> PageView:
    [screen, *_], _ = played(vote(how=how, order="fixed"), best_of(*WISHES))
    shown = view_of(screen, load_setup(EVERYTHING), (1280, 1024), paints=False)
    assert isinstance(shown, PageView)
    shown.draw(Sheet((1280, 1024)))
    shown.tick(60)
    return shown


def test_one_is_picked_with_the_mouse_and_the_last_press_counts() -> None:
    assert clicked(view("pick"), "design.cat", "design.waves", "button") == {"design": "waves"}


def test_all_are_ranked_with_the_mouse_and_a_second_press_takes_back() -> None:
    pressed = ["design.cat", "design.whale", "design.cat", "design.waves", "design.cat", "design.bicycle"]
    assert clicked(view("rank"), *pressed, "button") == {"design": ["whale", "waves", "cat", "bicycle"]}


def test_both_go_by_keyboard() -> None:
    assert typed(view("pick"), "TAB RIGHT RIGHT space TAB ENTER") == {"design": "bicycle"}
    keys = "TAB RIGHT space LEFT space RIGHT RIGHT RIGHT space LEFT space TAB ENTER"
    assert typed(view("rank"), keys) == {"design": ["cat", "whale", "waves", "bicycle"]}


def test_a_ranking_that_is_not_whole_is_not_taken_and_says_what_lacks() -> None:
    shown = view("rank")
    assert clicked(shown, "design.cat", "button") is None
    assert shown.hint == "Please press the other 3, too"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "      outcome: rigged\n",
            "      outcome: yoked\n",
            "it is not said whose vote is handed on",
        ),
        ("      outcome: rigged\n", "      outcome: true\n", "needs an outcome"),
        (f"      {FOLLOWS}\n", "", "is not said whether it follows the vote"),
        (FOLLOWS, "follows: null", "is not said whether it follows the vote"),
        (FOLLOWS, "follows: {by: labor, levels: {build: true}}", "says nothing for prebuilt"),
        ("how: rank", "how: rank\n      pairs: 3", "belongs to how: pairwise"),
        ("how: rank", "how: pairwise\n      pairs: 7", "make 6 pairs"),
        ("how: rank", "how: rate", "pick"),
    ],
)
def test_a_vote_that_cannot_be_held_is_refused_at_its_place(before: str, after: str, message: str) -> None:
    assert message in faults(before, after)
