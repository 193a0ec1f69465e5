"""Rules on who sees a step: what they may look at, and what has to be there for everyone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.resources import shipped
from ikea_effect.tasks.timeline import holds
from tests.unit.within_bench import changed, loop_of, step_of

Said = dict[str, Any]


def step(name: str) -> Any:
    return next(one for one in changed(lambda _said: None).timeline if one.name == name)


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        ({"liking.own": 4}, True),
        ({"liking.own": 5}, False),
        ({"liking.partner": 1}, False),  # of the other level: nothing is known of this one
        ({"liking.own": None}, False),
    ],
)
def test_a_rule_inside_a_repetition_looks_at_its_own_level(known: dict[str, Any], shown: bool) -> None:
    assert holds(step("dislike@own"), known) is shown


def test_the_codebook_says_of_whom_a_measure_is_asked() -> None:
    why = next(one for one in columns_of(changed(lambda _said: None)) if one.name == "why.own")
    assert why.meaning.startswith("Choice: why; asked only if liking <= 4")


def test_the_rule_of_a_repetition_holds_for_all_that_is_in_it() -> None:
    def change(said: Said) -> None:
        loop_of(said)["only_if"] = "labor == 'build'"
        said["payment"] = {"show_up": 6}

    protocol = changed(change)
    rules = {one.name: one.only_if for one in protocol.timeline if one.levels}
    assert rules["dislike@own"] == "(labor == 'build') and (liking <= 4)"
    assert rules["look@partner"] == "labor == 'build'"


def rule(text: str) -> Callable[[Said], None]:
    def change(said: Said) -> None:
        next(one["questionnaire"] for one in loop_of(said)["steps"][::-1] if "questionnaire" in one).update(
            only_if=text
        )

    return change


def on(kind: str, text: str) -> Callable[[Said], None]:
    return lambda said: step_of(said, kind).update(only_if=text)


def on_the_end(said: Said) -> None:
    said["timeline"][-1]["debrief"]["only_if"] = "liking.own > 3"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (rule("liking <="), 'where a name, a number or a "text" is expected'),
        (rule("likng <= 4"), "which is no column of the data"),
        (rule("skill > 3"), "looks at 'skill', which is not known yet when step 'dislike@own' comes"),
        (
            rule("liking.partner > 3"),
            "when step 'dislike@own' comes in every order of levels",
        ),
        (rule("bid.bought == true"), "is not known yet"),
        (rule("liking > 10"), "which it never is: it goes from 1 to 10"),
        (rule("status == 'complete'"), "is not known yet"),
        (on("bidding", "labor == 'build'"), "a bid that was skipped could be drawn"),
        (on_the_end, "stands on a debrief, which everyone reaches"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused(change: Callable[[Said], None], sentence: str) -> None:
    with pytest.raises(ProtocolError) as error:
        changed(change)
    assert sentence in str(error.value).replace("\n  ", " ")


def test_a_rule_may_look_at_the_other_level_where_the_order_is_fixed() -> None:
    def change(said: Said) -> None:
        loop_of(said)["order"] = "fixed"
        rule("whose.order == 'own, partner' and liking.own > 3")(said)
        loop_of(said)["steps"][-1]["questionnaire"]["only_in"] = {"whose": "partner"}

    assert changed(change).timeline


def job_choice(change: Callable[[Said], None]) -> Protocol:
    """The shipped study in which what a bid came to is told after a later step, and decides what follows."""
    said = yaml.safe_load((shipped("protocols") / "job_choice.yaml").read_text("utf-8"))
    change(said)
    return protocol_from_said(said)


def test_a_rule_may_look_at_an_outcome_once_the_step_after_which_it_is_told_has_passed() -> None:
    rules = {one.name: one.only_if for one in job_choice(lambda _said: None).timeline}
    assert (rules["alone"], rules["helped"]) == ("jobs.bought == true", "jobs.bought == false")


def told_at_the_end(said: Said) -> None:
    next(one["bidding"] for one in said["timeline"] if "bidding" in one)["reveal"] = "end"


def told_after_what_some_skip(said: Said) -> None:
    expected = next(one["questionnaire"] for one in said["timeline"] if "would-be-mine" in str(one))
    expected["only_if"] = "liking-of-writing > 3"


@pytest.mark.parametrize("change", [told_at_the_end, told_after_what_some_skip])
def test_a_rule_may_not_look_at_an_outcome_that_is_told_later(change: Callable[[Said], None]) -> None:
    with pytest.raises(ProtocolError, match=r"'jobs\.bought', which is not known yet"):
        job_choice(change)
