"""Floor, cap and coins that change what an honest bid is worth are refused or warned of, and no others."""

from decimal import Decimal
from typing import Any

import pytest

from ikea_effect.protocol.checks.incentives import (
    answers_change_what_is_paid,
    bounds_can_bind,
    points_cost_little,
    prices_are_whole_coins,
    totals,
)
from ikea_effect.protocol.checks.names import Said

BDM = {"kind": "bdm", "low": 0, "high": 5, "step": 0.05}
SELL = BDM | {"trade": "sell"}
GUESS = {"kind": "prediction", "scoring": {"kind": "band", "prize": 2, "width": 1}}
LIST = {"kind": "price-list", "prices": [1, 3]}
GIVEN = {"show_up": 5, "endowment": 5}


def said(payment: dict[str, Any], *mechanisms: dict[str, Any], **step: Any) -> Said:
    steps = [
        {"bidding": {"id": f"part-{n}", "mechanism": mechanism} | step}
        for n, mechanism in enumerate(mechanisms or (BDM,), start=1)
    ]
    return Said({"currency": "EUR", "payment": payment, "timeline": steps, "factors": {}})


@pytest.mark.parametrize(
    ("payment", "mechanisms", "least", "most"),
    [
        (GIVEN, (BDM,), 5, 10),
        (GIVEN, (SELL,), 10, 15),
        (GIVEN, (GUESS,), 10, 12),
        (GIVEN, (LIST,), 7, 10),
        (GIVEN, (BDM | {"prices": [{"price": 2}]},), 8, 10),
        (GIVEN, (BDM | {"prices": [{"price": 2}], "pays": "own-bid"},), 5, 10),
        ({}, (BDM,), -5, 0),
        (GIVEN, (BDM, LIST, SELL), 2, 15),
        (GIVEN | {"binding": "one-random"}, (BDM, LIST, SELL), 5, 15),
        (GIVEN | {"binding": "part-2"}, (BDM, LIST, SELL), 7, 10),
        (GIVEN | {"endowment": 2}, (BDM | {"within_endowment": True},), 5, 7),
    ],
)
def test_the_least_and_the_most_that_can_be_due_follow_from_the_answers(payment, mechanisms, least, most):
    [found] = totals(said(payment, *mechanisms))
    assert (found.least, found.most) == (least, most)


def test_where_nothing_real_is_asked_nothing_can_be_due_by_an_answer():
    assert not list(totals(said(GIVEN, {"kind": "open-ended"})))


def test_points_can_be_due_too():
    asked = {"comprehension": {"points": 10}, "practice_points": True, "practice_rounds": 2}
    [found] = totals(said(GIVEN | {"points_per_unit": 100}, BDM, **asked))
    assert found.most == 10 + Decimal("0.30") + 10  # three questions, and twice 5.00 in practice


@pytest.mark.parametrize(
    ("rate", "rounds", "points", "most"),
    [
        (100, 2, 0, None),  # twice 5.00: as much as is given
        (100, 2, 1, "10.03"),
        (100, 3, 10, "15.30"),
        (200, 3, 10, None),
        (1, 0, 3, None),  # three questions of three points at 1.00
        (1, 0, 4, "12.00"),
    ],
)
def test_points_that_can_cost_more_than_all_the_rest_are_warned_of(rate, rounds, points, most):
    asked = {"comprehension": {"points": points}, "practice_points": bool(rounds), "practice_rounds": rounds}
    told = list(points_cost_little(said(GIVEN | {"points_per_unit": rate}, BDM, **asked)))
    assert [problem.steps for problem in told] == ([("payment", "points_per_unit")] if most else [])
    if most:
        assert f"up to {most} for one participant" in told[0].message
        assert f"{5 * rounds}.00 at most" in told[0].message
        assert "together are 10.00" in told[0].message


@pytest.mark.parametrize(
    ("payment", "refused", "doubted"),
    [
        ({"floor": 0}, "floor", None),  # nothing is given: whatever is bid, nothing is paid
        (GIVEN | {"floor": 10}, "floor", None),
        (GIVEN | {"floor": 7}, None, "floor"),
        (GIVEN | {"floor": 5}, None, None),
        ({"show_up": 1, "floor": 0}, None, "floor"),
        (GIVEN | {"cap": 5}, "cap", None),
        (GIVEN | {"cap": 8}, None, "cap"),
        (GIVEN | {"cap": 10}, None, None),
        (GIVEN | {"floor": 8, "cap": 6}, None, None),  # the model says that these are not in order
        (GIVEN | {"floor": 4, "cap": 20}, None, None),
    ],
)
def test_bounds_that_answers_reach_are_told(payment, refused, doubted):
    assert [one.steps[-1] for one in answers_change_what_is_paid(said(payment))] == [refused] * bool(refused)
    assert [one.steps[-1] for one in bounds_can_bind(said(payment))] == [doubted] * bool(doubted)


def test_the_message_says_what_is_due_and_what_to_write():
    [problem] = bounds_can_bind(said(GIVEN | {"cap": 8}))
    assert "is 8.00, and up to 10.00 may be due" in problem.message
    assert "Write cap: 10.00 or more" in problem.message
    [problem] = bounds_can_bind(said(GIVEN | {"floor": 7}))
    assert "Raise payment.endowment by 2.00" in problem.message


@pytest.mark.parametrize(
    ("coin", "mechanism", "told"),
    [
        (0.05, BDM, False),
        (0.1, BDM, True),
        (1, LIST, False),
        (2, LIST, True),
        (0.05, BDM | {"low": 0.02, "high": 5.02}, True),
        (1, BDM | {"prices": [{"price": 2}, {"price": 4}]}, False),
        (1, BDM | {"prices": [{"price": 2}], "pays": "own-bid"}, True),
        (1, {"kind": "open-ended", "low": 0, "high": 5, "step": 0.01}, False),
        (1, GUESS, False),
    ],
)
def test_coins_that_prices_do_not_fit_are_warned_of(coin, mechanism, told):
    problems = list(prices_are_whole_coins(said(GIVEN | {"round_to": coin}, mechanism)))
    assert [problem.steps for problem in problems] == [("payment", "round_to")] * told


@pytest.mark.parametrize("payment", [None, [], {"floor": "x", "cap": True, "round_to": "y"}, {"round_to": 0}])
@pytest.mark.parametrize("mechanism", [None, 3, {"kind": 3, "low": "x", "prices": 5}])
def test_what_has_another_form_is_left_to_the_model(payment, mechanism):
    odd = Said({"payment": payment, "timeline": [{"bidding": {"mechanism": mechanism}}], "factors": {}})
    for check in (answers_change_what_is_paid, bounds_can_bind, prices_are_whole_coins):
        assert not list(check(odd))
