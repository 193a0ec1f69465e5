"""Texts that show what the participant answered before."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

import pytest

from ikea_effect.protocol.checks.answers_in_texts import answers_in_texts
from ikea_effect.protocol.checks.study import unlike
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.texts import Answer, Text, Texts
from ikea_effect.protocol.wordings import Wording, wordings
from ikea_effect.screens.screens import Page
from ikea_effect.tasks.answers import MOST_SIGNS, filled, longest, quoted
from ikea_effect.tasks.places import places_in
from tests.unit.measures.bench import changed, setup
from tests.unit.steps.bench import context, step

KNOWN = {"wtp": 2.5, "minutes": 12.5, "shirt": "whale", "remarks": "I **liked** it.", "age": None}


def worded(body: str, language: str = "en", known: dict[str, Any] = KNOWN) -> str:
    """What the page of answers says with this body, to one of whom this much is known."""
    here = context(language)
    texts = Texts(language, {**here.setup.texts.wordings, "answers.body": body})
    here = replace(here, setup=replace(here.setup, texts=texts), known=dict(known))
    page = Page("answers.page", body=(Text("answers.body"),))
    return texts.render(filled(page, step("answers"), here, places_in(here)).body[0])


@pytest.mark.parametrize(
    ("body", "language", "says"),
    [
        ("You bid {answer: wtp}.", "en", "You bid €2.50."),
        ("U bood {answer: wtp}.", "nl", "U bood € 2,50."),
        ("{answer: minutes} minuten", "nl", "12,5 minuten"),
        ("Het shirt: {answer: shirt}", "nl", "Het shirt: Walvis"),
        ("The shirt: {answer: shirt}", "en", "The shirt: Whale"),
        ("Age: {answer: age, else: not told}", "en", "Age: not told"),
        ('"{answer: remarks}"', "en", '"I * *liked* * it."'),
    ],
)  # fmt: skip
def test_an_answer_is_read_in_the_language_of_the_screen(body: str, language: str, says: str) -> None:
    assert worded(body, language).replace("\u00a0", " ") == says


def test_what_somebody_wrote_fills_no_other_place() -> None:
    known = KNOWN | {"remarks": "{answer: wtp} {amount}"}
    assert worded("{answer: remarks}", known=known) == "{answer: wtp} {amount}"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("two\n\nlines\x07", "two lines"),
        ("• no list", "no list"),
        ("***", "* * *"),
        ("word " * 40, ("word " * 23).strip() + "…"),
        ("w" * 400, "w" * (MOST_SIGNS - 1) + "…"),
    ],
)
def test_what_somebody_wrote_stays_within_bounds(written: str, shown: str) -> None:
    assert quoted(written) == shown
    assert len(shown) <= MOST_SIGNS


def test_nothing_is_shown_of_a_text_that_was_left_empty() -> None:
    assert worded("{answer: remarks, else: nothing}", known={"remarks": ""}) == "nothing"


# --- check ------------------------------------------------------------------------------------------------


def faults(key: str, wording: str, protocol: Protocol | None = None) -> list[str]:
    """What is wrong with this one text of the study, in English."""
    here = replace(setup(), protocol=protocol or setup().protocol)
    plain = {name: one for name, one in spoken().items() if "{answer" not in one.text}
    texts = {**plain, key: replace(plain["debrief.body"], text=wording)}
    return [fault.message for fault in answers_in_texts(here, texts)]


@functools.cache
def spoken() -> dict[str, Wording]:
    return wordings(setup().protocol, "en")


@pytest.mark.parametrize(
    ("key", "wording", "says"),
    [
        ("answers.body", "{answer: shirtt}", "shows 'shirtt', which is no column of the data"),
        ("answers.body", "{answer: shirtt}", "Did you mean 'shirt'?"),
        ("about.body", "{answer: shirt}", "which is not known yet when step 'about' comes"),
        ("about.body", "{answer: shirt, else: none}", "which is not known yet"),
        ("shirt.question", "{answer: shirt}", "which is not known yet when step 'views' comes"),
        ("answers.body", "{answer: age}", "'age' is optional.\nWrite {answer: age, else: WORDS}"),
        ("answers.body", "{answer: story.text}", "step 'story' may leave it empty"),
        ("judge.ideas.first", "{answer: solved}", "not known yet"),
        ("answers.body", "{answer: bid.price}", "which is not known yet"),  # told at the end
        ("answers.body", "{answer: maker.right}", "which nobody could read aloud"),
        ("answers.body", "{answer: puzzles.seconds}", "which nobody could read aloud"),
        ("ui.continue", "{answer: shirt}", "no step of the study is said to show this text"),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_there_is_refused(key: str, wording: str, says: str) -> None:
    assert says in faults(key, wording)[0]


@pytest.mark.parametrize(
    ("key", "wording"),
    [
        ("answers.body", "{answer: shirt} {answer: wtp} {answer: solved} {answer: look.nice}"),
        ("answers.body", "{answer: story.text, else: nothing} {answer: age, else: secret}"),
        ("close.question", "Why {answer: shirt}?"),  # asked before it in the same questionnaire
        ("debrief.body", "{answer: shirt}"),
    ],
)
def test_an_answer_that_everyone_has_given_may_be_shown(key: str, wording: str) -> None:
    assert faults(key, wording) == []


def test_answers_on_one_page_are_not_known_to_each_other() -> None:
    assert "not known yet" in faults("age.question", "{answer: attention}")[0]


ASKED = "measures: [effort, attention, age]}\n  - page: {text: answers}"


@pytest.mark.parametrize(
    ("more", "on_page", "says"),
    [
        ("only_in: {labor: build}", "", "those of prebuilt are never asked"),
        ("only_if: liking > 5", "", "step 'yourself' is not met by all of them"),
        ("only_if: liking > 5", ", only_if: liking > 5", ""),
        ("only_in: {labor: build}", ", only_in: {labor: build}", ""),
    ],
)
def test_an_answer_that_only_some_gave_needs_other_words(more: str, on_page: str, says: str) -> None:
    after = f"measures: [effort, attention, age], {more}}}\n  - page: {{text: answers{on_page}}}"
    found = faults("answers.body", "{answer: attention}", changed(ASKED, after))
    assert says in found[0] if says else not found


def test_an_answer_that_may_be_left_empty_needs_other_words() -> None:
    protocol = changed("min_words: 4, ", "")
    assert "'remarks' may stay empty" in faults("answers.body", "{answer: remarks}", protocol)[0]


def test_a_text_without_the_answer_of_its_translation_is_told() -> None:
    theirs = {"a.b": replace(spoken()["debrief.body"], text="{answer: shirt} {answer: age, else: x}")}
    ours = {"a.b": replace(spoken()["debrief.body"], text="{answer: age, else: y}")}
    [fault] = unlike({"en": theirs, "nl": ours})
    assert "lacks {answer: shirt}, which stands there in 'en'" in fault.message


# --- rooms for answers ------------------------------------------------------------------------------------


def test_a_screen_is_laid_out_with_the_longest_that_could_stand_in_it() -> None:
    said = Answer("cat", ("a whale in the sea", "cat"))
    page = longest(Page("one", body=(Text("a", {"answer: shirt": said}),)), len)
    assert page.body[0].values["answer: shirt"].reply == "a whale in the sea"
