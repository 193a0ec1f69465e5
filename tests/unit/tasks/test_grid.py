"""Price grids: what is on them, and the round amounts among them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.errors import ElicitationError, MoneyError
from ikea_effect.money import Money
from ikea_effect.protocol.mechanism_base import Grid
from ikea_effect.tasks.bidding.price_grid import PriceGrid

GRIDS = st.builds(
    lambda low, steps, step: PriceGrid(low, low + steps * step, step, "EUR"),
    st.integers(0, 1000),
    st.integers(0, 600),
    st.integers(1, 100),
)


def grid(low: str, high: str, step: str) -> Grid:
    return Grid(low=Decimal(low), high=Decimal(high), step=Decimal(step))


def test_a_grid_names_its_prices():
    prices = PriceGrid.of(grid("0.50", "2.00", "0.50"), "EUR")
    assert [price.minor for price in prices] == [50, 100, 150, 200]
    assert len(prices) == 4


@pytest.mark.parametrize(("low", "high", "step"), [(0, 100, 30), (0, 100, 0), (100, 0, 10), (-10, 100, 10)])
def test_a_grid_that_does_not_close_is_refused(low, high, step):
    with pytest.raises(ElicitationError, match="do not fit"):
        PriceGrid(low, high, step, "EUR")


def test_steps_below_a_cent_are_refused():
    with pytest.raises(MoneyError, match="whole number of minor units"):
        PriceGrid.of(grid("0", "1", "0.005"), "EUR")


@pytest.mark.parametrize("minor", [-1, 55, 205, 500])
def test_amounts_off_the_grid_are_no_bids(minor):
    with pytest.raises(ElicitationError, match=r"amounts go from €0\.00 to €2\.00 in steps of €0\.10"):
        PriceGrid(0, 200, 10, "EUR").take(minor)


def test_another_currency_is_not_on_the_grid():
    assert Money(10, "EUR") in PriceGrid(0, 200, 10, "EUR")
    assert Money(10, "USD") not in PriceGrid(0, 200, 10, "EUR")


@given(GRIDS)
def test_round_amounts_are_amounts_of_the_grid(grid):
    for amounts in (tuple(grid.coarse()), grid.middle()):
        assert all(amount in grid for amount in amounts)
        assert len(amounts) >= min(len(grid), 3)


def test_cents_up_to_five_euros_are_rounded_to_twenty_cents():
    assert PriceGrid(0, 500, 1, "EUR").coarse().step == 20


@pytest.mark.parametrize(
    ("low", "high", "step", "first", "last", "by"),
    [
        (0, 500, 1, 0, 500, 20),  # of 500 steps every 20th: 25 of them, up to the end
        (0, 103, 1, 0, 100, 5),  # of 103 every 5th: 105 would be no price any more
        (50, 250, 10, 50, 250, 10),  # 20 steps are few enough to keep
        (100, 510, 10, 100, 500, 20),  # of 41 every 2nd: the odd one out is the last
    ],
)
def test_round_amounts_reach_as_far_up_as_their_steps_go(low, high, step, first, last, by):
    coarse = PriceGrid(low, high, step, "EUR").coarse()
    assert (coarse.low, coarse.high, coarse.step) == (first, last, by)
