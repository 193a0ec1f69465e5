"""Examples and questions follow the rule as declared: its prices, its ties, its reserve."""

import re

import pytest

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Vickrey
from ikea_effect.tasks.bidding.bdm.questions import bid_and_price, changes_hands, pays_what
from ikea_effect.tasks.bidding.bdm.rule import settle
from ikea_effect.tasks.bidding.sealed_bids.groups import Pending, settle_groups
from tests.unit.tasks.bidding_bench import context, play, step, written
from tests.unit.tasks.test_questions import stream

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


# --- auctions -----------------------------------------------------------------------------------------------

SEALED = {"kind": "vickrey", "low": 0, "high": 5, "step": 0.05, "group_size": 5, "if_unfilled": "settle"}
UNFILLED = {
    "one": ({}, "the same rule holds among those who have bid; whoever has bid alone does not buy",
            "dezelfde regel voor degenen die wel hebben geboden; wie als enige heeft geboden, koopt niet"),
    "next": ({"units": 3}, "If they are 3 or fewer, everyone but the lowest bidder buys, at that lowest bid;",
             "Zijn dat er 3 of minder, dan koopt iedereen behalve de laagste bieder, en zij betalen dat"),
    "nth": ({"kind": "nth-price", "n": 3}, "If they are 2 or fewer, everyone but the lowest bidder buys, at",
            "Zijn dat er 2 of minder, dan koopt iedereen behalve"),
    "own": ({"kind": "first-price", "units": 2}, "the lowest bidder buys, each at their own bid;",
            "dan koopt iedereen behalve de laagste bieder, en zij betalen hun eigen bod;"),
    "place": ({"kind": "nth-price", "n": "random"}, "among those who have bid, with a place from 2",
              "voor degenen die wel hebben geboden, met een plaats van 2 tot en met hun aantal;"),
}  # fmt: skip


def rule(mechanism, language="en"):
    played = play(context(step(mechanism=mechanism)), {"bid.amount": {"amount": 0}})
    return [written(page, language).replace("\u00a0", " ") for page in played.pages[:2]]


@pytest.mark.parametrize("name", UNFILLED)
@pytest.mark.parametrize("rounds", [1, 2])
def test_the_rule_says_how_a_group_is_settled_that_does_not_fill_up(name, rounds):
    changes, english, dutch = UNFILLED[name]
    mechanism = SEALED | changes | {"rounds": rounds}
    amounts = {f"bid.round-{number}.amount": {"amount": 0} for number in (1, 2)} | {
        "bid.amount": {"amount": 0}
    }
    for language, expected in (("en", english), ("nl", dutch)):
        for rule_, there in ((mechanism, True), (mechanism | {"if_unfilled": "no-sale"}, False)):
            words = written(play(context(step(mechanism=rule_)), amounts).pages[0], language)
            assert (expected in words) == there


@pytest.mark.parametrize("units", [1, 2, 3])
@pytest.mark.parametrize("size", [2, 3, 4])
def test_what_the_rule_says_of_smaller_groups_is_how_they_are_settled(units, size):
    """With no more bids than units, all but the lowest buy, and pay the lowest bid."""
    mechanism = Vickrey.model_validate(SEALED | {"units": units})
    bids = [Pending(f"P{number}", "bid", 100 * number, number, 0, "") for number in range(1, size + 1)]
    results = settle_groups(mechanism, "EUR", bids, closed=True).results
    bought = {one.participant for one in results if one.bought}
    assert len(bought) == (size - 1 if size <= units else units)
    if size <= units:
        assert bought == {f"P{number}" for number in range(2, size + 1)}
        assert {one.pays for one in results if one.bought} == {100}


def test_the_reserve_is_told_in_rule_and_example():
    words, example = rule(SEALED | {"reserve": 2})
    assert "**The lowest price is €2.00.** With a lower bid you do not buy." in words
    assert "If the bid that sets the price is below it, €2.00 is paid instead." in words
    assert "If that bid were below the lowest price, €2.00 would be paid instead." in example
    words, example = rule(SEALED | {"kind": "first-price", "reserve": 2}, "nl")
    assert "**De laagste prijs is € 2,00.** Met een lager bod koopt u niet." in words
    assert "wordt € 2,00 betaald" not in words
    assert "Wie minder biedt dan de laagste prijs van € 2,00, koopt niet." in example
    assert "lowest price" not in "".join(rule(SEALED))


def test_practice_says_what_the_reserve_changed():
    mechanism = SEALED | {"reserve": 2, "group_size": 3}
    seen = set()
    for number in range(80):
        at = context(step(mechanism=mechanism, practice_rounds=1), f"P{number:03}")
        for bid in (150, 400):
            replies = {"bid.practice-1.amount": {"amount": bid}, "bid.amount": {"amount": 0}}
            words = written(play(at, replies).page("bid.practice-1.outcome"), "en")
            told = re.search(r"group bid €([\d.]+) and €([\d.]+)\.", words)
            highest = max(Money.of(told[1], "EUR"), Money.of(told[2], "EUR")).minor
            raised = bid == 400 and highest < 200
            assert ("Your bid is below the lowest price of €2.00." in words) == (bid == 150)
            assert ("is below the lowest price, so €2.00 is paid." in words) == raised
            assert ("You buy the token, pay €2.00" in words) == (raised or (bid == 400 and highest == 200))
            seen.add((bid, raised))
    assert seen == {(150, False), (400, False), (400, True)}


def test_an_example_of_a_random_place_draws_it():
    mechanism = SEALED | {"kind": "nth-price", "n": "random"}
    places = set()
    for number in range(60):
        at = context(step(mechanism=mechanism), f"P{number:03}")
        words = written(play(at, {"bid.amount": {"amount": 0}}).page("bid.example"), "en")
        place = int(re.search(r"Suppose place (\d) is drawn", words)[1])
        bids = sorted(re.findall(r"€\d\.\d\d", words.split("group are ")[1])[:5], reverse=True)
        assert f"pays {bids[place - 1]}, which is" in words
        places.add(place)
    assert places == {2, 3, 4, 5}


@pytest.mark.parametrize("kind", ["prediction", "open-ended"])
def test_practice_with_stated_amounts_names_range_and_step(kind):
    more = {"of": "bid", "scoring": {"kind": "quadratic", "prize": 1}} if kind == "prediction" else {}
    mechanism = {"kind": kind, "low": 0, "high": 5, "step": 0.05, **more}
    page = play(context(step(mechanism=mechanism, practice_rounds=1)), {"bid.amount": {"amount": 0}}).page(
        "bid.practice-1.amount"
    )
    assert "Choose an amount from €0.00 to €5.00, in steps of €0.05." in written(page, "en")
    assert "van € 0,00 tot en met € 5,00, in stappen van € 0,05." in written(page, "nl").replace(
        "\u00a0", " "
    )


@pytest.mark.parametrize("prices", [[2], [1, 2, 3]])
def test_practice_shows_no_price_that_is_offered_afterwards(prices):
    mechanism = {"kind": "take-it-or-leave-it", "prices": prices}
    no = {"bid.offer": {"list": {"rows": ["keep"]}}}
    shown = set()
    for number in range(100):
        at = context(step(mechanism=mechanism, practice_rounds=1), f"P{number:03}")
        [asked] = play(at, no).page("bid.practice-1.amount").asks
        shown |= set(asked.prices)
    assert len(shown) > 10
    assert not shown & {Money.of(price, "EUR") for price in prices}
