"""Answers that one may decline: by mouse and keyboard, in simulation, in the data."""

from __future__ import annotations

from typing import Any

import pytest

from ikea_effect.protocol.kinds import columns_of
from ikea_effect.screens.screens import Page
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.tasks.pages.measure import asks_for, measured
from tests.unit.measures.bench import changed, clicked, faults, shown, typed

CONDITION = {"labor": "build"}


def asked(measure: str, before: str = "", after: str = "", language: str = "en") -> PageView:
    declared = changed(before, after).measures[measure]
    return shown(Page(measure, asks=asks_for(measure, declared)), language)


def liking() -> PageView:
    return asked("liking", "text: liking}", "text: liking, optional: true}")


def test_a_bid_cannot_be_declined() -> None:
    assert "is not a key that can stand here" in faults("{kind: money}", "{kind: money, optional: true}")


def test_no_item_is_called_like_the_column_of_declined_answers() -> None:
    said = faults("[proud, able, dull], reversed: [dull]", "[proud, able, declined], optional: true")
    assert "names 'declined'" in said


def test_one_can_go_on_once_it_is_declined() -> None:
    assert clicked(liking(), "button") is None
    assert clicked(liking(), "liking.declined", "button") == {"liking.declined": True}


def test_declining_takes_the_answer_away_and_answering_takes_the_mark_away() -> None:
    view = liking()
    assert clicked(view, "liking.4", "liking.declined") is None
    assert [widget.values() for widget in view.widgets] == [{}, {"liking.declined": True}]
    view.draw(Sheet((1280, 1024)))
    assert clicked(view, "liking.7", "button") == {"liking": 7}


@pytest.mark.parametrize(
    ("keys", "reply"),
    [
        ("TAB TAB space TAB ENTER", {"liking.declined": True}),
        ("TAB 4 TAB space TAB ENTER", {"liking.declined": True}),
        ("TAB TAB space SHIFT+TAB 4 ENTER", {"liking": 4}),
    ],
)
def test_it_is_declined_by_keyboard(keys: str, reply: dict[str, Any]) -> None:
    assert typed(liking(), keys) == reply


def test_a_number_that_cannot_be_read_does_not_hold_up_who_declines() -> None:
    assert typed(asked("age"), "2 x TAB space TAB ENTER") == {"age.declined": True}


def test_all_items_of_a_scale_are_declined_together() -> None:
    view = asked("pride", "text: pride,", "text: pride, optional: true,")
    assert clicked(view, "proud.3", "pride.declined", "button") == {"pride.declined": True}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_fits(language: str) -> None:
    assert asked("pride", "text: pride,", "text: pride, optional: true,", language).fits()


@pytest.mark.parametrize(
    ("values", "data"),
    [
        ({"age": 31}, {"value": 31, "declined": False}),
        ({"age.declined": True}, {"value": None, "declined": True}),
    ],
)
def test_the_fact_says_which(values: dict[str, Any], data: dict[str, Any]) -> None:
    fact = measured("age", changed().measures["age"], values, CONDITION)
    assert fact.data == {"measure": "age", "repetition": 0, **data}


def test_what_is_not_optional_is_recorded_as_before() -> None:
    fact = measured("liking", changed().measures["liking"], {"liking": 3}, CONDITION)
    assert fact.data == {"measure": "liking", "repetition": 0, "value": 3}


def test_the_column_stands_beside_the_answer() -> None:
    names = [column.name for column in columns_of(changed())]
    assert names[names.index("age") + 1] == "age.declined"
    assert "liking.declined" not in names
