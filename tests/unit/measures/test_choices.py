"""Several options, options in order, and options with pictures."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image

from ikea_effect.protocol.kinds import columns_of, form_of
from ikea_effect.protocol.setup import load_setup
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Page
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.tasks.pages.measure import asks_for, expected, items_asked, measured, pages_of
from tests.unit.measures.bench import EVERYTHING, changed, clicked, faults, page, setup, shown, texts, typed

OPTIONS = "options: [useful, pretty, cheap, gift], at_most: 3"
PICTURES = "pictures: {waves: materials/shirts/waves.png, "
CONDITION = {"labor": "build"}


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("at_most: 5", "is 5, and there are 4 options."),
        ("at_least: 3, at_most: 2", "is 3, more than at_most: 2."),
        ("right: useful", "The list of all that are right is expected"),
        ("right: [useful, kind]", "names 'kind', which cannot be chosen."),
        ("right: [useful, gift], at_most: 1", "names 2 options, and 1 to 1 can be chosen."),
        ("right: [gift], optional: true", ""),
    ],
)
def test_what_cannot_be_chosen_is_refused(rule: str, says: str) -> None:
    said = faults("gift], at_most: 3", f"gift], {rule}")
    assert says in said
    assert bool(says) == bool(said)


@pytest.mark.parametrize(
    ("option", "says"),
    [("right", "names 'right'"), ("declined", "names 'declined'")],
)
def test_no_option_has_the_column_of_a_truth(option: str, says: str) -> None:
    assert says in faults(OPTIONS, f"options: [useful, {option}], right: [useful], optional: true")


def test_options_are_ticked_by_mouse_up_to_the_most() -> None:
    view = shown(page("reasons"))
    every = [f"reasons.{one}" for one in ("gift", "useful", "cheap", "pretty")]
    assert clicked(view, *every, "button") == {"reasons": ["useful", "cheap", "gift"]}


def test_a_ticked_option_is_taken_back() -> None:
    view = shown(page("reasons"))
    assert clicked(view, "reasons.gift", "reasons.gift", "button") is None
    assert view.hint


def test_options_are_ticked_by_keyboard() -> None:
    assert typed(shown(page("reasons")), "TAB space TAB TAB 4 TAB TAB ENTER") == {
        "reasons": ["useful", "gift"]
    }


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("at_least: 0", "Choose as many as you like, or none."),
        ("at_least: 1", "Choose one or more."),
        ("at_least: 2", "Choose at least 2."),
        ("at_least: 2, at_most: 2", "Choose exactly 2."),
        ("at_least: 0, at_most: 2", "Choose at most 2; you may also choose none."),
        ("at_least: 1, at_most: 2", "Choose 1 to 2."),
    ],
)
def test_it_says_how_many_can_be_chosen(rule: str, sentence: str) -> None:
    widget: Any = shown(page("reasons", changed("gift], at_most: 3", f"gift], {rule}"))).widgets[0]
    assert widget.how == sentence


def test_nothing_can_be_chosen_where_nothing_has_to_be() -> None:
    view = shown(page("reasons", changed("gift], at_most: 3", "gift], at_least: 0")))
    assert clicked(view, "button") == {"reasons": []}


def test_every_option_has_a_column() -> None:
    names = [column.name for column in columns_of(changed()) if column.of == "reasons"]
    assert names == ["reasons", "reasons.useful", "reasons.pretty", "reasons.cheap", "reasons.gift"]
    fact = measured("reasons", changed().measures["reasons"], {"reasons": ["gift"]}, CONDITION)
    assert fact.data["value"] == 1
    assert fact.data["items"] == {"useful": False, "pretty": False, "cheap": False, "gift": True}


@pytest.mark.parametrize(("chosen", "right"), [(["useful", "gift"], True), (["useful"], False)])
def test_all_that_are_right_have_to_be_chosen(chosen: list[str], right: bool) -> None:
    declared = changed("gift], at_most: 3", "gift], right: [gift, useful]").measures["reasons"]
    assert measured("reasons", declared, {"reasons": chosen}, CONDITION).data["right"] is right
    assert expected("reasons", declared, CONDITION) == {"reasons": ["useful", "gift"]}


# --- in order ---------------------------------------------------------------------------------------------


def dragged(view: PageView, card: str, onto: str) -> None:
    start, end = view.targets()[f"matters.{card}"], view.targets()[f"matters.{onto}"]
    view.press(start)
    view.drag(end)
    view.release(end)
    view.draw(Sheet((1280, 1024)))


def test_cards_are_dragged_to_their_places() -> None:
    view = shown(page("matters"))
    for card, place in (("size", "1"), ("use", "2"), ("look", "3"), ("price", "4")):
        dragged(view, card, place)
    assert clicked(view, "button") == {"matters": ["size", "use", "look", "price"]}


def test_a_card_on_another_changes_places_with_it() -> None:
    view = shown(page("matters"))
    for card, place in (("size", "1"), ("use", "2"), ("look", "3"), ("price", "4"), ("price", "size")):
        dragged(view, card, place)
    assert clicked(view, "button") == {"matters": ["price", "use", "look", "size"]}


def test_a_card_dropped_beside_the_places_stays_where_it_was() -> None:
    view = shown(page("matters"))
    view.press(view.targets()["matters.size"])
    view.drag((0.0, -0.49))
    view.release((0.0, -0.49))
    assert clicked(view, "button") is None
    assert view.widgets[0].values() == {}


def test_cards_are_picked_and_placed_by_clicks() -> None:
    view = shown(page("matters"))
    order = ("use", "size", "price", "look")
    pressed = [
        name for place, card in enumerate(order, 1) for name in (f"matters.{card}", f"matters.{place}")
    ]
    assert clicked(view, *pressed, "button") == {"matters": list(order)}


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        ("TAB 4 TAB 3 TAB 2 TAB 1 TAB ENTER", ["size", "use", "look", "price"]),
        ("TAB 1 TAB 1 TAB 3 TAB 4 UP UP UP 2 TAB TAB TAB TAB ENTER", ["look", "price", "use", "size"]),
    ],
)
def test_cards_are_numbered_by_keys(keys: str, order: list[str]) -> None:
    assert typed(shown(page("matters")), keys) == {"matters": order}


def test_there_are_no_ties_and_every_rank_is_a_column() -> None:
    declared = changed().measures["matters"]
    fact = measured("matters", declared, {"matters": ["use", "size", "price", "look"]}, CONDITION, ["look"])
    assert (fact.data["value"], fact.data["order"]) == ("use", "look")
    assert fact.data["items"] == {"price": 3, "look": 4, "use": 1, "size": 2}
    assert form_of(changed(), "matters") == "choice"


# --- with pictures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (PICTURES, "pictures: {", "has no picture for waves."),
        (f"{PICTURES}whale:", f"{PICTURES}wale:", "names option 'wale', which is not declared"),
    ],
)
def test_every_option_has_a_picture_or_none(before: str, after: str, says: str) -> None:
    assert says in faults(before, after)


def test_pictures_are_pressed() -> None:
    asks = asks_for("shirt", load_setup(EVERYTHING).protocol.measures["shirt"])
    view = PageView(Page("p", asks=asks), texts(), pictures=lambda _path: Image.new("RGBA", (40, 50)))
    view.draw(Sheet((1280, 1024)))
    assert clicked(view, "shirt.whale", "button") == {"shirt": "whale"}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("measure", ["reasons", "matters"])
def test_the_pages_fit(measure: str, language: str) -> None:
    assert shown(page(measure), language, (800, 600)).fits()


# --- in everyone's own order ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "before", "more"),
    [
        ("matters", "", ""),
        ("reasons", "gift], at_most: 3", "gift], order: random"),
        ("shirt", "text: shirt", "text: shirt\n    order: random"),
    ],
)
def test_options_are_shuffled_and_their_order_is_kept(measure: str, before: str, more: str) -> None:
    declared: Any = changed(before, more).measures[measure]
    orders = set()
    for person in range(8):
        context = Context(setup(), f"P{person}", CONDITION, bytes(32))
        orders.add(tuple(items_asked(pages_of(measure, declared, context, "views"))))
    assert len(orders) > 1
    assert {tuple(sorted(one)) for one in orders} == {tuple(sorted(declared.options))}
    assert f"{measure}.order" in [column.name for column in columns_of(changed(before, more))]
