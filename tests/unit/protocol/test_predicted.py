"""Predictions that could not be made, paid or believed are told at their place."""

from typing import Any

import pytest

from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.checks.predictions import ALL, DOUBTS

GRID = {"low": 0, "high": 5, "step": 0.05}
BDM = {"kind": "bdm", **GRID}
BAND = {"kind": "band", "prize": 1, "width": 0.25}
SQUARE = {"kind": "quadratic", "prize": 1}


def said(bids: dict[str, Any], guess: dict[str, Any], good: str = "box") -> Said:
    """A study in which the bids of `bid` are predicted in `guess`; both may be changed."""
    prediction = {"kind": "prediction", **GRID, "of": "bid", "scoring": BAND} | guess
    steps = [
        {"id": "bid", "good": "box", "mechanism": bids},
        {"id": "guess", "good": good, "mechanism": prediction},
    ]
    timeline = [{"bidding": step} for step in steps]
    return Said({"currency": "EUR", "payment": {"endowment": 4}, "timeline": timeline})


@pytest.mark.parametrize(
    ("bids", "guess", "at", "words"),
    [
        ({"kind": "price-list", "prices": [1, 2]}, {}, "of", "whose answers give bounds of a value"),
        ({"kind": "english", **GRID, "group_size": 2}, {}, "of", "no step here asks for it"),
        ({"kind": "take-it-or-leave-it", "prices": [1]}, {}, "of", "give bounds"),
        ({"kind": "double-bounded"}, {}, "of", "give bounds"),
        (BDM | {"trade": "sell"}, {}, "of", "in which participants sell"),
        (BDM | {"rounds": 3}, {}, "of", "in which everyone bids 3 times"),
        ({"kind": "prediction"}, {}, "of", "which is a prediction itself. What can be predicted is one bid"),
        (BDM, {"of": "bit"}, "of", "Did you mean 'bid'?"),
        (BDM, {"of": "guess"}, "of", "not declared. Declared biddings: bid."),
        (BDM, {"high": 1}, "mechanism", "from 0.00 to 1.00, but bids in 'bid' go from 0.00 to 5.00"),
        (BDM, {"low": 1, "scoring": SQUARE}, "mechanism", "Write low: 0.00, high: 5.00."),
        (BDM, {"scoring": BAND | {"width": 9}}, "width", "always earns the prize. Write a width below 2.50"),
        (BDM, {"scoring": BAND | {"width": 2.5}}, "width", "always earns"),
        (BDM, {"scoring": SQUARE | {"prize": 0}}, "prize", "no prediction earns anything"),
    ],
)
def test_what_cannot_be_predicted_is_refused(bids, guess, at, words):
    [problem] = [problem for check in ALL for problem in check(said(bids, guess))]
    assert problem.steps[-1] == at
    assert words in problem.message


def test_another_good_than_the_one_that_was_bid_on_is_refused():
    [problem] = [problem for check in ALL for problem in check(said(BDM, {}, good="mug"))]
    assert problem.steps == ("timeline", 1, "bidding", "good")
    assert problem.message == "is 'mug', but bids in 'bid' are on 'box'. Write good: box."


@pytest.mark.parametrize(
    ("bids", "guess"),
    [
        (BDM, {}),
        (BDM, {"scoring": SQUARE}),
        (BDM, {"high": 9}),
        (BDM, {"scoring": BAND | {"width": 2.45}}),
        (BDM | {"rounds": 1}, {}),
        (BDM | {"within_endowment": True}, {"high": 4}),  # nobody bids more than the endowment
        ({"kind": "vickrey", **GRID, "group_size": 2}, {}),
        ({"kind": "open-ended", **GRID}, {}),
        ({}, {}),
        ({"kind": 3, "low": "x"}, {"scoring": None}),
    ],
)
def test_what_can_be_predicted_or_has_another_form_is_not_told(bids, guess):
    assert not [problem for check in ALL for problem in check(said(bids, guess))]


def test_a_prediction_of_hypothetical_amounts_is_warned_of():
    stated = said({"kind": "open-ended", **GRID}, {})
    [problem] = [problem for check in DOUBTS for problem in check(stated)]
    assert "in which nothing is bought" in problem.message
    assert not [problem for check in DOUBTS for problem in check(said(BDM, {}))]
