"""Texts that are worded by level: for people of a condition, and at a level of a repetition."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ikea_effect.protocol.checks.levels_in_texts import levels_in_texts
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.texts import Text, Texts, at_condition, variants_in
from ikea_effect.record.export import codebook
from ikea_effect.screens.screens import Page
from ikea_effect.tasks.answers import filled
from ikea_effect.tasks.places import places_in
from tests.unit.measures.bench import setup
from tests.unit.steps.bench import context, step
from tests.unit.steps.test_answers_in_texts import spoken
from tests.unit.within_bench import changed as changed_within

KEYS = ["look.title", "look@own.title", "look@build@own.title", "liking.question", "liking@build.question"]
KEYS += ["bid@partner.title", "bid@own.title"]


@pytest.mark.parametrize(
    ("key", "levels", "worded_by"),
    [
        ("liking.question", ["build"], "liking@build.question"),
        ("liking.question", ["prebuilt"], "liking.question"),
        ("look@own.title", ["prebuilt", "own"], "look@own.title"),
        ("look@own.title", ["build", "own"], "look@build@own.title"),
        ("look@own.title", [], "look@own.title"),  # held back, and shown after a step at no level
        ("look@own.title", ["build", "partner"], "look@build@own.title"),
        ("bid@own.title", ["build", "partner"], "bid@own.title"),
        ("look@partner.title", ["build", "partner"], "look@partner.title"),
        ("other.title", ["build"], "other.title"),
    ],
)
def test_the_wording_with_most_of_ones_levels_is_read(key: str, levels: list[str], worded_by: str) -> None:
    assert at_condition(key, variants_in(KEYS), levels) == worded_by


def question(place: int, answers: str = "") -> str:
    """How builders (0) or others (1) are asked how much they like the box."""
    here = context()
    more = {"liking@build.question": f"How much do you like your own box{answers}?"}
    texts = Texts("en", {**here.setup.texts.wordings, **more})
    condition = here.protocol.conditions[place]
    here = replace(here, condition=condition, setup=replace(here.setup, texts=texts), known={"wtp": 2})
    page = Page("views.liking", body=(Text("liking.question"),))
    return texts.render(filled(page, step("views"), here, places_in(here)).body[0])


def test_a_question_is_worded_by_condition() -> None:
    assert question(0) == "How much do you like your own box?"
    assert question(1) == "How much do you like the storage box?"
    assert question(0, ", after a bid of {answer: wtp}").endswith("after a bid of €2.00?")


def test_the_codebook_has_each_wording() -> None:
    [liking] = [one for one in columns_of(setup().protocol) if one.name == "liking"]
    words = {"liking.question": "Do you like it?", "liking@build.question": "Do you like yours?"}
    assert codebook([liking], words)[0]["wording"] == "Do you like it? / build: Do you like yours?"
    assert codebook([liking], {"liking.question": "Do you like it?"})[0]["wording"] == "Do you like it?"


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        (["liking@biuld.question"], "worded at 'biuld', which is no level of a factor"),
        (["liking@biuld.question"], "Did you mean 'build'?"),
        (["liking@build.question", "liking@prebuilt.question"], ""),
    ],
)
def test_levels_that_there_are_not_are_told(keys: list[str], says: str) -> None:
    texts = {key: replace(spoken()["debrief.body"], text="x") for key in keys}
    found = [fault.message for fault in levels_in_texts(setup().protocol, texts)]
    assert says in found[0] if says else not found


def test_two_wordings_that_fit_the_same_person_are_told() -> None:
    protocol = changed_within(lambda _said: None)
    keys = ["liking@build.question", "liking@own.question"]
    texts = {key: replace(spoken()["debrief.body"], text="x") for key in keys}
    first, second = (fault.message for fault in levels_in_texts(protocol, texts))
    assert "another text does at own, and somebody may be at both" in first
    assert "under 'liking@build@own'" in second
    texts["liking@build@own.question"] = texts[keys[0]]
    assert not list(levels_in_texts(protocol, texts))
