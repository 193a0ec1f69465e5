"""Price lists, offers, double bounds and open bids, by example."""

import pytest

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.double_bounded import DoubleBounded
from ikea_effect.protocol.kinds.mechanisms.take_it_or_leave_it import TakeItOrLeaveIt
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.interval import Interval
from ikea_effect.tasks.bidding.yes_or_no import rule as choices

ROWS = tuple(Money(minor, "EUR") for minor in (50, 100, 150, 200))


@pytest.mark.parametrize(
    ("answers", "low", "high"),
    [("bbkk", 100, 150), ("kkkk", 0, 50), ("bbbb", 200, None), ("bkkk", 50, 100)],
)
def test_a_switch_point_bounds_the_value(answers, low, high):
    given = [{"b": "buy", "k": "keep"}[letter] for letter in answers]
    assert choices.bounds(ROWS, given) == Interval(low, high, "EUR")


@pytest.mark.parametrize(
    ("rule", "low", "high"), [("widest", 50, 200), ("first-switch", 50, 100), ("last-switch", 150, 200)]
)
def test_two_switches_are_bounded_by_the_declared_rule(rule, low, high):
    answers = ["buy", "keep", "buy", "keep"]
    assert not choices.consistent(answers)
    assert choices.bounds(ROWS, answers, rule) == Interval(low, high, "EUR")


@pytest.mark.parametrize("answers", [[], ["buy"], ["buy", "keep", "maybe", "keep"], ["buy"] * 5])
def test_each_price_needs_one_answer(answers):
    with pytest.raises(ElicitationError, match="each price needs buy or keep"):
        choices.bounds(ROWS, answers)


def test_a_yes_buys_at_the_price_that_counts():
    assert choices.settle(ROWS[2], "buy").pays == ROWS[2]
    assert choices.settle(ROWS[2], "keep").pays.minor == 0


def test_one_of_several_offers_is_drawn():
    offer = TakeItOrLeaveIt.model_validate({"kind": "take-it-or-leave-it", "prices": [1, 2, 3]})
    stream = Stream(bytes(32))
    assert {choices.draw_row(offer, stream) for _ in range(60)} == {0, 1, 2}


def test_every_declared_set_of_prices_is_asked_about():
    sets = [{"first": n, "lower": n - 0.5, "higher": n + 0.5} for n in (1, 2, 3)]
    asks = DoubleBounded.model_validate({"kind": "double-bounded", "price_sets": sets})
    drawn = [choices.draw_price_set(asks, Stream(bytes([n]) * 32)) for n in range(90)]
    assert [asks.price_sets[Stream(bytes([n]) * 32).below(3)] for n in range(90)] == drawn
    assert all(15 <= drawn.count(one) <= 45 for one in asks.price_sets)  # three standard deviations


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ("buy", "buy", 300, None), ("buy", "keep", 200, 300),
        ("keep", "buy", 100, 200), ("keep", "keep", 0, 100),
    ],
)  # fmt: skip
def test_two_answers_bound_the_value_from_both_sides(first, second, low, high):
    declared = {"kind": "double-bounded", "price_sets": [{"first": 2, "lower": 1, "higher": 3}]}
    [asked] = DoubleBounded.model_validate(declared).price_sets
    assert choices.double_bounds(asked, first, second, "EUR") == Interval(low, high, "EUR")


def test_an_interval_runs_upward():
    with pytest.raises(ElicitationError, match="between 2 and 1"):
        Interval(2, 1, "EUR")
