"""Steps that are repeated at each level of a factor: their names, their columns, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.kinds.before_step import step_called
from ikea_effect.protocol.levels import column_of
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.protocol.timeline import in_order
from tests.unit.within_bench import changed, loop_of, step_of

Said = dict[str, Any]
Change = Callable[[Said], None]


def nothing(_said: Said) -> None:
    """The protocol as its file says it."""


def nested(said: Said) -> None:
    """Another factor varies inside the first."""
    said["factors"]["light"] = {
        "within": True,
        "levels": {"day": {"label": "Day"}, "night": {"label": "Night"}},
    }
    inner = {"factor": "light", "order": "random", "steps": loop_of(said)["steps"]}
    loop_of(said)["steps"] = [{"for_each": inner}]
    said["factors"] = {name: said["factors"][name] for name in ("labor", "light", "whose")}
    said["exclusions"] = []


def names(protocol: Protocol) -> list[str]:
    return [column.name for column in columns_of(protocol)]


def test_a_repeated_step_stands_once_for_every_level() -> None:
    protocol = changed(nothing)
    assert [step.name for step in protocol.timeline] == [
        "consent",
        "next-box@own", "look@own", "bid@own", "views@own", "dislike@own",
        "next-box@partner", "look@partner", "bid@partner", "views@partner", "dislike@partner",
        "about-you", "debrief",
    ]  # fmt: skip
    bids = [step for step in protocol.timeline if step.kind == "bidding"]
    assert [getattr(step, "good", None) for step in bids] == ["own-box", "partner-box"]
    assert [step.levels for step in bids] == [{"whose": "own"}, {"whose": "partner"}]


def test_columns_have_the_levels_last_in_the_order_of_the_factors() -> None:
    once, twice = names(changed(nothing)), names(changed(nested))
    assert {"whose.order", "wtp.own", "wtp.partner", "bid.price.own", "bid.comprehension.partner"} <= set(
        once
    )
    assert not {"whose", "wtp", "bid.price", "skill.own"} & set(once)
    assert {"wtp.day.own", "bid.price.night.partner", "light.order", "whose.order"} <= set(twice)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("bid@own.price", "bid.price.own"),
        ("wtp@own", "wtp.own"),
        ("wtp@day@own.2.low", "wtp.2.low.day.own"),
        ("bid.price", "bid.price"),
        ("owed", "owed"),
    ],
)
def test_the_column_of_a_fact(name: str, column: str) -> None:
    assert column_of(name) == column


def test_steps_come_in_the_order_of_the_participant() -> None:
    steps = changed(nested).timeline
    met = [step.name for step in in_order(steps, {"whose": ("partner", "own"), "light": ("night", "day")})]
    bids = [name for name in met if name.startswith("bid")]
    assert bids == ["bid@night@partner", "bid@day@partner", "bid@night@own", "bid@day@own"]
    assert (met[0], met[-1]) == ("consent", "debrief")


def test_a_step_can_be_left_out_at_a_level_and_for_a_condition() -> None:
    def change(said: Said) -> None:
        loop_of(said)["only_in"] = {"labor": "build"}
        said["hypotheses"] = []
        step_of(said, "instructions")["only_in"] = {"whose": "own"}

    protocol = changed(change)
    assert [step.name for step in protocol.timeline if step.kind == "instructions"] == ["next-box@own"]
    assert [step.name for step in protocol.timeline if step.reaches({"labor": "prebuilt"})] == [
        "consent", "about-you", "debrief",
    ]  # fmt: skip


def test_what_a_repeated_step_says_of_another_is_said_of_the_one_at_its_level() -> None:
    def change(said: Said) -> None:
        step_of(said, "bidding")["reveal"] = {"after": "views"}
        said["payment"] = {"show_up": 6}

    bids = [step for step in changed(change).timeline if step.kind == "bidding"]
    assert [getattr(step, "reveal").after for step in bids] == ["views@own", "views@partner"]  # noqa: B009


def test_a_text_is_worded_by_level_or_for_all_levels() -> None:
    texts = Texts("en", {"intro@own.title": "Yours", "intro.title": "A box"})
    assert texts.render(Text("intro@own.title")) == "Yours"
    assert texts.render(Text("intro@partner.title")) == "A box"


# --- what is refused --------------------------------------------------------------------------------------


ENGLISH = {"kind": "english", "group_size": 3, "low": 0, "high": 5, "step": 0.5}


def loop(key: str, value: Any) -> Change:
    return lambda said: loop_of(said).update({key: value})


def in_step(kind: str, key: str, value: Any) -> Change:
    return lambda said: step_of(said, kind).update({key: value})


def named_level(said: Said) -> None:
    levels = said["factors"]["whose"]["levels"]
    said["factors"]["whose"]["levels"] = {"price": levels["own"], "partner": levels["partner"]}
    for kind in ("inspection", "bidding"):
        step_of(said, kind)["good"] = {"by": {"price": "own-box", "partner": "partner-box"}}
    said["simulation"], said["hypotheses"], said["exclusions"] = {}, [], []


def asked_once_more(said: Said) -> None:
    said["timeline"].insert(-1, {"questionnaire": {"id": "again", "measures": ["liking"]}})


def by_level_outside(said: Said) -> None:
    goods = {"by": {"own": "own-box", "partner": "partner-box"}}
    said["timeline"].insert(1, {"inspection": {"id": "first", "good": goods}})


def debrief_inside(said: Said) -> None:
    loop_of(said)["steps"].append({"debrief": {"text": "debrief"}})


def not_varied(said: Said) -> None:
    said["timeline"][1:2] = loop_of(said)["steps"]
    for kind in ("inspection", "bidding"):
        next(step[kind] for step in said["timeline"] if kind in step)["good"] = "own-box"
    said["goods"].pop("partner-box")


def another_order(said: Said) -> None:
    more = {"factor": "whose", "order": "fixed", "steps": [{"instructions": {"text": "more"}}]}
    said["timeline"].insert(2, {"for_each": more})


def slopes_of_two_values(said: Said) -> None:
    said["hypotheses"][0]["model"] = {
        "kind": "mixed", "factors": ["whose"], "term": ["whose"], "slopes": ["whose"]
    }  # fmt: skip


def alike_alone(said: Said) -> None:
    said["simulation"]["skill"]["correlation"] = 0.5


def one_is_named(said: Said) -> None:
    said["payment"]["binding"] = "bid"


def once_for_whose(said: Said) -> None:
    said["hypotheses"][1] |= {"measure": "skill"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (loop("factor", "labour"), "names factor 'labour', which is not declared"),
        (loop("factor", "labor"), "varies between participants: each meets one level of it"),
        (loop("order", "shuffled"), "is 'shuffled'"),
        (in_step("bidding", "good", {"by": {"own": "own-box"}}), "names no good for whose: partner"),
        (in_step("bidding", "good", {"by": {"own": "own-box", "partner": "car"}}), "names good 'car'"),
        (by_level_outside, "names a good by level (own, partner), and no for_each is around the step"),
        (named_level, "is a level named 'price', as a fact is: bid.price.price"),
        (asked_once_more, "once; timeline[1].for_each.steps[3] fills it at each level of whose"),
        (debrief_inside, "a debrief ends the session. Put it after the for_each."),
        (not_varied, "varies within participants, and no step varies it"),
        (another_order, "is 'fixed', but timeline[1] takes the levels of whose in the order 'latin'"),
        (alike_alone, "is of several values of one person, and 'skill' is asked once"),
        (slopes_of_two_values, "(the intercept is one), who has 2 values of 'wtp': slopes"),
        (one_is_named, "is 'bid', which is repeated at each level of whose"),
        (once_for_whose, "names measure 'skill', which is asked once, not at each level of whose"),
        (in_step("bidding", "mechanism", ENGLISH),
         "would meet the levels in different orders and wait for each other"),
    ],
)  # fmt: skip
def test_what_cannot_be_repeated_is_refused_where_it_stands(change: Change, sentence: str) -> None:
    with pytest.raises(ProtocolError) as error:
        raise_if_uncollectable(changed(change))
    assert sentence in str(error.value).replace("\n  ", " ")


def raise_if_uncollectable(protocol: Protocol) -> None:
    """Faults that only keep a study from being collected, as `check` raises them."""
    if protocol.uncollectable:
        raise ProtocolError(list(protocol.uncollectable))


@pytest.mark.parametrize("name", ["bid", "bid@partner"])
def test_a_step_that_builds_on_another_finds_the_one_at_its_own_level(name: str) -> None:
    steps = changed(nothing).timeline
    views = next(step for step in steps if step.name == "views@partner")
    assert step_called(name, views, steps) is next(step for step in steps if step.name == "bid@partner")
