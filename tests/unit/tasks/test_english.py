"""Open bids at one desk: raises, who buys, what is known of everyone's value."""

import pytest

from ikea_effect.errors import ElicitationError
from ikea_effect.protocol.kinds.mechanisms.english import English
from ikea_effect.tasks.bidding.english.rule import (
    Sale,
    Standing,
    bounds,
    english_grid,
    next_price,
    opening,
    raised,
    sale_from,
    settlement,
)
from ikea_effect.tasks.bidding.interval import Interval

GRID = english_grid(
    English.model_validate({"kind": "english", "low": 0.5, "high": 2, "step": 0.5, "group_size": 2}), "EUR"
)


def test_open_bids_go_up_one_step_and_the_last_one_buys():
    standing = opening(GRID, 2)
    for paddle in (1, 2, 1):
        standing = raised(GRID, standing, paddle)
    winner, loser = settlement(GRID, standing, 1), settlement(GRID, standing, 2)
    assert (winner.bought, winner.pays.minor) == (True, 150)
    assert (loser.bought, loser.price.minor, loser.pays.minor) == (False, 150, 0)
    assert bounds(GRID, standing, 1) == Interval(150, None, "EUR")
    assert bounds(GRID, standing, 2) == Interval(100, 200, "EUR")


@pytest.mark.parametrize(("paddle", "also"), [(1, ()), (2, (1,)), (3, ()), (0, ()), (2, (7,))])
def test_who_holds_the_bid_or_has_no_paddle_cannot_raise(paddle, also):
    standing = raised(GRID, opening(GRID, 2), 1)
    with pytest.raises(ElicitationError, match="cannot raise 50 held by 1"):
        raised(GRID, standing, paddle, also)


def test_nobody_raises_above_the_highest_price():
    standing = Standing(200, 1, (200, 150))
    assert next_price(GRID, standing) is None
    with pytest.raises(ElicitationError, match="cannot raise"):
        raised(GRID, standing, 2)
    assert bounds(GRID, standing, 2) == Interval(150, None, "EUR")


def test_whoever_went_along_but_was_not_heard_first_is_bounded_by_that_price():
    standing = raised(GRID, opening(GRID, 3), 2, also=(1, 3))
    assert standing == Standing(50, 2, (50, 50, 50))
    assert bounds(GRID, standing, 1) == Interval(50, 100, "EUR")


def test_where_nobody_bids_nobody_buys():
    standing = opening(GRID, 2)
    for paddle in (1, 2):
        settled = settlement(GRID, standing, paddle)
        assert (settled.bought, settled.price.minor, settled.pays.minor) == (False, 0, 0)
        assert bounds(GRID, standing, paddle) == Interval(0, 50, "EUR")


def test_a_sale_comes_back_from_a_journal_as_it_was():
    sale = Sale(("P2", "P9", "P1"), (Standing(50, 2, (50, 50, None)), Standing(0, 0, (None,) * 3)), 2, "P1")
    assert sale_from(sale.as_data()) == sale
    assert sale.counting.holder == 0
    assert [sale.paddle(who) for who in ("P1", "P2", "P9")] == [3, 1, 2]
