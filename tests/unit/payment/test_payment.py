"""From trades to what is handed over: the payment rule, the ledger, the cash box, a whole study."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.payment.cash_box import cash_for, cash_list, countable, denominations
from ikea_effect.payment.entries import Entry, goods_moved, handed_over, post, unbalanced
from ikea_effect.payment.payout import Session, Told, pay
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.payment import Payment
from ikea_effect.tasks.payment_rule import Account, Trade, adjustments, entries, rounded_to, rules

AUCTION = {"kind": "vickrey", "low": 0, "high": 5, "step": 0.05, "group_size": 2, "if_unfilled": "settle"}
GUESS = {
    "kind": "prediction", "low": 0, "high": 5, "step": 0.05, "of": "bid",
    "scoring": {"kind": "band", "prize": 1, "width": 0.25},
}  # fmt: skip


def rule_of(**declared: Any):
    return rules(Payment.model_validate(declared), "EUR")


def handed(rule, account: Account) -> int:
    return sum(entry.minor for entry in entries(rule, account))


BUYS, SELLS = Trade("bid", "box", 1, 120), Trade("sale", "box", -1, -300)


@pytest.mark.parametrize(
    ("declared", "trades", "expected"),
    [
        ({"show_up": 5}, (), 500),
        ({"show_up": 5, "endowment": 5}, (BUYS,), 880),
        ({"show_up": 5}, (SELLS,), 800),
        ({"show_up": 1}, (BUYS,), -20),
        ({"show_up": 1, "floor": 0}, (BUYS,), 0),
        ({"show_up": 5, "cap": 7}, (SELLS,), 700),
        ({"show_up": 5, "endowment": 5, "round_to": 0.5}, (BUYS,), 900),
        ({"show_up": 5, "endowment": 5, "round_to": 0.5, "rounding": "nearest"}, (BUYS,), 900),
        ({"show_up": 5, "endowment": 5, "round_to": 1, "rounding": "nearest"}, (BUYS,), 900),
        ({"show_up": 5, "endowment": 5, "round_to": 2, "rounding": "nearest"}, (BUYS,), 800),
    ],
)
def test_the_declared_rule_says_what_is_handed_over(declared, trades, expected):
    assert handed(rule_of(**declared), Account("P001", trades)) == expected


def test_only_the_drawn_step_counts():
    rule = rule_of(show_up=5, binding="one-random")
    assert handed(rule, Account("P001", (BUYS, SELLS), drawn="sale")) == 800
    assert handed(rule, Account("P001", (BUYS, SELLS), drawn="bid")) == 380
    with pytest.raises(ElicitationError, match="no bidding step was drawn"):
        handed(rule, Account("P001", (BUYS, SELLS)))


def test_only_the_named_step_counts():
    assert handed(rule_of(show_up=5, binding="bid"), Account("P001", (BUYS, SELLS))) == 380


def test_points_are_paid_at_the_declared_rate():
    assert handed(rule_of(points_per_unit=3), Account("P001", points=10)) == 333
    with pytest.raises(ElicitationError, match="points_per_unit"):
        handed(rule_of(), Account("P001", points=10))


@pytest.mark.parametrize(
    "declared",
    [
        {"floor": 5, "cap": 4},
        {"floor": "0.02", "cap": "0.04", "round_to": "0.05"},
        {"round_to": 0},
        {"show_up": -1},
    ],
)
def test_payment_that_makes_no_sense_is_refused(declared):
    with pytest.raises(ValueError, match=r"floor|rounded|greater than or equal to 0"):
        Payment.model_validate(declared)


@pytest.mark.parametrize(
    ("declared", "total", "expected"),
    [
        ({"cap": "10.03", "round_to": "0.05"}, 1003, 1000),  # up would be above the cap
        ({"cap": "10.03", "round_to": "0.05"}, 998, 1000),
        ({"floor": "0.02", "round_to": "0.05", "rounding": "nearest"}, 0, 5),  # 0 is below
        ({"floor": "0.02", "round_to": "0.05", "rounding": "nearest"}, 12, 10),
        ({"floor": "4.99", "cap": "5.01", "round_to": "1.00"}, 700, 500),
    ],
)
def test_rounding_stays_within_floor_and_cap(declared, total, expected):
    assert total + sum(change for _, change in adjustments(rule_of(**declared), total)) == expected


@given(
    total=st.integers(-1000, 3000),
    floor=st.none() | st.integers(0, 500),
    cap=st.none() | st.integers(500, 2000),
    coin=st.none() | st.integers(1, 700),
    rounding=st.sampled_from(["up", "nearest"]),
)
def test_floor_and_cap_bound_what_is_handed_over_in_whole_coins(total, floor, cap, coin, rounding):
    declared = {"floor": floor, "cap": cap, "round_to": coin}
    said = {key: str(Decimal(minor) / 100) for key, minor in declared.items() if minor is not None}
    try:
        rule = rule_of(**said, rounding=rounding)
    except ValueError:  # refused: then no whole number of coins lies between them
        assert not [amount for amount in range(0, 2001, coin) if floor <= amount <= cap]
        return
    after = total + sum(change for _, change in adjustments(rule, total))
    assert floor is None or after >= floor
    assert cap is None or after <= cap
    assert coin is None or after % coin == 0
    if (floor is None or total >= floor) and (cap is None or total <= cap):
        assert abs(after - total) < (coin or 1)


@given(total=st.integers(-1000, 1000), coin=st.integers(1, 60))
def test_rounding_goes_up_or_to_the_nearest_coin(total, coin):
    assert 0 <= rounded_to(total, coin, "up") - total < coin
    assert abs(rounded_to(total, coin, "nearest") - total) * 2 <= coin


# --- the ledger --------------------------------------------------------------------------------------------

ENTRIES = st.lists(
    st.builds(
        Entry,
        participant=st.sampled_from(["P001", "P002", "P003"]),
        reason=st.sampled_from(["show-up", "bid", "cap"]),
        minor=st.integers(-500, 500),
        good=st.just("box"),
        quantity=st.integers(-1, 1),
    ),
    max_size=9,
    unique_by=lambda entry: (entry.participant, entry.reason),
)


@pytest.mark.slow
@given(entries=ENTRIES)
def test_every_posting_sums_to_zero_and_everyone_gets_what_is_due(entries):
    lines = post(entries, "EUR")
    assert unbalanced(lines) == []
    due: dict[str, int] = {}
    for entry in entries:
        due[entry.participant] = due.get(entry.participant, 0) + entry.minor
    assert {who: minor for who, minor in handed_over(lines).items() if minor} == {
        who: minor for who, minor in due.items() if minor
    }


@pytest.mark.slow
@given(entries=ENTRIES)
def test_posting_twice_pays_once(entries):
    lines = post(entries, "EUR")
    assert post(entries, "EUR", lines) == []


@pytest.mark.slow
@given(first=ENTRIES, second=ENTRIES)
def test_a_correction_is_a_new_posting_that_leads_to_the_new_amounts(first, second):
    before = post(first, "EUR")
    after = post(second, "EUR", before)
    assert unbalanced([*before, *after]) == []
    assert not {line.posting for line in before} & {line.posting for line in after}
    assert post(second, "EUR", [*before, *after]) == []


def test_a_correction_is_named():
    before = post([Entry("P001", "bid", -120, "box", 1)], "EUR")
    after = post([Entry("P001", "bid", -100, "box", 1)], "EUR", before)
    assert [(line.posting, line.account, line.amount_minor) for line in after] == [
        ("P001/bid/correction-1", "P001", 20),
        ("P001/bid/correction-1", "cash box", -20),
    ]


def test_an_edited_line_shows():
    lines = post([Entry("P001", "show-up", 500)], "EUR")
    assert unbalanced([lines[0]._replace(amount_minor=600), lines[1]]) == ["P001/show-up"]


# --- the cash box ------------------------------------------------------------------------------------------


@given(
    minor=st.integers(0, 50_000), currency=st.sampled_from(["EUR", "USD", "GBP", "CHF", "JPY", "KWD", "SEK"])
)
def test_notes_and_coins_make_up_the_amount(minor, currency):
    counted = cash_for(Money(minor, currency))
    assert sum(value * count for value, count in counted.items()) == minor
    assert set(counted) <= set(countable(currency))


def test_the_cash_box_holds_what_everyone_is_handed():
    assert cash_list([Money(880, "EUR"), Money(500, "EUR"), Money(-20, "EUR")]) == {
        500: 2, 200: 1, 100: 1, 50: 1, 20: 1, 10: 1,
    }  # fmt: skip


# --- a whole study -----------------------------------------------------------------------------------------


def study(**payment: Any) -> Protocol:
    def bidding(name: str, mechanism: dict[str, Any]) -> dict[str, Any]:
        return {"bidding": {"id": name, "good": "box", "measure": name, "mechanism": mechanism}}

    return Protocol.model_validate(
        {
            "id": "small", "version": 1, "title": "Small", "languages": ["en"], "currency": "EUR",
            "factors": {"labor": {"levels": {"a": {"label": "A"}, "b": {"label": "B"}}}},
            "assignment": {"block_sizes": [2]}, "sample": {"per_condition": 2}, "goods": {"box": {}},
            "timeline": [
                bidding("bid", {"kind": "bdm", "low": 0, "high": 5, "step": 0.01}),
                bidding("auction", AUCTION),
                bidding("guess", GUESS),
            ],
            "measures": {"bid": {"kind": "money"}, "auction": {"kind": "money"}, "guess": {"kind": "money"}},
            "payment": {"show_up": 5, "endowment": 5} | payment,
        }
    )  # fmt: skip


def euro(minor: int) -> dict[str, Any]:
    return {"minor": minor, "currency": "EUR"}


def session(number: int, bid: int, price: int, auction: int, guess: int = 100, **drawn: str) -> Session:
    at = f"2026-01-01T00:{number:02}:00.000Z"
    bought, pays = (True, euro(price)) if bid >= price else (False, euro(0))
    facts = [
        ("measured", {"measure": "bid", "repetition": 0, "value": euro(bid)}),
        ("settled", {"bidding": "bid", "bought": bought, "price": euro(price), "pays": pays}),
        ("pending", {"bidding": "auction", "amount": euro(auction), "rank": number, "share": 0}),
        ("pending", {"bidding": "guess", "amount": euro(guess), "rank": 0, "share": 0}),
        *(
            ("drawn", {"purpose": "binding", "commitment": "", "value": 0, "bidding": step})
            for step in drawn.values()
        ),
    ]
    return Session(
        f"P{number:03}", {"labor": "a"}, [Told.read(kind, data, at) for kind, data in facts], slot=number
    )


FIRST = session(1, 150, 120, 200, 80)
SECOND = session(2, 50, 120, 300, 150)
THIRD = session(3, 100, 90, 100, 100)


def test_a_study_is_settled_as_groups_fill():
    alone = pay(study(), [FIRST])
    assert alone.waiting == {"auction": ["P001"], "guess": ["P001"]}
    assert handed_over(alone.lines) == {"P001": 880}
    more = pay(study(), [FIRST, SECOND, THIRD], alone.lines)
    assert more.waiting == {"auction": ["P003"], "guess": ["P001", "P002", "P003"]}
    assert handed_over([*alone.lines, *more.lines]) == {"P001": 880, "P002": 800, "P003": 910}
    assert goods_moved([*alone.lines, *more.lines]) == {
        ("P001", "box"): 1,
        ("P002", "box"): 1,
        ("P003", "box"): 1,
    }


def test_groups_form_in_the_order_of_places_whatever_the_members_are_called():
    last = THIRD._replace(participant="P000")
    assert pay(study(), [last, FIRST, SECOND]).waiting["auction"] == ["P000"]


@pytest.mark.slow
@given(st.lists(st.datetimes(), min_size=3, max_size=3))
def test_no_clock_decides_who_meets_in_a_group_or_what_is_paid(clocks: list[datetime]) -> None:
    sessions = [
        one._replace(facts=[told._replace(at=clock.isoformat()) for told in one.facts])
        for one, clock in zip((FIRST, SECOND, THIRD), clocks, strict=True)
    ]
    assert pay(study(), sessions) == pay(study(), [FIRST, SECOND, THIRD])


def test_settling_in_steps_or_at_once_comes_to_the_same():
    everyone = [FIRST, SECOND, THIRD]
    at_once = pay(study(), everyone, closed=True)
    lines = pay(study(), everyone[:1]).lines
    lines += pay(study(), everyone[:2], lines).lines
    lines += pay(study(), everyone, lines).lines
    lines += pay(study(), everyone, lines, closed=True).lines
    assert handed_over(lines) == handed_over(at_once.lines)
    assert goods_moved(lines) == goods_moved(at_once.lines)
    assert at_once.waiting == {}


def test_settling_a_study_twice_pays_once():
    lines = pay(study(), [FIRST, SECOND, THIRD], closed=True).lines
    assert pay(study(), [FIRST, SECOND, THIRD], lines, closed=True).lines == []
    assert unbalanced(lines) == []


def test_predictions_are_paid_when_all_bids_are_in():
    lines = pay(study(), [FIRST, SECOND, THIRD], closed=True).lines
    earned = {line.account: line.amount_minor for line in lines if line.reason == "guess"}
    # the others' means are 75 for P001 (who said 80), 125 for P002 (150), 100 for P003 (100)
    assert earned == {"P001": 100, "P002": 100, "P003": 100, "cash box": -100}


def test_who_predicts_wrongly_earns_nothing_and_the_ledger_tells_what_was_right():
    wrong = session(2, 50, 120, 300, 151)
    lines = pay(study(), [FIRST, wrong, THIRD], closed=True).lines
    told = {
        line.participant: (line.amount_minor, line.group)
        for line in lines
        if line.reason == "guess" and line.account == line.participant
    }
    assert told == {
        "P001": (100, "guess/right 75"), "P002": (0, "guess/right 125"), "P003": (100, "guess/right 100"),
    }  # fmt: skip
    [alone] = [
        line for line in pay(study(), [FIRST], closed=True).lines
        if line.reason == "guess" and line.account == "P001"
    ]  # fmt: skip
    assert (alone.amount_minor, alone.group) == (0, "guess/right none")


def test_a_group_that_never_fills_follows_the_declared_rule():
    lines = pay(study(), [FIRST, SECOND, THIRD], closed=True).lines
    assert not [
        line for line in lines if (line.participant, line.reason) == ("P003", "auction") and line.quantity
    ]


def test_a_settled_group_stands_when_a_member_withdraws():
    lines = pay(study(), [FIRST, SECOND, THIRD]).lines
    left = [line for line in lines if line.participant != "P002"]
    assert pay(study(), [FIRST, THIRD], left).lines == []


def test_a_settled_group_stands_when_other_bids_come_to_light():
    lines = pay(study(), [SECOND, THIRD]).lines
    late = pay(study(), [FIRST, SECOND, THIRD], lines)
    assert late.waiting["auction"] == ["P001"]
    assert {line.participant for line in late.lines} == {"P001"}


def test_one_random_step_is_carried_out_and_the_group_stands():
    protocol = study(binding="one-random")
    sessions = [session(1, 150, 120, 200, drawn="bid"), session(2, 150, 120, 300, drawn="auction")]
    lines = pay(protocol, sessions).lines
    assert handed_over(lines) == {"P001": 880, "P002": 800}
    assert pay(protocol, sessions, lines).lines == []


@pytest.mark.slow
@given(bids=st.lists(st.tuples(st.integers(0, 100), st.integers(0, 500)), min_size=1, max_size=9))
def test_revenue_and_ownership_are_conserved_across_a_settlement(bids):
    """Against sums from the bids alone: what the cash box takes and gives, and what leaves the shelf."""
    sessions = [session(n, 5 * bid, price, 5 * bid) for n, (bid, price) in enumerate(bids)]
    lines = pay(study(), sessions, closed=True).lines
    amounts = [5 * bid for bid, _ in bids]
    prices = [price for amount, (_, price) in zip(amounts, bids, strict=True) if amount >= price]
    pairs = [amounts[n : n + 2] for n in range(0, len(amounts) - 1, 2)]  # of two, the lower bid is the price
    revenue = sum(prices) + sum(min(pair) for pair in pairs)
    prizes = sum(100 for n in range(len(amounts)) if _near(amounts[:n] + amounts[n + 1 :], 100, 25))
    given = len(bids) * (500 + 500) + prizes
    moved = dict.fromkeys(("cash box", "goods shelf"), 0)
    for line in lines:
        if line.account in moved:
            moved[line.account] += line.amount_minor or line.quantity
    assert moved == {"cash box": revenue - given, "goods shelf": -(len(prices) + len(pairs))}
    assert sum(handed_over(lines).values()) == given - revenue
    assert sum(goods_moved(lines).values()) == len(prices) + len(pairs)
    assert unbalanced(lines) == []


def _near(others: list[int], predicted: int, width: int) -> bool:
    """Whether the mean of the others' bids, in whole cents, halves up, is no farther away than the width."""
    return bool(others) and abs(int(Fraction(sum(others), len(others)) + Fraction(1, 2)) - predicted) <= width


@pytest.mark.parametrize(
    ("minor", "country", "coins"),
    [
        (885, "NL", {500: 1, 200: 1, 100: 1, 50: 1, 20: 1, 10: 1, 5: 1}),
        (804, "DE", {500: 1, 200: 1, 100: 1, 2: 2}),
        (804, "NL", {500: 1, 200: 1, 100: 1, 2: 2}),  # no shop gives these coins: check has warned
    ],
)
def test_coins_follow_the_country_as_far_as_the_amount_lets_them(
    minor: int, country: str, coins: dict[int, int]
) -> None:
    assert cash_for(Money(minor, "EUR"), country) == coins
    assert (1 in denominations("EUR", country)) == (country != "NL")
