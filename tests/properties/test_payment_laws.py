"""What floor, cap and coins do to the truth: exhaustive over a small grid, through the payment rule itself.

Without them bidding one's value is weakly dominant against a drawn price. With a floor or a cap that can
bind, or with coins that prices do not fit, it is not; the same check has to find that, or it would prove
nothing. And wherever another bid is better, `check` has to say so.
"""

import itertools
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ikea_effect.money import Money
from ikea_effect.protocol.checks.incentives import (
    answers_change_what_is_paid,
    bounds_can_bind,
    prices_are_whole_coins,
)
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.protocol.payment import Payment
from ikea_effect.tasks.bidding.bdm import rule as bdm
from ikea_effect.tasks.payment_rule import Account, Rules, Trade, entries, rules

GRID = {"kind": "bdm", "low": 0, "high": 3, "step": 0.25}
GIVEN = {"show_up": 2, "endowment": 3}


def exact(said: dict[str, Any]) -> dict[str, Any]:
    return {key: Decimal(str(value)) if isinstance(value, float) else value for key, value in said.items()}


def utility(mechanism: Bdm, rule: Rules, value: int, bid: int, price: int) -> int:
    """What the participant goes home with, in minor units: money handed over, and the good's value."""
    settled = bdm.settle(mechanism, Money(bid, "EUR"), Money(price, "EUR"))
    held = int(settled.bought) - int(settled.sold)
    trade = Trade("bid", "box", held, settled.pays.minor)
    return sum(entry.minor for entry in entries(rule, Account("P001", (trade,)))) + value * held


def gains_beside_the_truth(declared: dict[str, Any], **payment: Any) -> dict[tuple[int, int, int], int]:
    """Every (value, bid, price) of the grid at which another bid than one's value pays more, and how much."""
    mechanism = Bdm.model_validate(exact(declared))
    rule = rules(Payment.model_validate(exact(payment)), "EUR")
    grid = [price.minor for price in bdm.price_grid(mechanism, "EUR")]
    gains = {
        (value, bid, price): utility(mechanism, rule, value, bid, price)
        - utility(mechanism, rule, value, value, price)
        for value, bid, price in itertools.product(grid, repeat=3)
    }
    return {case: gain for case, gain in gains.items() if gain > 0}


def told(declared: dict[str, Any], payment: dict[str, Any]) -> bool:
    """Whether `check` refuses the payment or warns of it."""
    step = {"bidding": {"id": "bid", "mechanism": declared}}
    said = Said({"currency": "EUR", "payment": payment, "timeline": [step], "factors": {}})
    checks = (answers_change_what_is_paid, bounds_can_bind, prices_are_whole_coins)
    return any(True for check in checks for _ in check(said))


@pytest.mark.parametrize("trade", ["buy", "sell"])
@pytest.mark.parametrize(
    "harmless", [{}, {"floor": 2}, {"cap": 8}, {"round_to": 0.25}, {"round_to": 0.05, "rounding": "nearest"}]
)
def test_truth_stays_dominant_where_bounds_cannot_bind_and_prices_are_whole_coins(trade, harmless):
    declared = GRID | {"trade": trade}
    assert gains_beside_the_truth(declared, **GIVEN, **harmless) == {}
    assert not told(declared, GIVEN | harmless)


@pytest.mark.parametrize(
    ("payment", "most"),
    [
        ({"floor": 0}, 275),  # nothing is given and the good is free: worth 2.75, not bought at 3.00
        (GIVEN | {"floor": 3}, 75),  # at a price of 3.00 two are paid for what is worth 2.75
        (GIVEN | {"cap": 4}, 75),  # the first 1.00 of every price is paid by the cap
        (GIVEN | {"round_to": 1}, 50),  # at a price of 2.75 two are paid for what is worth 2.50
        (GIVEN | {"round_to": 1, "rounding": "nearest"}, 25),
    ],
)
def test_truth_is_not_dominant_with_a_bound_that_binds_or_coins_that_prices_do_not_fit(payment, most):
    gains = gains_beside_the_truth(GRID, **payment)
    assert max(gains.values()) == most
    assert told(GRID, payment)


def test_with_nothing_given_and_a_floor_of_nothing_the_highest_bid_is_best_for_everyone():
    gains = gains_beside_the_truth(GRID, floor=0)
    assert {gains.get((100, 300, price), 0) for price in range(125, 301, 25)} == {
        100
    }  # the good, for nothing


@pytest.mark.slow
@given(
    show_up=st.integers(0, 4),
    endowment=st.integers(0, 4),
    floor=st.none() | st.integers(0, 4),
    cap=st.none() | st.integers(4, 12),
    coin=st.none() | st.sampled_from([0.25, 0.5, 1, 2]),
    rounding=st.sampled_from(["up", "nearest"]),
    trade=st.sampled_from(["buy", "sell"]),
)
@settings(max_examples=60, deadline=None)
def test_whatever_makes_another_bid_better_is_told(show_up, endowment, floor, cap, coin, rounding, trade):
    bounds = {"floor": floor, "cap": cap, "round_to": coin}
    payment = {"show_up": show_up, "endowment": endowment, "rounding": rounding}
    payment |= {key: value for key, value in bounds.items() if value is not None}
    declared = {"kind": "bdm", "low": 0, "high": 3, "step": 0.5, "trade": trade}
    reached = cap is None or floor is None or coin is None or cap // coin * coin >= floor
    assume(reached)  # else it is refused
    assert told(declared, payment) or not gains_beside_the_truth(declared, **payment)
