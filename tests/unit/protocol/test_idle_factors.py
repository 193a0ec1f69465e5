"""Factors and rules that change no screen are told before anybody sits down."""

from __future__ import annotations

from typing import Any

import pytest

from ikea_effect.protocol.checks.idle_factors import DOUBTS
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.texts import levels_worded
from tests.unit.within_bench import changed as changed_within
from tests.unit.within_bench import loop_of


def told(change: Any) -> list[str]:
    """The doubts about the study with repeated steps, after a change."""
    said = Said(dict(changed_within(change).said))
    return [f"{'.'.join(map(str, one.steps))} {one.message}" for doubt in DOUBTS for one in doubt(said)]


def in_a_step(said: dict[str, Any]) -> None:
    said["timeline"].insert(1, {"page": {"text": "about", "only_in": {"labor": "build"}}})


def in_a_rule(said: dict[str, Any]) -> None:
    loop_of(said)["only_if"] = "labor == 'build'"
    said["payment"] = {"show_up": 6}


def test_a_factor_that_nothing_looks_at_is_told() -> None:
    [one] = told(lambda _said: None)
    assert one.startswith("factors.labor changes no screen: nothing looks at 'labor'")
    assert "only_in: {labor: build}" in one


def test_a_factor_by_which_a_text_is_worded_is_not() -> None:
    said = Said(dict(changed_within(lambda _said: None).said), worded=levels_worded(["welcome@build.body"]))
    assert not [one for doubt in DOUBTS for one in doubt(said)]
    assert levels_worded(["welcome@build.body", "look@own.title", "a.b"]) == {"build", "own"}


@pytest.mark.parametrize("change", [in_a_step, in_a_rule])
def test_a_factor_that_a_step_or_a_rule_looks_at_is_not(change: Any) -> None:
    assert not [one for one in told(change) if one.startswith("factors")]


@pytest.mark.parametrize(
    ("rule", "always"),
    [
        ("liking >= 1", True),
        ("liking <= 10", True),
        ("liking <= 9", False),
        ("liking > 1", False),
        ("liking >= 1 and liking < 5", False),
        ("not liking >= 1", False),
    ],
)
def test_a_rule_that_holds_for_every_answer_is_told(rule: str, always: bool) -> None:
    def change(said: dict[str, Any]) -> None:
        questions = [one["questionnaire"] for one in loop_of(said)["steps"] if "questionnaire" in one]
        questions[-1]["only_if"] = rule

    found = [one for one in told(change) if "holds for every answer to 'liking'" in one]
    assert bool(found) is always


@pytest.mark.parametrize("study", ["norton-2012-1a", "voice-and-feedback", "norton-2012-2"])
def test_shipped_studies_vary_what_they_say(study: str) -> None:
    said = Said(dict(load_protocol(study).said))
    assert not [one for doubt in DOUBTS for one in doubt(said)]
