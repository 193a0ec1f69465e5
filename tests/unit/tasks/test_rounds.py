"""Several rounds, one of which counts: by example, over whole grids, and for any bids."""

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from ikea_effect.money import Money
from ikea_effect.payment.entries import unbalanced
from ikea_effect.payment.payout import Session, Told, pay
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.protocol.kinds.mechanisms.price_list import PriceList
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Auction, Vickrey
from ikea_effect.protocol.mechanisms import Mechanism
from ikea_effect.seeds import Stream, stream_key
from ikea_effect.tasks.bidding.bdm import rule as bdm
from ikea_effect.tasks.bidding.rounds import binding_round, draw_round_share, group_round, rest_of_shares
from ikea_effect.tasks.bidding.sealed_bids.groups import GroupResult, Pending, round_in, settle_groups
from ikea_effect.tasks.bidding.sealed_bids.rule import draw_rank, draw_share
from ikea_effect.tasks.bidding.yes_or_no import rule as choices
from tests.unit.tasks.bidding_bench import context, step

ANY = TypeAdapter(Mechanism)
KEY = bytes(range(32))
SMALL = {"low": 0, "high": 6, "step": 1}


def bdm_of(**changes) -> Bdm:
    return Bdm.model_validate({"kind": "bdm", **SMALL} | changes)


def vickrey_of(**changes) -> Vickrey:
    return Vickrey.model_validate({"kind": "vickrey", **SMALL, "group_size": 3} | changes)


def bids_of(*rows: tuple[int, ...], shares: tuple[int, ...] = ()) -> list[Pending]:
    """One bidder for each row of bids, in the order given."""
    return [
        Pending(f"P{n}", "bid", bids[0], n, 0, f"2026-01-01T0{n}", "", bids, share)
        for n, (bids, share) in enumerate(zip(rows, shares or (0,) * len(rows), strict=True))
    ]


# --- by example --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "declared",
    [
        {"kind": "bdm", **SMALL, "trade": "sell"},
        {"kind": "vickrey", **SMALL, "group_size": 3},
        {"kind": "first-price", **SMALL, "group_size": 2},
        {"kind": "nth-price", **SMALL, "group_size": 3, "n": "random"},
        {"kind": "price-list", "prices": [1, 2]},
        {"kind": "take-it-or-leave-it", "prices": [1]},
    ],
)
def test_every_sealed_mechanism_that_is_real_takes_rounds(declared):
    assert ANY.validate_python(declared | {"rounds": 50}).rounds == 50
    assert ANY.validate_python(declared).rounds == 1


def test_the_binding_round_is_one_of_the_rounds():
    stream = Stream(KEY)
    assert {binding_round(bdm_of(rounds=3), stream) for _ in range(100)} == {1, 2, 3}


@pytest.mark.parametrize(
    ("shares", "round_"), [((0, 0, 0), 1), ((1, 0, 0), 2), ((2, 2, 2), 1), ((2, 2, 1), 3)]
)
def test_a_group_settles_on_one_round_and_names_it(shares, round_):
    auction = vickrey_of(rounds=3)
    settled = settle_groups(auction, "EUR", bids_of((1, 6, 2), (2, 5, 4), (3, 4, 6), shares=shares))
    won, second = {1: ("P2", 2), 2: ("P0", 5), 3: ("P2", 4)}[round_]
    assert not settled.waiting
    assert {result.group for result in settled.results} == {f"bid/1 round {round_}"}
    assert [(one.participant, one.pays) for one in settled.results if one.bought] == [(won, second)]


def test_groups_are_numbered_on_after_those_that_name_a_round():
    auction = vickrey_of(rounds=2, group_size=2)
    first = settle_groups(auction, "EUR", bids_of((1, 2), (3, 4), shares=(1, 0))).results
    formed = {result.participant: result.group for result in first}
    later = [bid._replace(participant=f"Q{n}") for n, bid in enumerate(bids_of((1, 2), (3, 4)))]
    second = settle_groups(auction, "EUR", later, formed=formed).results
    assert {one.group for one in (*first, *second)} == {"bid/1 round 2", "bid/2 round 1"}


def test_a_group_that_never_fills_is_settled_on_the_round_of_those_who_bid():
    auction = vickrey_of(rounds=3, group_size=4, if_unfilled="settle")
    settled = settle_groups(auction, "EUR", bids_of((1, 6, 2), (2, 5, 4), shares=(2, 2)), closed=True)
    assert [(one.group, one.bought, one.pays) for one in settled.results] == [
        ("bid/1 round 2", True, 5), ("bid/1 round 2", False, 0),
    ]  # fmt: skip


def test_no_round_counts_where_nothing_is_sold():
    auction = vickrey_of(rounds=3, group_size=4)
    settled = settle_groups(auction, "EUR", bids_of((1, 6, 2), (2, 5, 4), shares=(2, 2)), closed=True)
    assert {one.group for one in settled.results} == {"bid/1"}
    assert not any(one.bought for one in settled.results)


