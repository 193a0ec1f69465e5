"""A plan of looks: what it must say, and what is refused before the first participant."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.protocol.sequential import EValues, Fixed, GroupSequential

PLAN = {"plan": "group-sequential", "hypothesis": "builders-bid-more", "looks": [40, 70, 100]}


def said(**changes: Any) -> dict[str, Any]:
    whole = copy.deepcopy(dict(load_protocol("norton-2012-1a").said))
    whole["sequential"] = {name: value for name, value in {**PLAN, **changes}.items() if value is not None}
    return whole


def test_a_plan_says_when_and_by_what_spending() -> None:
    plan = protocol_from_said(said()).sequential
    assert isinstance(plan, GroupSequential)
    assert (plan.looks, plan.spending, plan.alpha) == ((40, 70, 100), "obrien-fleming", 0.05)
    fixed = said(plan="fixed", hypothesis=None, looks=None)
    assert isinstance(protocol_from_said(fixed).sequential, Fixed)


def test_a_study_without_a_plan_keeps_its_hash() -> None:
    assert load_protocol("norton-2012-1a").sequential is None
    assert "sequential" not in load_protocol("norton-2012-1a").said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"looks": [40, 40, 100]}, "is 40, no more than 40 at the look before"),
        ({"looks": [40, 70, 90]}, "is 90, and sample.per_condition plans 100"),
        ({"looks": [100]}, "sequential.looks"),
        ({"hypothesis": "builders-bid-mor"}, "Did you mean 'builders-bid-more'?"),
        ({"plan": "e-values", "d": 0.5}, "is answered by welch: it has no bounds in a plan of e-values"),
        ({"plan": "bayes-factor", "none_at": 2}, "is 2. Less than 1 is expected"),
        ({"plan": "e-value"}, "Did you mean 'e-values'?"),
        ({"spending": "haybittle"}, "haybittle"),
        ({"alpha": 0.1}, "is 0.1. At most 0.05 is expected"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_kept_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ProtocolError) as error:
        protocol_from_said(said(**changes))
    assert words in str(error.value)


def test_a_model_without_bounds_is_refused_and_so_are_numbers_per_role() -> None:
    whole = said()
    whole["hypotheses"][0]["model"] = {"kind": "one-way", "factor": "labor"}
    with pytest.raises(ProtocolError, match="is answered by one-way: it has no bounds"):
        protocol_from_said(whole)


def to_rule_out(model: dict[str, Any], **changes: Any) -> dict[str, Any]:
    whole = said(plan="e-values", d=0.4, shows="equivalence", **changes)
    whole["hypotheses"][0]["model"] |= model
    whole["hypotheses"][0].pop("alternative", None)
    return whole


@pytest.mark.parametrize(
    ("model", "changes", "words"),
    [
        (
            {"kind": "student"},
            {},
            "answered by student: a plan that shows equivalence looks at a model of kind tost",
        ),
        (
            {"kind": "tost", "bounds": {"d": 0.4}},
            {"shows": "effect"},
            "answered by tost: a plan that shows an effect looks at a model of kind student",
        ),
        (
            {"kind": "tost", "bounds": {"d": 0.5}},
            {},
            "is 0.4, and the bounds of builders-bid-more are d = 0.5",
        ),
        ({"kind": "tost", "bounds": {"ratio": 1.2}}, {}, "are no d: one size is ruled out"),
        ({"kind": "welch"}, {}, "is answered by welch"),
    ],
)
def test_equivalence_is_planned_for_the_size_that_its_test_rules_out(
    model: dict[str, Any], changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(ProtocolError) as error:
        protocol_from_said(
            {**(whole := to_rule_out(model)), "sequential": {**whole["sequential"], **changes}}
        )
    assert words in str(error.value)


def test_a_plan_that_rules_an_effect_out_is_taken() -> None:
    plan = protocol_from_said(to_rule_out({"kind": "tost", "bounds": {"d": 0.4}})).sequential
    assert isinstance(plan, EValues)
    assert plan.shows == "equivalence"
