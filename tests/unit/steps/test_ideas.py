"""Several short texts, as many as one thinks of."""

from __future__ import annotations

import pytest

from ikea_effect.protocol.kinds.steps.ideas import Ideas
from ikea_effect.screens.screens import Page, Screen
from ikea_effect.session.respondent import Respondent
from tests.unit.measures.bench import faults, shown
from tests.unit.steps.bench import context, played, step

WRITTEN = "at_least: 1, at_most: 3, max_characters: 120"


def bodies(screens: list[Screen]) -> list[list[str]]:
    return [[text.key for text in screen.body] for screen in screens if isinstance(screen, Page)]


def test_an_empty_field_ends_once_there_are_enough() -> None:
    screens, cells = played(step("uses"), [{"idea": "a boat"}, {"idea": "a drum"}, {"idea": ""}])
    assert cells == {
        "uses.idea_1": "a boat", "uses.idea_2": "a drum", "uses.count": 2, "uses.seconds": 4.5
    }  # fmt: skip
    assert bodies(screens) == [
        ["uses.body"],
        ["uses.body", "ideas.so-far.one", "ideas.idea", "ideas.enough"],
        ["uses.body", "ideas.so-far.several", "ideas.idea", "ideas.idea", "ideas.enough"],
    ]


def test_it_ends_with_as_many_as_are_wanted() -> None:
    screens, cells = played(step("uses"), lambda _: {"idea": "a boat"})
    assert (len(screens), cells["uses.count"]) == (3, 3)


def test_one_cannot_go_on_without_the_ideas_that_are_needed() -> None:
    [first, second, *_] = played(step("uses"), lambda _: {"idea": "a boat"})[0]
    assert isinstance(first, Page)
    assert isinstance(second, Page)
    for page, answered in ((first, None), (second, {"idea": ""})):
        view = shown(page)
        view.tick(1)
        view.key("TAB")
        assert view.key("ENTER") == answered


def test_a_long_idea_is_shown_in_short_and_never_as_markup() -> None:
    long = "**" + "an unusual use " * 8
    [_, second, *_] = played(step("uses"), lambda _: {"idea": long})[0]
    assert isinstance(second, Page)
    told = str(second.body[2].values["idea"])
    assert len(told) <= 60
    assert told.startswith("an unusual use an")
    assert told.endswith("…")


@pytest.mark.parametrize(("latent", "count"), [(0.2, 1), (2.0, 2), (9.0, 3)])
def test_simulated_people_have_as_many_ideas_as_their_population_says(latent: float, count: int) -> None:
    counted = Ideas(id="uses", text="uses", at_most=3, measure="solved")
    here = context()
    someone = Respondent(here, latent={"solved": latent})
    assert played(counted, lambda screen: someone.answer(screen)[0], here)[1]["solved"] == count


@pytest.mark.parametrize(
    ("after", "message"),
    [
        ("at_least: 4, at_most: 3", "at least 4 and at most 3 ideas cannot be"),
        ("at_most: 3, measure: solved", "is 'solved', from 0 to 2"),
        ("at_most: 51", "50"),
        ("at_mots: 3", "at_most"),
    ],
)
def test_ideas_that_nobody_could_count_are_refused(after: str, message: str) -> None:
    assert message in faults(WRITTEN, after)


def test_many_long_ideas_do_not_push_the_button_off_the_screen() -> None:
    many = Ideas(id="uses", text="uses", at_most=20, max_characters=200)
    pages, _ = played(many, lambda _: {"idea": "WWWW MMMM " * 20})
    last = pages[-1]
    assert isinstance(last, Page)
    view = shown(last)
    assert view.fits()
