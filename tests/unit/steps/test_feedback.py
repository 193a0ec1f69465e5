"""What is said follows from what is known by then, or from the condition."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ikea_effect.operations.preview_screens import photographed
from ikea_effect.protocol.kinds.before_step import known_before
from ikea_effect.protocol.kinds.steps.feedback import Feedback
from ikea_effect.protocol.loading import protocol_from
from ikea_effect.protocol.texts import Text
from ikea_effect.protocol.tree import parse_tree
from ikea_effect.screens.cells import cells_in
from ikea_effect.screens.facts import Fact, Made, Measured, Noted
from ikea_effect.screens.pictures import AwardPicture
from ikea_effect.screens.screens import Page
from ikea_effect.session.awards import award_picture
from ikea_effect.tasks.feedback.task import saying
from tests.unit.measures.bench import EVERYTHING, faults, setup
from tests.unit.steps.bench import context, played, step

SAYS = (
    "says: [{say: all, when: solved == 2, award: badge}, "
    "{say: some, when: solved >= 1, award: progress}, {say: none}]"
)
BY = "says: {by: labor, levels: {build: {say: maker, award: title}, prebuilt: {say: guest}}}"


@pytest.mark.parametrize(
    ("known", "said", "picture"),
    [
        ({"solved": 2}, "all", AwardPicture("badge", words=Text("result.all.award"))),
        ({"solved": 1}, "some", AwardPicture("progress", done=1, of=2)),
        ({"solved": 0}, "none", None),
        ({}, "none", None),
    ],
)
def test_the_first_rule_that_holds_decides(known: dict[str, Any], said: str, picture: object) -> None:
    here = context()
    here.known.update(known)
    [page], cells = played(step("result"), [{}], here)
    assert isinstance(page, Page)
    assert page.body == (Text(f"result.{said}.body", {"value": known.get("solved", "–")}),)
    assert page.picture == picture
    assert cells == {"result.says": said, "result.seconds": 1.5}


def test_the_condition_may_decide() -> None:
    [page], cells = played(step("role"), [{}])
    assert isinstance(page, Page)
    assert cells["role.says"] == "maker"
    assert page.picture == AwardPicture("title", words=Text("role.maker.award"))


def test_all_that_may_be_said_is_looked_at() -> None:
    here = setup()
    kept = photographed(here, here.protocol.conditions[0])
    told = {text.key for one in kept if isinstance(one.screen, Page) for text in one.screen.body}
    assert {"result.all.body", "result.some.body", "result.none.body", "role.maker.body"} <= told
    assert "role.guest.body" not in told


@pytest.mark.parametrize(
    ("fact", "cells"),
    [
        (Noted("puzzles.score", 2), {"puzzles.score": 2}),
        (Measured("solved", 2), {"solved": 2}),
        (Measured("wtp", {"minor": 250, "currency": "EUR"}, 1), {"wtp.2": Decimal("2.50")}),
        (Measured("pride", 5.0, more={"items": {"dull": 3}}), {"pride": 5.0, "pride.dull": 3}),
        (Measured("warmth", 70, levels={"whose": "own"}), {"warmth.own": 70}),
        (Made("storage-box", placed=[]), {}),
    ],
)
def test_facts_fill_the_cells_that_the_table_has(fact: Fact, cells: dict[str, Any]) -> None:
    assert cells_in(fact.kind, fact.data) == cells


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (SAYS, "says: [{say: all, when: solved == 2}]", "is the last, and its rule need not hold"),
        (SAYS, "says: [{say: all}, {say: none}]", "nothing after it is ever said"),
        (SAYS, "says: [{say: all, when: solvd == 2}, {say: none}]", "Did you mean 'solved'?"),
        (SAYS, "says: [{say: all, when: liking > 2}, {say: none}]", "is not known by then"),
        (SAYS, "says: [{say: all, when: solved > 2}, {say: none}]", "which it never is"),
        (SAYS, "says: [{say: all, when: solved is 2}, {say: none}]", "(column 8)"),
        ("about: solved\n      of: 2", "of: 2", "nothing says how far it is"),
        ("about: solved\n", "about: story.text\n", "no whole number known by then"),
        ("about: solved\n      of: 2", "about: solved\n      of: 13", "12"),
        (BY, "says: {by: labor, levels: {build: {say: maker}}}", "says nothing for prebuilt"),
    ],
)
def test_what_could_not_be_said_is_refused(before: str, after: str, message: str) -> None:
    assert message in faults(before, after)


def test_a_progress_has_as_many_filled_parts_as_are_done() -> None:
    def filled(done: int) -> int:
        row = award_picture("progress", done=done, of=4).crop((0, 80, 600, 81)).convert("RGB")
        return sum(pixel == (30, 107, 115) for pixel in row.getdata())

    none, one, four = (filled(done) for done in (0, 1, 4))
    assert none == 0
    assert abs(four - 4 * one) <= 8


@pytest.mark.parametrize("kind", ["badge", "title"])
def test_long_words_stay_on_the_picture(kind: str) -> None:
    picture = award_picture(kind, "Medeontwerper van dit nieuwe product en van nog veel meer")
    assert picture.width == 600
    left, _, right, _ = picture.getchannel("A").getbbox() or (0, 0, 0, 0)
    assert 0 < left < right < 600


REPEATED = """  - for_each:
      factor: whose
      order: fixed
      steps:
        - questionnaire: {id: early, measures: [warmth]}
        - feedback:
            id: heard
            text: role
            says: [{say: maker, when: warmth > 50}, {say: guest}]
  - bidding:
"""
WITHIN = "factors:\n  whose: {within: true, levels: {own: {label: Own}, partner: {label: Partner's}}}\n"


def test_within_a_repetition_a_rule_is_about_the_answer_at_the_same_level() -> None:
    written = EVERYTHING.read_text("utf-8").replace("  - bidding:\n", REPEATED, 1)
    written = written.replace("factors:\n", WITHIN, 1).replace("warmth, look", "look", 1)
    protocol = protocol_from(parse_tree(written, str(EVERYTHING)))
    told = [one for one in protocol.timeline if one.name.startswith("heard@")]
    known = {"warmth.own": 80, "warmth.partner": 20}
    assert [one.name for one in told] == ["heard@own", "heard@partner"]
    says = [saying(one, {}, known).say for one in told if isinstance(one, Feedback)]
    assert says == ["maker", "guest"]
    later = known_before(protocol.timeline[-1], protocol)
    assert {"warmth.own", "warmth.partner", "heard.says.own", "solved"} <= set(later)
    assert "warmth" in known_before(told[1], protocol)
