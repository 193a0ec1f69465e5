"""Bidding steps that make no sense as a whole are told at their place."""

from typing import Any

import pytest

from ikea_effect.protocol.biddings import ALL
from ikea_effect.protocol.names import Said


def told(mechanism: dict[str, Any], payment: dict[str, Any] | None = None, **step: Any) -> list[str]:
    bidding = {"id": "bid", "good": "box", "measure": "wtp", "mechanism": mechanism} | step
    said = Said({"goods": {"box": {}}, "timeline": [{"bidding": bidding}], "payment": payment or {}})
    return [problem.message for check in ALL for problem in check(said)]


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ({"mechanism": {"kind": "bdm"}, "comprehension": {"questions": "vickrey"}}, "its own questions: bdm"),
        ({"mechanism": {"kind": "english"}, "practice_rounds": 1}, "has none on screen"),
        ({"mechanism": {"kind": "bdm", "trade": "sell"}}, "owner is not 'participant'"),
        ({"mechanism": {"kind": "bdm"}, "payment": {"binding": "bidd"}}, "Did you mean 'bid'"),
        ({"mechanism": {"kind": "open-ended"}, "payment": {"binding": "bid"}}, "Allowed: all, one-random"),
    ],
)
def test_what_does_not_fit_is_told(declared, words):
    [message] = told(**declared)
    assert words in message


@pytest.mark.parametrize("binding", ["all", "one-random", "bid"])
def test_what_fits_is_not_told(binding):
    questions = {"questions": "bdm"}
    assert not told({"kind": "bdm"}, {"binding": binding}, practice_rounds=2, comprehension=questions)


@pytest.mark.parametrize("body", [{}, {"mechanism": 3}, {"mechanism": {"kind": 5}, "comprehension": []}])
def test_what_has_another_form_is_left_to_the_model(body):
    said = Said({"timeline": [{"bidding": body}], "payment": [], "goods": None})
    assert not [problem for check in ALL for problem in check(said)]
