"""Comprehension questions: every bank, every number, the right answer by the mechanism itself."""

import pytest
from pydantic import TypeAdapter

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.protocol.kinds.mechanisms.price_list import PriceList
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Vickrey
from ikea_effect.protocol.mechanisms import Mechanism
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.bdm import rule as bdm
from ikea_effect.tasks.bidding.bdm.questions import changes_hands, pays_what
from ikea_effect.tasks.bidding.questions_by_kind import BANKS, bank
from ikea_effect.tasks.bidding.sealed_bids.questions import pays_what as auction_pays
from ikea_effect.tasks.bidding.sealed_bids.questions import wins
from ikea_effect.tasks.bidding.sealed_bids.rule import SealedBid, Terms, settle
from ikea_effect.tasks.bidding.yes_or_no import rule as choices
from ikea_effect.tasks.bidding.yes_or_no.questions import row_decides, row_pays

GRID = {"low": 0, "high": 5, "step": 0.05}
EXAMPLES = {
    "bdm": GRID,
    "first-price": GRID | {"group_size": 2},
    "vickrey": GRID | {"group_size": 4},
    "nth-price": GRID | {"group_size": 4, "n": "random"},
    "english": {"low": 0.5, "high": 5, "step": 0.5, "group_size": 3},
    "price-list": {"prices": [1, 2, 3]},
    "take-it-or-leave-it": {"prices": [1]},
    "double-bounded": {"price_sets": [{"first": 2, "lower": 1, "higher": 3}]},
    "open-ended": GRID,
    "price-slider": GRID,
    "prediction": GRID | {"of": "bid", "scoring": {"kind": "band", "prize": 1, "width": 0.5}},
}


def stream(number: int) -> Stream:
    return Stream(number.to_bytes(32, "big"))


@pytest.mark.parametrize("kind", BANKS)
def test_every_question_has_its_right_answer_once_among_distinct_options(kind):
    mechanism = TypeAdapter(Mechanism).validate_python({"kind": kind, **EXAMPLES[kind]})
    for make in bank(kind):
        for number in range(200):
            question = make(mechanism, "EUR", stream(number))
            assert question.options.count(question.right) == 1
            assert len(set(question.options)) == len(question.options) >= 2
            shown = [question.amounts.get(option, option) for option in question.options]
            assert len(set(shown)) == len(shown), "two options name the same amount"


@pytest.mark.parametrize("trade", ["buy", "sell"])
def test_the_right_answer_is_what_the_mechanism_settles(trade):
    mechanism = Bdm.model_validate({"kind": "bdm", **GRID, "trade": trade})
    for number in range(200):
        asked = changes_hands(mechanism, "EUR", stream(number))
        settled = bdm.settle(mechanism, asked.amounts["bid"], asked.amounts["price"])
        assert (asked.right == "yes") == (settled.bought or settled.sold)
        asked = pays_what(mechanism, "EUR", stream(number))
        settled = bdm.settle(mechanism, asked.amounts["bid"], asked.amounts["price"])
        assert abs(settled.pays.minor) == asked.amounts[asked.right].minor > 0


@pytest.mark.parametrize("kind", ["vickrey", "first-price"])
@pytest.mark.parametrize("units", [1, 2])
def test_in_an_auction_the_highest_bids_get_the_good(kind, units):
    declared = {"kind": kind, **GRID, "group_size": 4, "units": units}
    auction = TypeAdapter(Mechanism).validate_python(declared)
    seen = set()
    for number in range(200):
        asked = wins(auction, "EUR", stream(number))
        higher = sum(bid > asked.amounts["bid"] for bid in asked.amounts["others"])
        assert (asked.right == "yes") == (higher < units)
        seen.add(asked.right)
    assert seen == {"yes", "no"}


def test_a_row_of_a_list_sells_to_whoever_said_yes_there():
    listed = PriceList.model_validate({"kind": "price-list", **EXAMPLES["price-list"]})
    seen = set()
    for number in range(200):
        asked = row_decides(listed, "EUR", stream(number))
        said = "buy" if asked.amounts["price"] <= asked.amounts["bid"] else "keep"  # yes up to the bid
        assert (asked.right == "yes") == choices.settle(asked.amounts["price"], said).bought
        seen.add(asked.right)
        asked = row_pays(listed, "EUR", stream(number))
        assert asked.amounts["price"] < asked.amounts["bid"]
        assert asked.right == "price"
    assert seen == {"yes", "no"}


def test_the_auction_question_asks_for_the_price_that_the_auction_takes():
    auction = Vickrey.model_validate({"kind": "vickrey", **GRID, "group_size": 4, "units": 2})
    for number in range(200):
        asked = auction_pays(auction, "EUR", stream(number))
        rivals = [SealedBid(str(n), bid.minor, n) for n, bid in enumerate(asked.amounts["others"])]
        award = settle([SealedBid("own", asked.amounts["bid"].minor, 9), *rivals], Terms(2, 0, "next-bid"))[0]
        assert award.bought
        assert asked.amounts["price"] == Money(award.pays, "EUR")


