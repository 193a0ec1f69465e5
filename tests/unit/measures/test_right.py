"""Questions with a right answer: declared, simulated, in the data."""

from __future__ import annotations

from typing import Any

import pytest

from ikea_effect.protocol.kinds import columns_of
from ikea_effect.tasks.pages.measure import expected, measured
from tests.unit.measures.bench import changed, faults

BY_LEVEL = "right: {build: self, prebuilt: factory}"


@pytest.mark.parametrize(
    ("right", "says"),
    [
        ("right: nobody", "right\n  is 'nobody', which cannot be chosen. Options: self, factory."),
        ("right: {build: self, prebuilt: nobody}", "right.prebuilt\n  is 'nobody'"),
        ("right: {build: self, pre: factory}", "names level 'pre', which is not declared"),
        ("right: {build: self}", "has no answer for prebuilt. Write one for every level of labor."),
        ("right: 3", "is 3, which cannot be chosen."),
    ],
)
def test_what_cannot_be_chosen_is_not_right(right: str, says: str) -> None:
    assert says in faults(BY_LEVEL, right)


@pytest.mark.parametrize(
    ("before", "says"),
    [
        (
            "low: 1, high: 10, text: liking",
            "is 11, which cannot be answered. Write a whole number from 1 to 10.",
        ),
        ("low: 0, high: 120, step: 0.5", "is 11.2, which cannot be answered. Numbers go from 0 to 120"),
    ],
)
def test_numbers_that_cannot_be_answered_are_not_right(before: str, says: str) -> None:
    right = says.split()[1].rstrip(",")
    assert says in faults(before, f"{before}, right: {right}")


def test_a_share_of_those_who_know_needs_something_to_know() -> None:
    assert "Write right: <answer> beside it" in faults(f"{BY_LEVEL}, ", "")


def test_no_answer_to_an_open_question_or_on_a_line_is_right() -> None:
    for kind in ("kind: slider,", "kind: free-text,"):
        assert "is not a key that can stand here" in faults(kind, f"{kind} right: 3,")


@pytest.mark.parametrize(("level", "answer", "right"), [("build", "self", True), ("prebuilt", "self", False)])
def test_what_is_right_depends_on_the_condition(level: str, answer: str, right: bool) -> None:
    declared = changed().measures["maker"]
    fact = measured("maker", declared, {"maker": answer}, {"labor": level})
    assert fact.data["right"] is right


def test_simulated_people_are_told_what_is_right() -> None:
    assert expected("maker", changed().measures["maker"], {"labor": "prebuilt"}) == {"maker": "factory"}
    assert expected("liking", changed().measures["liking"], {"labor": "build"}) == {}


def test_the_column_names_the_right_answers() -> None:
    found: Any = next(column for column in columns_of(changed()) if column.name == "maker.right")
    assert found.type == "boolean"
    assert found.meaning.endswith("build: self; prebuilt: factory")


def test_rules_may_look_at_it() -> None:
    assert faults("maker.right == false", "maker.right == 1") != ""
    assert faults("", "") == ""
