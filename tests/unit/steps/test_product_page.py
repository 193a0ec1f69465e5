"""A product as a web shop shows it."""

from __future__ import annotations

import pytest

from ikea_effect.protocol.setup import load_setup
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Page
from ikea_effect.screens.shop import Product
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.session.frontends.lab.views import view_of
from tests.unit.measures.bench import EVERYTHING, clicked, faults, typed
from tests.unit.steps.bench import played, step

SHIRTS = ("materials/shirts/whale.png", "materials/shirts/cat.png", "materials/shirts/bicycle.png")


def page(condition: int = 0, language: str = "en") -> Page:
    here = load_setup(EVERYTHING, language=language)
    context = Context(here, "P001", here.protocol.conditions[condition], b"k" * 32)
    [shown], _ = played(step("shop"), [{"product": []}], context)
    assert isinstance(shown, Page)
    return shown


def product(condition: int) -> Product:
    [ask] = page(condition).asks
    assert isinstance(ask, Product)
    return ask


def view(language: str = "en") -> PageView:
    shown = view_of(
        page(language=language), load_setup(EVERYTHING, language=language), (1280, 1024), paints=False
    )
    assert isinstance(shown, PageView)
    shown.draw(Sheet((1280, 1024)))
    shown.tick(60)
    return shown


def test_each_condition_sees_its_own_designer_and_the_same_product() -> None:
    ours, theirs = product(0), product(1)
    assert ours.maker is not None
    assert ours.maker.portrait == "materials/people/portrait-1.png"
    assert theirs.maker is None
    assert ours.pictures == theirs.pictures == SHIRTS


def test_pictures_that_were_opened_are_counted_and_told_apart() -> None:
    _, cells = played(step("shop"), [{"product": [2, 1, 2]}], rt_ms=4200)
    assert cells == {"shop.openings": 3, "shop.pictures": 2, "shop.seconds": 4.2}


def test_a_picture_is_opened_with_the_mouse_and_what_is_shown_is_not_opened_again() -> None:
    assert clicked(view(), "product.2", "product.2", "product.1", "button") == {"product": [2, 1]}


def test_a_picture_is_opened_with_the_keyboard() -> None:
    assert typed(view(), "TAB RIGHT RIGHT RIGHT 1 TAB ENTER") == {"product": [2, 3, 1]}


def test_nothing_has_to_be_opened() -> None:
    assert clicked(view("nl"), "button") == {"product": []}


DESIGNER = (
    "{by: labor, levels: {build: {who: customer, picture: materials/people/portrait-1.png}, prebuilt: null}}"
)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            DESIGNER,
            "{by: labour, levels: {build: null, prebuilt: null}}",
            "factor 'labour', which is not declared",
        ),
        (DESIGNER, "{by: labor, levels: {build: null}}", "says nothing for prebuilt"),
        (
            DESIGNER,
            "{by: labor, levels: {build: null, prebuilt: null, bought: null}}",
            "is no level of labor",
        ),
        ("reviews: [{id: first, stars: 5}", "reviews: [{id: first, stars: 6}", "5"),
        ("price: 19.95", "price: 19.955", "19.955"),
        ("price: 19.95", "prize: 19.95", "prize"),
    ],
)
def test_a_page_that_cannot_be_shown_is_refused_at_its_place(before: str, after: str, message: str) -> None:
    assert message in faults(before, after)