def test_both_answers_come_up_about_equally_often():
    mechanism = Bdm.model_validate({"kind": "bdm", **GRID})
    right = [changes_hands(mechanism, "EUR", stream(number)).right for number in range(1000)]
    assert 420 < right.count("yes") < 580  # five standard deviations either way


def test_numbers_differ_between_participants():
    mechanism = Bdm.model_validate({"kind": "bdm", **GRID})
    asked = {tuple(pays_what(mechanism, "EUR", stream(n)).amounts.values()) for n in range(100)}
    assert len(asked) > 50


def test_a_misspelt_bank_is_told():
    with pytest.raises(ElicitationError, match="Did you mean 'vickrey'"):
        bank("vickery")


def test_two_prices_are_enough_to_ask():
    mechanism = Bdm.model_validate({"kind": "bdm", "low": 0, "high": 1, "step": 1})
    for make in bank("bdm"):
        for number in range(20):
            question = make(mechanism, "EUR", stream(number))
            assert question.right in question.options


SEVERAL = [(kind, EXAMPLES[kind]) for kind in BANKS] + [
    ("bdm", GRID | {"pays": "own-bid"}),
    ("take-it-or-leave-it", {"prices": [1, 2, 3], "rounds": 3}),
    ("prediction", GRID | {"of": "bid", "scoring": {"kind": "quadratic", "prize": 1}}),
]


@pytest.mark.parametrize(("kind", "declared"), SEVERAL)
def test_every_question_has_numbers_of_its_own(kind, declared):
    mechanism = TypeAdapter(Mechanism).validate_python({"kind": kind, **declared})
    for make in bank(kind):
        asked = {str(sorted(make(mechanism, "EUR", stream(n)).amounts.items(), key=str)) for n in range(100)}
        assert len(asked) >= (3 if kind == "price-list" else 6), "neighbors read the same numbers"


def prediction(width, **more):
    scoring = {"kind": "band", "prize": 1, "width": width}
    return {"kind": "prediction", **GRID, "of": "bid", "scoring": scoring} | more


@pytest.mark.slow
@pytest.mark.parametrize(
    ("declared", "number"),
    [
        (prediction(0.05), 1), (prediction(0.10), 1), (prediction(0.25), 1), (prediction(2), 1),
        (prediction(0), 1), ({"kind": "english", **EXAMPLES["english"]}, 0),
        ({"kind": "double-bounded", **EXAMPLES["double-bounded"]}, 1),
    ],
)  # fmt: skip
def test_both_answers_are_right_about_equally_often(declared, number):
    mechanism = TypeAdapter(Mechanism).validate_python(declared)
    right = [bank(declared["kind"])[number](mechanism, "EUR", stream(n)).right for n in range(1000)]
    assert 420 < right.count("yes") < 580  # five standard deviations either way
    assert right.count("yes") + right.count("no") == 1000


def test_in_the_band_is_what_earns_the_prize():
    mechanism = TypeAdapter(Mechanism).validate_python(prediction(0.25))
    for number in range(300):
        asked = bank("prediction")[1](mechanism, "EUR", stream(number))
        off = abs(asked.amounts["predicted"].minor - asked.amounts["actual"].minor)
        assert (asked.right == "yes") == (off <= 25)


def test_who_raised_last_gets_the_good():
    mechanism = TypeAdapter(Mechanism).validate_python({"kind": "english", **EXAMPLES["english"]})
    for number in range(100):
        asked = bank("english")[0](mechanism, "EUR", stream(number))
        assert (asked.right == "yes") == (asked.amounts["bid"] > asked.amounts["price"])


@pytest.mark.parametrize("prices", [[2], [1, 2], [0.2, 0.4, 0.6], list(range(1, 41)), [0], [0.01]])
@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
def test_offers_are_asked_about_at_prices_that_are_not_offered(prices, currency):
    if currency == "JPY":
        prices = [price for price in prices if price == int(price)] or [7]
    mechanism = TypeAdapter(Mechanism).validate_python({"kind": "take-it-or-leave-it", "prices": prices})
    offered = {Money.of(str(price), currency) for price in prices}
    for make in bank("take-it-or-leave-it"):
        asked = {make(mechanism, currency, stream(number)).amounts["price"] for number in range(300)}
        assert not asked & offered
        assert len(asked) >= 7
        assert min(asked).minor > 0


@pytest.mark.parametrize("reserve", [0, 2, 4.95, 5])
def test_a_higher_bid_of_a_question_can_buy(reserve):
    declared = {"kind": "first-price", **GRID, "group_size": 2, "reserve": reserve}
    mechanism = TypeAdapter(Mechanism).validate_python(declared)
    for number in range(100):
        asked = bank("first-price")[2](mechanism, "EUR", stream(number))
        assert max(asked.amounts["bid"], asked.amounts["other"]) >= Money.of(str(reserve), "EUR")
        assert (asked.name == "own-bid") == (asked.amounts["other"] > asked.amounts["bid"])
