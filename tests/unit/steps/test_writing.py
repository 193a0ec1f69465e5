"""A text on a topic, of so many words and for so long."""

from __future__ import annotations

import pytest

from ikea_effect.screens.screens import AnswerText, Page
from ikea_effect.tasks.writing.task import ROWS
from tests.unit.measures.bench import faults, shown, typed
from tests.unit.steps.bench import played, step

WRITTEN = "min_words: 10, minimum_s: 4"


def the_page() -> Page:
    [page], _ = played(step("story"), [{"text": ""}])
    assert isinstance(page, Page)
    return page


def test_what_was_written_is_noted_with_its_length_and_time() -> None:
    _, cells = played(step("story"), [{"text": "I put - my papers in it."}], rt_ms=42_000)
    assert cells == {
        "story.text": "I put - my papers in it.",
        "story.words": 6,
        "story.characters": 24,
        "story.seconds": 42.0,
    }


def test_the_page_asks_for_words_and_time() -> None:
    page = the_page()
    [field] = page.asks
    assert isinstance(field, AnswerText)
    assert (field.min_words, field.rows, field.counts, page.minimum_s) == (10, ROWS, "words", 4)


def test_one_cannot_go_on_before_the_words_are_there() -> None:
    view = shown(the_page())
    view.tick(5)
    view.text("one two three four five six seven eight nine")
    view.key("TAB")
    assert view.key("ENTER") is None
    assert view.hint == "At least 1 more word, please"
    view.text(" ten")
    view.key("TAB")
    assert view.key("ENTER") == {"text": "one two three four five six seven eight nine ten"}


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("min_words: 600, max_characters: 500", "so many words do not fit into 500 characters"),
        ("min_words: ten", "min_words"),
        ("minimum_s: 4000", "3600"),
        ("min_word: 3", "min_words"),
    ],
)
def test_a_text_that_nobody_could_write_is_refused(written: str, message: str) -> None:
    assert message in faults(WRITTEN, written)


def test_a_field_of_one_line_is_left_with_enter() -> None:
    pages, _ = played(step("words"), [{}, {"answer": ""}])
    assert isinstance(pages[1], Page)
    view = shown(pages[1])
    view.tick(1)
    view.text("milk")
    assert typed(view, "ENTER") == {"answer": "milk"}
