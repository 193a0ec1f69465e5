"""Designs of which nearly everything is given, what options cost, and how varied a design is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.steps.design import Design
from ikea_effect.protocol.prices import Prices
from ikea_effect.protocol.setup import load_setup
from ikea_effect.protocol.toolkits import Item, Recipe, Toolkit
from ikea_effect.screens.context import Context
from ikea_effect.screens.design_board import DesignBoard
from ikea_effect.screens.screens import Screen
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.design_art import art_of
from ikea_effect.session.frontends.lab.design_view import DesignView
from ikea_effect.tasks.design.draft import Draft, changed
from ikea_effect.tasks.design.head_start import entropy, nearly_whole
from ikea_effect.tasks.design.task import board, design
from tests.unit.tasks.making_bench import Played, play

EVERYTHING = Path(__file__).parents[2] / "data" / "protocols" / "everything.yaml"
SETUP = load_setup(EVERYTHING)
STAR = {"move": "add", "motif": "star", "x": 0, "y": 0}
DONE = {"move": "done"}


def toolkit() -> Toolkit:
    return SETUP.toolkits["t-shirt"]


def step(**changes: Any) -> Design:
    said = {"id": "print", "good": "t-shirt", "task": "free", "prices": True, "entropy": True}
    return Design.model_validate({**said, **changes})


def made(*moves: Mapping[str, Any], group: str = "prebuilt", **changes: Any) -> Played:
    here = Context(SETUP, "P1", {"labor": group}, b"k" * 32)
    left = iter(moves)

    def answer(screen: Screen) -> Mapping[str, Any]:
        return next(left) if isinstance(screen, DesignBoard) else {}

    return play(design(step(**changes), here), answer)


def begun() -> Draft:
    given = nearly_whole(toolkit().company)
    return Draft(given, given=given)


# --- how much is left to do -------------------------------------------------------------------------------


def test_of_little_all_but_the_last_is_there_and_one_more_can_be_added() -> None:
    played = made(STAR, DONE, contribution="little")
    first, last = played.screens[1], played.screens[-1]
    assert isinstance(first, DesignBoard)
    assert isinstance(last, DesignBoard)
    assert ([item["motif"] for item in first.recipe["items"]], first.given) == (["sun"], 1)
    assert not first.may_finish
    assert [item["motif"] for item in last.recipe["items"]] == ["sun", "star"]


@pytest.mark.parametrize(
    ("move", "says"),
    [
        ({"move": "base", "color": "navy"}, "given"),
        ({"move": "delete", "item": 0}, "given"),
        ({"move": "change", "item": 0, "x": 9, "y": 9}, "given"),
        (DONE, "not-yet"),
        (STAR, ""),
    ],
)
def test_what_is_given_stays(move: Mapping[str, Any], says: str) -> None:
    draft = changed(begun(), move, toolkit())
    assert draft.feedback == says
    assert (draft.recipe == begun().recipe) == bool(says)


def test_a_second_motif_is_one_too_many_and_the_first_can_be_taken_off() -> None:
    draft = changed(changed(begun(), STAR, toolkit()), STAR, toolkit())
    assert (draft.feedback, len(draft.recipe.items)) == ("full", 2)
    assert changed(draft, {"move": "delete", "item": 1}, toolkit()).recipe == begun().recipe
    assert changed(draft, {"move": "undo"}, toolkit()).recipe == begun().recipe


def test_who_reproduces_little_adds_what_is_missing() -> None:
    leaf = toolkit().company.items[-1]
    add = {"move": "add", "motif": "leaf", "x": leaf.x, "y": leaf.y}
    size = {"move": "change", "item": 1, "x": leaf.x, "y": leaf.y, "scale": leaf.scale, "angle": 0}
    assert made(add, size, DONE, task="reproduce", contribution="little").noted()["print.moves"] == 2


@pytest.mark.parametrize(("group", "items"), [("build", 0), ("prebuilt", 1)])
def test_the_level_of_a_factor_says_how_much_is_left(group: str, items: int) -> None:
    rule = {"by": "labor", "levels": {"build": "full", "prebuilt": "little"}}
    first = made(STAR, DONE, group=group, contribution=rule).screens[1]
    assert isinstance(first, DesignBoard)
    assert len(first.recipe["items"]) == items


@pytest.mark.parametrize("keeps", ["given", "own"])
def test_who_reproduces_bids_on_the_given_design_or_on_what_they_made(keeps: str) -> None:
    leaf = toolkit().company.items[-1]
    near = {"move": "add", "motif": "leaf", "x": leaf.x + 10, "y": leaf.y}
    size = {"move": "change", "item": 1, "x": leaf.x + 10, "y": leaf.y, "scale": leaf.scale, "angle": 0}
    bid_on = made(near, size, DONE, task="reproduce", contribution="little", keeps=keeps).outcome
    assert (bid_on["items"][1]["x"] == leaf.x) == (keeps == "given")


# --- prices and entropy -----------------------------------------------------------------------------------


def test_a_design_costs_what_is_on_it() -> None:
    recipe = Recipe(base="navy", items=(_at("star"), _at("star"), _at("moon"), Item(text="hi", x=0, y=0)))
    prices = toolkit().prices
    assert prices is not None
    assert prices.of(recipe) == Decimal("9.00") + Decimal("0.50") + 2 * Decimal("0.75") + 2


def test_the_screen_shows_prices_and_their_sum_and_the_data_keep_it() -> None:
    played = made(STAR, DONE, contribution="little")
    last = played.screens[-1]
    assert isinstance(last, DesignBoard)
    assert last.total == Money(1125, "EUR")  # 9.00, the sun 1.50, the star 0.75; sky is free
    assert last.prices["motif.star"] == Money(75, "EUR")
    assert "motif.moon" not in last.prices
    assert played.noted()["print.price"] == {"minor": 1125, "currency": "EUR"}


@pytest.mark.parametrize(
    ("motifs", "bits"),
    [
        ((), 0.0),
        (("sun",) * 3, 0.0),
        (("sun", "star"), 1.0),
        (("sun", "star", "moon", "leaf"), 2.0),
        (("sun", "sun", "star", None), 1.5),  # 1/2 log2 2 + 2 (1/4 log2 4)
        (("sun", "sun", "star"), 0.9183),  # log2 3 - 2/3
    ],
)
def test_entropy_says_how_varied_a_design_is(motifs: tuple[str | None, ...], bits: float) -> None:
    items = tuple(_at(one) if one else Item(text="hi", x=0, y=0) for one in motifs)
    assert entropy(Recipe(base="white", items=items)) == bits


def _at(motif: str) -> Item:
    return Item(motif=motif, x=0, y=0)


def test_a_price_of_what_is_not_there_is_refused() -> None:
    said = toolkit().model_dump(by_alias=True, exclude_none=True)
    said["prices"] = Prices(motifs={"cat": Decimal(1)}).model_dump()
    with pytest.raises(ValidationError, match="'cat' has a price and is no motif of the toolkit"):
        Toolkit.model_validate(said)


# --- the board --------------------------------------------------------------------------------------------


def test_the_board_offers_no_color_and_does_not_take_up_what_is_given() -> None:
    art_of(toolkit()).forget()
    draft = changed(begun(), STAR, toolkit())
    shown = DesignView(board(draft, step(), toolkit(), None, "EUR"), SETUP)
    shown.lay_out(Sheet((1280, 1024)))
    assert shown.fits()
    assert not [name for name in shown.stops() if name.startswith("color.")]
    assert [name for name in shown.stops() if name.startswith("item.")] == ["item.1"]
    shown.press(shown.targets()["item.0"])
    assert shown.selected is None
