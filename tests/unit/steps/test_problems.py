"""Problems to solve: they have the answers that they are scored by."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from ikea_effect.protocol.kinds.steps.problems import FORMS, LANGUAGES, MOST
from ikea_effect.screens.screens import Page
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.problems.bank import SERIES, Item, items, solves
from ikea_effect.tasks.problems.words import WORDS
from tests.unit.measures.bench import faults
from tests.unit.steps.bench import context, played, step

PUZZLES = "sort: series, form: hard, count: 2, feedback: true, measure: solved"
PRIMES = (2, 3, 5, 7, 11, 13, 17)

HARD: list[Callable[[list[int]], int]] = [
    lambda s: s[-1] + 1 if len(s) % 2 else 2 * s[-1],
    lambda s: 2 * s[-1] - 1,
    lambda s: s[-1] // 3 if len(s) % 2 else 2 * s[-1],
    lambda s: s[-1] * (len(s) + 1),
    lambda s: s[-1] + s[-2],
    lambda s: 3 * s[-1] - 1,
    lambda s: (len(s) + 1) ** 3 - 1,
    lambda s: (len(s) + 1) * (len(s) + 2),
    lambda s: s[-1] + 2 ** (len(s) - 1),
    lambda s: s[-1] + 2 if len(s) % 2 else 2 * s[-1],
    lambda s: s[-1] + (len(s) + 1) ** 2,
    lambda s: PRIMES[len(s)],
]
"""The rule of each hard series: the next term from those before."""


@pytest.mark.parametrize(("terms", "rule"), list(zip(SERIES["hard"], HARD, strict=True)))
def test_every_hard_series_follows_its_rule(terms: tuple[int, ...], rule: Callable[[list[int]], int]) -> None:
    first = 2 if terms[:2] == (3, 4) else 1  # a sum of two needs two to begin with
    for known in range(first, len(terms)):
        assert rule(list(terms[:known])) == terms[known]


@pytest.mark.parametrize("terms", SERIES["easy"])
def test_every_easy_series_adds_or_doubles(terms: tuple[int, ...]) -> None:
    steps = {b - a for a, b in itertools.pairwise(terms)}
    assert len(steps) == 1 or {b / a for a, b in itertools.pairwise(terms)} == {2}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("form", ["easy", "hard"])
def test_every_word_has_the_letters_that_are_shown_in_another_order(language: str, form: str) -> None:
    for item in items("anagrams", form, MOST, language):
        letters = item.shown.replace(" ", "").casefold()
        assert all(sorted(letters) == sorted(word) != list(letters) for word in item.right)
        assert letters not in item.right


@pytest.mark.parametrize("answer", ["65", " 65 ", "6 5"])
def test_spaces_do_not_make_an_answer_wrong(answer: str) -> None:
    assert solves(Item("", ("65",)), answer)


@pytest.mark.parametrize("answer", ["", "56", "65.", "milk"])
def test_anything_else_is_wrong(answer: str) -> None:
    assert not solves(Item("", ("65",)), answer)


def test_answers_are_scored_timed_and_told() -> None:
    screens, cells = played(step("puzzles"), [{}, {"answer": "70"}, {}, {"answer": ""}, {}], rt_ms=3000)
    assert [screen.id.partition(".")[2] for screen in screens] == [
        "intro", "problem-1", "told-1", "problem-2", "told-2",
    ]  # fmt: skip
    assert cells == {
        "puzzles.answer_1": "70", "puzzles.right_1": True, "puzzles.seconds_1": 3.0,
        "puzzles.answer_2": "", "puzzles.right_2": False, "puzzles.seconds_2": 3.0,
        "puzzles.score": 1, "puzzles.seconds": 6.0, "solved": 1,
    }  # fmt: skip
    assert [screen.tone for screen in screens if isinstance(screen, Page)] == [
        "plain", "plain", "right", "plain", "plain",
    ]  # fmt: skip


@pytest.mark.parametrize("solved", [0, 1, 2])
def test_simulated_people_solve_as_many_as_their_population_says(solved: int) -> None:
    here = context()
    someone = Respondent(here, latent={"solved": float(solved)})
    _, cells = played(step("puzzles"), lambda screen: someone.answer(screen)[0], here)
    assert cells["solved"] == cells["puzzles.score"] == solved


@pytest.mark.parametrize(
    ("after", "message"),
    [
        ("sort: series, form: middling, count: 2, measure: solved", "easy, hard, or {by: FACTOR}"),
        ("sort: series, form: {by: labor}, count: 2, measure: solved", "with the levels build, prebuilt"),
        ("sort: series, form: {by: labour}, count: 2, measure: solved", "Did you mean 'labor'?"),
        ("sort: series, form: hard, count: 3, measure: solved", "the score goes from 0 to 3"),
        ("sort: series, form: hard, count: 13, measure: solved", "12"),
        ("sort: sums, form: hard, measure: solved", "Allowed: series, anagrams."),
    ],
)
def test_problems_that_cannot_be_are_refused(after: str, message: str) -> None:
    assert message in faults(PUZZLES, after)


def test_only_a_number_takes_the_score() -> None:
    told = faults("{id: words, sort: anagrams,", "{id: words, measure: liking, sort: anagrams,")
    assert "A problems step fills a measure of kind number." in told


def test_words_are_there_in_the_languages_that_a_check_allows() -> None:
    assert set(WORDS) == set(LANGUAGES)
    assert all(len(WORDS[language][form]) == MOST for language in LANGUAGES for form in FORMS)


def test_words_in_a_language_that_has_none_are_refused() -> None:
    assert "has words in en, nl only, and the study is also in de" in faults("[en, nl]", "[en, nl, de]")
