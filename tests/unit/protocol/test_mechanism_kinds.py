"""Mechanisms of other packages are settled by the rule of the one that they extend."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from ikea_effect.errors import KindError
from ikea_effect.protocol.kinds import MECHANISMS, Declared
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.protocol.kinds.mechanisms.stated import OpenEnded
from ikea_effect.protocol.registry import BUILT_IN, rule_for, rule_of
from ikea_effect.tasks.bidding.questions_by_kind import BANKS


class Shown(Bdm):
    kind: Literal["shown"]  # type: ignore[assignment]


class Said(OpenEnded):
    kind: Literal["said"]  # type: ignore[assignment]


class Other(Declared):
    kind: Literal["other"]


@pytest.mark.parametrize(("model", "extends"), [(Shown, "bdm"), (Said, "open-ended")])
def test_the_rule_is_that_of_the_model_that_it_extends(model: type[Declared], extends: str) -> None:
    assert rule_for(replace(MECHANISMS[extends], name="new", model=model)) == extends


@pytest.mark.parametrize("changes", [{"model": Other}, {"settles": "never"}, {"yields": "bounds"}])
def test_what_no_receipt_could_work_out_again_is_refused(changes: dict[str, object]) -> None:
    kind = replace(MECHANISMS["bdm"], name="new", **changes)  # type: ignore[arg-type]
    with pytest.raises(KindError, match="'new' is settled by no rule that receipts can work out again"):
        rule_for(kind)


def test_each_mechanism_of_this_program_is_its_own_rule_and_has_questions() -> None:
    assert {name: rule_of(name) for name in BUILT_IN["mechanism"]} == {name: name for name in BANKS}