@pytest.mark.parametrize(
    ("group", "round_"),
    [("bid/1", None), ("bid/12 round 3", 3), ("bid/label=users/2 round 50", 50), ("", None)],
)
def test_the_groups_name_tells_its_round(group, round_):
    assert round_in(group) == round_


# --- which round counts ------------------------------------------------------------------------------------

ROUNDS, SHARES = st.integers(1, 50), st.lists(st.integers(0, 10**6), max_size=8)


@given(rounds=ROUNDS, others=SHARES)
def test_the_groups_round_is_uniform_if_any_one_part_is(rounds, others):
    """Whatever the others drew, chose or were told: one honest part makes every round equally likely."""
    found = Counter(group_round(vickrey_of(rounds=rounds), (*others, own)) for own in range(rounds))
    assert found == Counter(range(1, rounds + 1))


@given(rounds=ROUNDS, shares=st.lists(st.integers(0, 49), min_size=2, max_size=8), data=st.data())
def test_a_member_recomputes_the_round_from_the_own_part_and_the_sum_of_the_others(rounds, shares, data):
    auction, place = vickrey_of(rounds=rounds), data.draw(st.integers(0, len(shares) - 1))
    round_, own = group_round(auction, shares), shares[place] % rounds
    rest = rest_of_shares(auction, round_, own)
    assert rest == (sum(shares) - shares[place]) % rounds
    assert group_round(auction, (own, rest)) == round_


@given(rounds=ROUNDS, shares=st.lists(st.integers(0, 49), min_size=2, max_size=8), data=st.data())
def test_the_order_of_members_does_not_move_the_round(rounds, shares, data):
    auction = vickrey_of(rounds=rounds)
    assert group_round(auction, data.draw(st.permutations(shares))) == group_round(auction, shares)


def test_the_parts_that_streams_draw_are_uniform():
    """Counts of 3,000 keys over 3 parts: 1,000 each expected, within five standard deviations."""
    auction = vickrey_of(rounds=3)
    keys = (stream_key(KEY, f"P{n}", "bid.binding") for n in range(3000))
    found = Counter(draw_round_share(auction, Stream(key)) for key in keys)
    assert set(found) == {0, 1, 2}
    assert all(abs(count - 1000) < 5 * (3000 * 2 / 9) ** 0.5 for count in found.values())


# --- other draws stay where they are -----------------------------------------------------------------------


@given(secret=st.binary(min_size=32, max_size=32), fewer=st.integers(1, 9), more=st.integers(1, 9))
def test_adding_rounds_moves_no_earlier_rounds_draw(secret, fewer, more):
    """Each round draws from a stream of its own, which the number of rounds does not name."""

    def drawn(rounds: int) -> list[tuple[int, int]]:
        bids, rows = (
            bdm_of(rounds=rounds),
            PriceList.model_validate({"kind": "price-list", "prices": [1, 2, 3, 4, 5], "rounds": rounds}),
        )
        return [
            (
                bdm.draw_price(bids, "EUR", Stream(stream_key(secret, "P1", f"bid.round-{n}.price"))).minor,
                choices.draw_row(rows, Stream(stream_key(secret, "P1", f"bid.round-{n}.row"))),
            )
            for n in range(1, rounds + 1)
        ]

    assert drawn(fewer + more)[:fewer] == drawn(fewer)


@given(key=st.binary(min_size=32, max_size=32), rounds=ROUNDS)
def test_rank_and_part_in_the_place_do_not_depend_on_the_rounds(key, rounds):
    def drawn(auction: Auction) -> tuple[int, int]:
        stream = Stream(key)
        return draw_rank(stream), draw_share(auction, stream)

    assert drawn(vickrey_of(rounds=rounds)) == drawn(vickrey_of())


# --- money and goods ---------------------------------------------------------------------------------------


@pytest.mark.slow
@given(
    rounds=st.integers(2, 5),
    size=st.integers(2, 4),
    members=st.integers(2, 13),
    rule=st.sampled_from(["settle", "no-sale"]),
    data=st.data(),
)
def test_one_round_of_each_group_is_settled_as_if_it_were_the_only_one(rounds, size, members, rule, data):
    amounts = st.tuples(*[st.integers(0, 6)] * rounds)
    rows = data.draw(st.lists(amounts, min_size=members, max_size=members))
    shares = data.draw(st.tuples(*[st.integers(0, rounds - 1)] * members))
    auction = vickrey_of(rounds=rounds, group_size=size, if_unfilled=rule)
    alone = vickrey_of(group_size=size, if_unfilled=rule)
    bids = bids_of(*rows, shares=shares)
    bids = [bid._replace(participant=f"P{n:02}", order=f"{n:02}") for n, bid in enumerate(bids)]
    results = settle_groups(auction, "EUR", bids, closed=True).results
    assert sorted(one.participant for one in results) == [bid.participant for bid in bids]
    by_name = {bid.participant: bid for bid in bids}
    for _, group in itertools.groupby(results, key=lambda one: one.group):
        members_of = list(group)
        round_ = round_in(members_of[0].group)
        if round_ is None:
            assert not any(one.bought or one.pays for one in members_of)
            continue
        once = [by_name[one.participant] for one in members_of]
        once = [bid._replace(amount=bid.amounts[round_ - 1], amounts=()) for bid in once]
        expected = settle_groups(alone, "EUR", once, closed=True).results
        strip = {"group": "", "kept": ""}
        assert [one._replace(**strip) for one in members_of] == [one._replace(**strip) for one in expected]
        assert sum(one.bought for one in members_of) <= auction.units
        assert revenue(members_of) == sum(one.price for one in members_of if one.bought)


