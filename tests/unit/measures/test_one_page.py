"""Several measures on one page: asked, answered, kept apart; what does not fit is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ikea_effect.operations.check_screens import _how_many_fit
from ikea_effect.protocol.loading import protocol_from
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import load_setup
from ikea_effect.protocol.tree import parse_tree
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Measured
from ikea_effect.screens.screens import Page, Reply
from ikea_effect.tasks.pages.measure import asked_of
from ikea_effect.tasks.pages.one_page import OnPage
from ikea_effect.tasks.pages.task import questionnaire
from tests.unit.measures.bench import EVERYTHING, clicked, faults, setup, shown, typed

ONE_PAGE = "{id: yourself, layout: one-page, measures: [effort, attention, age]}"
ITEMS = ("took", "attention", "tiring", "easy")


def asked(declared: str = ONE_PAGE) -> tuple[Page, Any]:
    """The page, and the task that waits for its reply."""
    here = load_setup(EVERYTHING, language="en")
    written = EVERYTHING.read_text("utf-8").replace(ONE_PAGE, declared)
    protocol: Protocol = protocol_from(parse_tree(written, str(EVERYTHING)))
    context = Context(here, "P1", {"labor": "build"}, bytes(32))
    step = next(one for one in protocol.timeline if one.name == "yourself")
    task = questionnaire(step, context)  # type: ignore[arg-type]
    page = next(task)
    assert isinstance(page, Page)
    return page, task


def answered(values: dict[str, Any]) -> dict[str, Any]:
    """{measure: the fact's data} of a reply."""
    _, task = asked()
    facts = [task.send(Reply(values, 0, 0)), *task]
    return {fact.data["measure"]: fact.data for fact in facts if isinstance(fact, Measured)}


def test_every_ask_has_an_id_of_its_own() -> None:
    page, _ = asked()
    ids = [ask.id for ask in page.asks]
    assert len(set(ids)) == len(ids)
    assert [one for one in ids if one.startswith("effort.")] == [f"effort.{item}" for item in ITEMS]
    assert page.expects == {"attention": 6}


REPLY = {**{f"effort.{item}": 3 for item in ITEMS}, "attention": 6}


@pytest.mark.parametrize(
    ("end", "age"),
    [({"age": 30}, {"value": 30, "declined": False}), ({"age.declined": True}, {"value": None})],
)
def test_each_measure_is_a_fact_of_its_own(end: dict[str, Any], age: dict[str, Any]) -> None:
    found = answered({**REPLY, **end})
    assert list(found) == ["effort", "attention", "age"]
    assert found["effort"]["value"] == (3 + 3 + 3 + 5) / 4
    assert found["attention"]["right"] is True
    assert found["age"].items() >= age.items()


def test_it_is_answered_by_mouse() -> None:
    view = shown(asked()[0])
    pressed = [*(f"effort.{item}.3" for item in ITEMS), "attention.6", "age.declined"]
    assert clicked(view, *pressed, "button") == {**REPLY, "age.declined": True}


def test_it_is_answered_by_keyboard() -> None:
    view = shown(asked()[0])
    keys = "SHIFT+TAB " * 5 + "3 TAB 3 TAB 3 TAB 3 TAB 6 TAB 3 0 ENTER"
    assert typed(view, keys) == {**REPLY, "age": 30}


def test_what_is_missing_is_marked_and_reached() -> None:
    view = shown(asked()[0])
    assert clicked(view, "attention.6", "age.declined", "button") is None
    assert view._focused()[1] == "effort.took"  # type: ignore[index]


def test_a_scale_on_several_pages_stands_on_no_common_page() -> None:
    said = faults(ONE_PAGE, "{id: yourself, layout: one-page, measures: [enjoyment, attention, age]}")
    assert "Leave per_page out, or ask it in a questionnaire of its own." in said


def test_a_scale_may_have_an_item_of_its_own_name() -> None:
    declared = load_setup(EVERYTHING).protocol.measures["effort"]
    part = OnPage("took", declared, asked_of(declared).asks("took", declared))
    assert [ask.id for ask in part.asks][1:] == [f"took.{item}" for item in ITEMS]


@pytest.mark.slow
def test_how_many_fit_is_told() -> None:
    page, _ = asked()
    [one] = [ask for ask in page.asks if ask.id == "attention"]
    many = [replace(one, id=f"m{n}", measure=f"m{n}", low=n % 2) for n in range(30)]  # type: ignore[call-arg]
    said = _how_many_fit(replace(page, asks=tuple(many)), setup(), [(1280, 1024)])
    count = int(said.split("the first ")[1].split()[0])
    assert f"Of its 30 measures the first {count} fit: m0" in said
    assert 3 < count < 20


def test_space_on_an_item_changes_nothing() -> None:
    view = shown(asked()[0])
    assert typed(view, "SHIFT+TAB " * 5 + "space") is None
    assert view.widgets[1].values() == {}
