"""Open answers of so many words, after so many seconds."""

from __future__ import annotations

import pytest

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import AnswerText, words_in
from ikea_effect.seeds import Stream
from ikea_effect.session.frontends.lab.writing import WritingBox
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.replies.text import SIMULATED
from tests.unit.measures.bench import changed, clicked, faults, page, shown, texts
from tests.unit.steps.bench import context


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("", 0),
        ("  ", 0),
        ("one", 1),
        ("two  words\n", 2),
        ("– . …", 0),
        ("it’s 5 o'clock", 3),
        ("zo'n,doos", 1),
    ],
)
def test_a_word_has_a_letter_or_a_digit(answer: str, words: int) -> None:
    assert words_in(answer) == words


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("min_words: 101", "is 101, more than 200 characters can hold. Write max_characters: 808, say."),
        ("min_words: -1", "At least 0 is expected."),
        ("minimum_s: 9999", "At most 3600 is expected."),
        ("min_word: 5", "Did you mean 'min_words'?"),
    ],
)
def test_what_nobody_could_write_is_refused(more: str, says: str) -> None:
    assert says in faults("min_words: 4, minimum_s: 2}", f"{more}}}")


@pytest.mark.parametrize(
    ("language", "several", "one"),
    [
        ("en", "At least 3 more words, please", "At least 1 more word, please"),
        ("nl", "Nog ten minste 3 woorden", "Nog ten minste 1 woord"),
    ],
)
def test_the_page_counts_the_words_that_are_lacking(language: str, several: str, one: str) -> None:
    view = shown(page("remarks"), language)
    [box] = view.widgets
    assert isinstance(box, WritingBox)
    view.text("Lighter")
    assert not view.button.ready
    assert clicked(view, "button") is None
    assert (view.hint, box.lacks()) == (several, several)
    view.text(" and redder")
    assert box.lacks() == one
    view.text(" lid")
    assert (box.lacks(), view.button.ready) == ("", True)
    assert clicked(view, "button") == {"remarks": "Lighter and redder lid"}


def test_words_that_were_taken_back_are_lacking_again() -> None:
    view = shown(page("remarks"))
    view.text("a b c d")
    for _ in "d ":
        view.key("BACKSPACE")
    assert clicked(view, "button") is None
    assert view.hint == texts().render(Text("ui.words-lacking.one", {"count": 1}))


def test_without_words_to_write_the_answer_may_be_empty() -> None:
    view = shown(page("remarks", changed("min_words: 4, ", "")))
    assert clicked(view, "button") == {"remarks": ""}


def test_simulated_people_write_as_many_words() -> None:
    nobody = Respondent(context(), latent={})

    def answer(words: int) -> str:
        ask = AnswerText("remarks", Text("remarks.question"), 200, min_words=words)
        return str(SIMULATED.answer(ask, nobody, Stream(b"0" * 32)))

    assert answer(0) == "–"
    assert words_in(answer(7)) == 7