def revenue(results: list[GroupResult]) -> int:
    return sum(one.pays for one in results)


@pytest.mark.slow
@given(rounds=st.integers(2, 4), members=st.integers(2, 9), closed=st.booleans(), data=st.data())
def test_money_and_goods_of_a_study_in_rounds_are_conserved(rounds, members, closed, data):
    """From the facts of sessions to the ledger: each unit sold is paid once."""
    auction = {"kind": "vickrey", **SMALL, "group_size": 3, "rounds": rounds, "if_unfilled": "settle"}
    protocol = context(step(mechanism=auction), payment={"endowment": 6}).protocol
    sessions = []
    for number in range(members):
        bids = data.draw(st.lists(st.integers(0, 6).map(lambda n: 100 * n), min_size=rounds, max_size=rounds))
        told = {"bidding": "bid", "amount": {"minor": bids[0], "currency": "EUR"}, "rank": number, "share": 0}
        told |= {"bids_minor": bids, "round_share": data.draw(st.integers(0, rounds - 1))}
        sessions.append(Session(f"P{number}", {}, [Told.read("pending", told, f"{number}")]))
    paid = pay(protocol, sessions, closed=closed)
    assert unbalanced(paid.lines) == []
    own = [line for line in paid.lines if line.reason == "bid" and line.account == line.participant]
    sold = {line.group: line for line in own if line.quantity}
    assert len(sold) == sum(line.quantity for line in own) <= (members + 2) // 3
    assert all(line.amount_minor == 0 for line in own if not line.quantity)
    for group, line in sold.items():
        round_ = round_in(group)
        assert round_ is not None
        theirs = [one.participant for one in own if one.group == group]
        bids = sorted(sessions[int(who[1:])].facts[0].fact.bids_minor[round_ - 1] for who in theirs)
        assert -line.amount_minor == bids[-2]


# --- truth stays weakly dominant ---------------------------------------------------------------------------


def better_than_truth_in_two_bdm_rounds(mechanism: Bdm) -> list[tuple]:
    """Every (value, bids, prices, round that counts) at which other bids than the value twice pay more."""
    grid = [price.minor for price in bdm.price_grid(mechanism, "EUR")]
    pairs = list(itertools.product(grid, repeat=2))

    def gain(value: int, bids: tuple[int, int], prices: tuple[int, int], counts: int) -> int:
        settled = bdm.settle(mechanism, Money(bids[counts], "EUR"), Money(prices[counts], "EUR"))
        if mechanism.trade == "sell":
            return -settled.pays.minor - (value if settled.sold else 0)
        return (value if settled.bought else 0) - settled.pays.minor

    return [
        (value, bids, prices, counts)
        for value, bids, prices, counts in itertools.product(grid, pairs, pairs, (0, 1))
        if gain(value, bids, prices, counts) > gain(value, (value, value), prices, counts)
    ]


@pytest.mark.parametrize("trade", ["buy", "sell"])
def test_truth_in_every_round_is_weakly_dominant_in_a_bdm(trade):
    assert better_than_truth_in_two_bdm_rounds(bdm_of(high=4, rounds=2, trade=trade)) == []


def test_it_is_not_where_the_own_bid_is_paid():
    found = better_than_truth_in_two_bdm_rounds(bdm_of(high=4, rounds=2, pays="own-bid"))
    assert found
    assert all(bids[counts] < value for value, bids, _, counts in found)


def better_than_truth_in_two_rounds_of_an_auction(auction: Auction) -> list[tuple]:
    """Every (value, own bids, others' bids, own share) at which other bids than the value twice pay more."""
    grid = range(4)
    pairs = list(itertools.product(grid, repeat=2))

    def gain(value: int, own: tuple[int, int], others: tuple, share: int) -> int:
        [mine, *_] = settle_groups(auction, "EUR", bids_of(own, *others, shares=(share, 0, 0))).results
        return (value if mine.bought else 0) - mine.pays

    found = []
    for others in itertools.product(pairs[::3], pairs[::2]):
        for value, share in itertools.product(grid, (0, 1)):
            honest = gain(value, (value, value), others, share)
            found += [
                (value, own, others, share) for own in pairs if gain(value, own, others, share) > honest
            ]
    return found


def test_truth_in_every_round_is_weakly_dominant_in_a_vickrey_auction():
    assert better_than_truth_in_two_rounds_of_an_auction(vickrey_of(rounds=2)) == []


def test_it_is_not_in_a_first_price_auction():
    auction = ANY.validate_python({"kind": "first-price", **SMALL, "group_size": 3, "rounds": 2})
    found = better_than_truth_in_two_rounds_of_an_auction(auction)
    assert found
    assert all(own[share] < value for value, own, _, share in found)
