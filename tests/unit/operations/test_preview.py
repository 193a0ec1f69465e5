"""Every page of a study is photographed: what one who understands sees, and what one who fails sees."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from ikea_effect.operations.preview import PreviewRequest, preview
from ikea_effect.operations.preview_screens import WRONG, Kept, photographed
from ikea_effect.protocol.setup import load_setup
from ikea_effect.screens.screens import Page

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"


def changed(folder: Path, name: str, rule: str) -> Path:
    """The protocol with this many attempts, and this for those who fail."""
    shutil.copytree(PROTOCOLS, folder, dirs_exist_ok=True)
    path = folder / f"{name}.yaml"
    text, places = re.subn(r"attempts: \d+, then: \w+", rule, path.read_text("utf-8"))
    assert places == 1
    path.write_text(text, "utf-8")
    return path


def kept(path: Path) -> list[Kept]:
    setup = load_setup(path, language="en")
    return photographed(setup, setup.protocol.conditions[0])


def words(one: Kept) -> set[str]:
    """The keys of what is said on a page."""
    assert isinstance(one.screen, Page)
    return {text.key for text in (*one.screen.body, one.screen.title) if text is not None}


def only(found: list[Kept]) -> list[Kept]:
    return [one for one in found if one.when == WRONG]


@pytest.mark.parametrize("then", ["end", "explain", "flag"])
@pytest.mark.parametrize("attempts", [1, 2, 3])
@pytest.mark.parametrize("name", ["bdm_rounds", "vickrey", "english"])
def test_every_page_is_there_whatever_follows_from_wrong_answers(
    tmp_path: Path, name: str, attempts: int, then: str
) -> None:
    found = kept(changed(tmp_path, name, f"attempts: {attempts}, then: {then}"))
    usual = [one for one in found if one.when != WRONG]
    assert [one.id for one in usual][-1] == "debrief.page"
    assert "bid.outcome" in [one.id for one in usual]
    pages = [one for one in usual if isinstance(one.screen, Page)]
    failing = {"bidding.common.feedback.wrong", "bidding.common.ended.body"}
    assert not [one for one in pages if failing & words(one)]
    wrong = only(found)
    for number in (1, 2, 3):
        told = [words(one) for one in wrong if one.id == f"bid.question-{number}.feedback"]
        assert any("bidding.common.feedback.go-on" in said for said in told)
        again = {"bidding.common.feedback.again", "bidding.common.feedback.once-more"}
        assert any(again & said for said in told) == (attempts > 1)
    rest = [one.id for one in wrong if ".question-" not in one.id and ".practice-" not in one.id]
    repeated = [one.id for one in usual if one.id in ("bid.rule", "bid.example")]
    assert rest == {"end": ["bid.ended", "debrief.page"], "explain": repeated, "flag": []}[then]


def test_what_a_wrong_answer_leads_to_stands_after_its_step_and_no_page_twice(tmp_path: Path) -> None:
    found = kept(changed(tmp_path, "bdm_rounds", "attempts: 3, then: flag"))
    wrong = [place for place, one in enumerate(found) if one.when == WRONG]
    assert wrong == list(range(wrong[0], wrong[-1] + 1))
    assert found[wrong[0] - 1].id == "bid.outcome"
    assert found[wrong[-1] + 1].id == "debrief.page"
    said = [(one.id, frozenset(words(one))) for one in only(found)]
    assert len(set(said)) == len(said)


def test_whoever_waits_for_a_group_is_seen_before_it_is_complete_then_and_afterwards() -> None:
    states = [one for one in kept(PROTOCOLS / "english.yaml") if one.id == "bid.group"]
    key = "bidding.english.group"
    assert [one.when for one in states] == [
        "not everyone is here", "everyone is here", "the bidding is held elsewhere"
    ]  # fmt: skip
    for one, state in zip(states, ("incomplete", "complete", "held-elsewhere"), strict=True):
        assert f"{key}.{state}" in words(one)
        assert isinstance(one.screen, Page)
        assert len(one.screen.asks[0].options) > 1  # type: ignore[union-attr]  # as in the lab


@pytest.mark.slow
def test_the_index_says_which_pages_follow_from_wrong_answers(tmp_path: Path) -> None:
    protocol = changed(tmp_path / "study", "bdm_rounds", "attempts: 1, then: end")
    told: list[str] = []
    shots = preview(PreviewRequest(str(protocol), tmp_path / "out", None, ("en",)), told.append)
    index = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert index.count(f"<em>{WRONG}</em>") == sum(shot.when == WRONG for shot in shots) > 0
    assert all(shot.path.is_file() and shot.fits for shot in shots)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_what_judges_will_read_stands_in_no_language_s_words(language: str) -> None:
    setup = load_setup("contest-rewards", language=language)
    [judges] = [one for one in setup.protocol.conditions if one["role"] == "judge"]
    pages = [one.screen for one in photographed(setup, judges) if one.id.startswith("entries.")]
    ideas = [
        text.values["idea"]
        for page in pages
        for text in getattr(page, "body", ())
        if text is not None and text.key == "ideas.idea"
    ]
    assert len(ideas) == 4 * 6  # as many as four entrants may write
    assert {sign for idea in ideas for sign in str(idea)} == {"x", " "}
