"""Examples and questions follow the rule as declared: its prices, its ties, its reserve."""

import re

import pytest

from ikea_effect.elicitation.bdm import settle
from ikea_effect.elicitation.questions.bdm import bid_and_price, changes_hands, pays_what
from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.mechanisms import Bdm
from tests.unit.elicitation.test_questions import stream
from tests.unit.session.bidding_bench import context, play, step, written

GRID = {"kind": "bdm", "low": 0, "high": 5, "step": 0.5}
TWO = [{"price": 1}, {"price": 2, "weight": 3}]
DECLARED = [
    GRID | {"prices": TWO},
    GRID | {"prices": [{"price": 2}]},
    GRID | {"prices": [{"price": 1}, {"price": 1.5}], "ties": "does-not-buy"},
    GRID | {"prices": [{"price": 0}, {"price": 5}]},
    GRID | {"prices": TWO, "pays": "own-bid"},
    GRID | {"prices": TWO, "trade": "sell"},
    GRID | {"prices": [{"price": 0}, {"price": 5}], "trade": "sell"},
]
CASE = re.compile(r"• The (?:price|offer) turns out to be €([\d.]+)(, equal to [a-z ]*)?: this person (.*)\.")


def examples(mechanism):
    """The bid and the cases (price, whether it is called a tie, what is said) of many participants."""
    for number in range(60):
        at = context(step(mechanism=mechanism), f"P{number:03}")
        words = written(play(at, {"bid.amount": {"amount": 0}}).page("bid.example"), "en")
        [bid] = re.findall(r"Suppose someone (?:bids|asks) €([\d.]+)\.", words)
        cases = CASE.findall(words)
        assert len(cases) == words.count("turns out to be") >= 1
        yield Money.of(bid, "EUR"), [(Money.of(at, "EUR"), bool(tie), said) for at, tie, said in cases]


@pytest.mark.parametrize("mechanism", [*DECLARED, GRID, GRID | {"high": 0.5}, GRID | {"high": 1}])
@pytest.mark.parametrize("ties", ["buys", "does-not-buy"])
def test_an_example_says_what_the_mechanism_settles(mechanism, ties):
    declared = Bdm.model_validate(mechanism | {"ties": ties})
    prices = {Money.of(entry.price, "EUR") for entry in declared.prices}
    for bid, cases in examples(mechanism | {"ties": ties}):
        for price, called_a_tie, said in cases:
            settled = settle(declared, bid, price)
            assert price in prices or not prices
            assert called_a_tie == (price == bid)
            assert said.startswith(("buys", "sells")) == (settled.bought or settled.sold)
            if settled.bought or settled.sold:
                assert said.endswith(f"€{abs(settled.pays.major):.2f}")


@pytest.mark.parametrize("mechanism", DECLARED)
def test_a_question_names_a_price_that_can_be_drawn_and_no_tie(mechanism):
    declared = Bdm.model_validate(mechanism)
    prices = {Money.of(entry.price, "EUR") for entry in declared.prices}
    right = []
    for number in range(400):
        for make in (changes_hands, pays_what):
            asked = make(declared, "EUR", stream(number)).amounts
            assert asked["price"] in prices
            assert asked["bid"] != asked["price"]
        right.append(changes_hands(declared, "EUR", stream(number)).right)
        settled = settle(declared, asked["bid"], asked["price"])
        assert settled.bought or settled.sold, "it is asked what one pays"
    assert 140 < right.count("yes") < 260  # six standard deviations either way


def test_a_price_that_no_bid_is_above_is_not_asked_about():
    only = Bdm.model_validate(GRID | {"prices": [{"price": 5}]})
    assert bid_and_price(only, "EUR", stream(1))[0] < Money(500, "EUR")
    asked = pays_what(only, "EUR", stream(1))
    assert asked.amounts["bid"] == asked.amounts["price"] == asked.amounts[asked.right] == Money(500, "EUR")
    never = Bdm.model_validate(GRID | {"prices": [{"price": 5}], "ties": "does-not-buy"})
    with pytest.raises(ElicitationError, match="leave no bid that could trade"):
        pays_what(never, "EUR", stream(1))
