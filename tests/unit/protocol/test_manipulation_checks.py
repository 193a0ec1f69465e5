"""What only a manipulation check uses is asked after what the study concludes from."""

from __future__ import annotations

from typing import Any

import pytest

from ikea_effect.protocol.checks.manipulation_checks import checks_after_outcomes
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.loading import find_protocol
from ikea_effect.protocol.tree import read_tree

BID = {"bidding": {"id": "bid", "good": "box", "measure": "wtp"}}
ASK = {"questionnaire": {"id": "felt", "measures": ["effort"]}}
PAID = {"id": "paid", "measure": "wtp", "model": {"kind": "welch", "factor": "labor"}}
FELT = {"id": "felt", "claim": "effort came across", "measure": "effort", "purpose": "manipulation-check"}


def told(steps: list[Any], *hypotheses: Any, **more: Any) -> list[str]:
    said = Said({"timeline": steps, "hypotheses": list(hypotheses), **more})
    return [one.message for one in checks_after_outcomes(said)]


def test_a_check_before_the_bid_is_told_with_what_to_do() -> None:
    (what,) = told([ASK, BID], PAID, FELT)
    assert what.startswith("asks effort before wtp.")
    assert what.endswith("Ask it after wtp.")
    assert told([BID, ASK], PAID, FELT) == []


@pytest.mark.parametrize(
    "more",
    [
        {"model": {"kind": "mediation", "mediators": ["effort"]}},
        {"model": {"kind": "regression", "slope": "effort*fit"}},
        {"model": {"kind": "regression", "slope": "fit", "beside": ["effort"]}},
    ],
)
def test_what_a_conclusion_needs_may_come_first(more: dict[str, Any]) -> None:
    assert told([ASK, BID], PAID | more, FELT) == []


def test_what_a_rule_needs_may_come_first() -> None:
    assert told([ASK, BID], PAID, FELT, exclusions=[{"id": "idle", "drop_if": "effort < 2"}]) == []
    only = {"bidding": BID["bidding"] | {"only_if": "effort > 1"}}
    assert told([ASK, only], PAID, FELT) == []


def test_nobody_is_asked_too_early_who_does_not_bid_after_it() -> None:
    ask, bid = (
        {kind: body | {"only_in": {"role": role}} for kind, body in one.items()}
        for one, role in ((ASK, "judge"), (BID, "maker"))
    )
    assert told([ask, bid], PAID, FELT) == []


@pytest.mark.parametrize("study", ["mochon-2012-2", "mochon-2012-3", "customer-photos", "norton-2012-1b"])
def test_shipped_studies_ask_their_checks_late(study: str) -> None:
    assert list(checks_after_outcomes(Said(read_tree(find_protocol(study)).data))) == []
