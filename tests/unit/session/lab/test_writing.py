"""The box for an open answer: what it takes, what it refuses in words, and how little a keystroke costs."""

from __future__ import annotations

import pytest
from typing_extensions import override

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import AnswerText, Page
from ikea_effect.session.frontends.lab.canvas import Unseen
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.session.frontends.lab.prose import prose
from ikea_effect.session.frontends.lab.widget import SMALL
from ikea_effect.session.frontends.lab.writing import WritingBox
from tests.unit.session.lab.pages import SIZES, texts

WITH_SPACES = "made by my own hands " * 100
WITHOUT = "madebymyownhands" * 125


class Counting(Unseen):
    """Counts the characters that are measured."""

    measured = 0

    @override
    def text_width(self, words: str, size: float, *, bold: bool = False) -> float:
        self.measured += len(words)
        return super().text_width(words, size, bold=bold)


def shown(language: str = "en") -> tuple[PageView, WritingBox, Counting]:
    page = Page("open", asks=(AnswerText("why", Text("question"), 5000),))
    view, canvas = PageView(page, texts(language)), Counting((1280, 1024))
    view.draw(canvas)
    (box,) = view.widgets
    assert isinstance(box, WritingBox)
    return view, box, canvas


@pytest.mark.parametrize("before", [WITH_SPACES, WITHOUT, "\u0301".join(WITHOUT)])
@pytest.mark.parametrize("act", ["type", "delete"])
def test_a_keystroke_lays_out_the_changed_line_only(before: str, act: str) -> None:
    view, box, canvas = shown()
    view.text(before[:2000])
    view.draw(canvas)
    row = max(map(len, box.typed.rows))
    assert row < 300
    canvas.measured = 0
    view.text("x") if act == "type" else view.key("BACKSPACE")
    assert canvas.measured <= 16 * row  # halving a row or two, not all that was written
    canvas.measured = 0
    view.draw(canvas)
    assert canvas.measured <= 2 * row  # the caret's


@pytest.mark.slow
def test_two_thousand_characters_without_spaces_cost_no_more_than_with() -> None:
    costs = []
    for answer in (WITH_SPACES, WITHOUT):
        view, _, canvas = shown()
        canvas.measured = 0
        for sign in answer[:2000]:
            view.text(sign)
        costs.append(canvas.measured)
    assert costs[1] <= 1.5 * costs[0]


def test_an_answer_is_what_was_written() -> None:
    view, box, _ = shown()
    view.text("I put the lid on.")
    view.key("ENTER")
    view.text("Twice!")
    view.key("BACKSPACE")
    assert box.values() == {"why": "I put the lid on.\nTwice"}


def test_joiners_are_kept() -> None:
    view, box, _ = shown()
    view.text("Auf\u200clage")
    assert box.values() == {"why": "Auf\u200clage"}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "U+4E2D (cjk unified ideograph-4e2d) cannot be shown here. Please write it in another way."),
        ("nl", "U+4E2D (cjk unified ideograph-4e2d) kan hier niet worden getoond."),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_its_name(language: str, told: str) -> None:
    view, box, _ = shown(language)
    view.text("a\u4e2d\u6587b")
    assert box.values() == {"why": "ab"}
    assert box.refused.startswith(told)
    view.text("c")
    assert box.refused == ""


def test_no_more_is_taken_than_may_be_written() -> None:
    page = Page("open", asks=(AnswerText("why", Text("question"), 5),))
    view = PageView(page, texts())
    view.draw(Unseen((1280, 1024)))
    view.text("abcdefg")
    view.key("ENTER")
    assert view.widgets[0].values() == {"why": "abcde"}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("size", SIZES)
def test_the_longest_refusal_stays_inside_the_box(language: str, size: tuple[int, int]) -> None:
    page = Page("open", asks=(AnswerText("why", Text("question"), 5000),))
    view, canvas = PageView(page, texts(language)), Unseen(size)
    view.draw(canvas)
    view.text("\U0001fba9")
    (box,) = view.widgets
    assert isinstance(box, WritingBox)
    assert "..." in box.refused
    assert canvas.text_width(box.refused, SMALL * box.scale.text) < box.box.width


@pytest.mark.slow
@pytest.mark.parametrize("text", ["w" * 20_000, "word " * 4000, "\u6211" * 20_000, "e\u0301" * 10_000])
def test_a_long_text_is_laid_out_without_measuring_it_over_and_over(text: str) -> None:
    canvas = Counting((1280, 1024))
    prose(canvas, text, 0.9, 0.026)
    assert canvas.measured <= 100 * len(text)  # a row for each of its signs, twice
