"""What must hold for every bid, price and group, by exhaustive check over whole grids and by search.

Truthful bidding is weakly dominant where the price does not depend on one's own bid: Becker, DeGroot &
Marschak (1964) for the random price, Vickrey (1961) for the second price, Shogren et al. (2001) for the n-th
price. It is not where one pays one's own bid; the same check has to find that, or it would prove nothing.
"""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.protocol.kinds.mechanisms.double_bounded import DoubleBounded
from ikea_effect.protocol.kinds.mechanisms.english import English
from ikea_effect.protocol.kinds.mechanisms.prediction import Prediction
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import FirstPrice, NthPrice, Vickrey
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.bdm import rule as bdm
from ikea_effect.tasks.bidding.english import rule as english
from ikea_effect.tasks.bidding.interval import Interval
from ikea_effect.tasks.bidding.prediction import rule as prediction
from ikea_effect.tasks.bidding.sealed_bids import rule as auctions
from ikea_effect.tasks.bidding.sealed_bids.rule import SealedBid, Terms
from ikea_effect.tasks.bidding.yes_or_no import rule as choices

EUR = "EUR"
KEYS = st.binary(min_size=32, max_size=32)
GRID = {"low": 0, "high": 5, "step": Decimal("0.25")}
SMALL = {"low": 0, "high": 6, "step": 1}


def bdm_of(**changes) -> Bdm:
    return Bdm.model_validate({"kind": "bdm", **GRID} | changes)


def eur(minor: int) -> Money:
    return Money(minor, EUR)


# --- BDM ---------------------------------------------------------------------------------------------------


def buyer_gain(mechanism: Bdm, value: int, bid: int, price: int) -> int:
    """What the buyer has more than before, in minor units."""
    settled = bdm.settle(mechanism, eur(bid), eur(price))
    return (value if settled.bought else 0) - settled.pays.minor


def seller_gain(mechanism: Bdm, value: int, ask: int, price: int) -> int:
    """What the seller has more than before, in minor units."""
    settled = bdm.settle(mechanism, eur(ask), eur(price))
    return -settled.pays.minor - (value if settled.sold else 0)


def better_than_truth(mechanism: Bdm, gain) -> list[tuple[int, int, int]]:
    """Every (value, bid, price) of the grid at which another bid than one's value pays more."""
    grid = [price.minor for price in bdm.price_grid(mechanism, EUR)]
    return [
        (value, bid, price)
        for value, bid, price in itertools.product(grid, repeat=3)
        if gain(mechanism, value, bid, price) > gain(mechanism, value, value, price)
    ]


@pytest.mark.parametrize("ties", ["buys", "does-not-buy"])
def test_truth_is_weakly_dominant_for_buyers_at_a_drawn_price(ties):
    assert better_than_truth(bdm_of(ties=ties), buyer_gain) == []


@pytest.mark.parametrize("ties", ["buys", "does-not-buy"])
def test_truth_is_weakly_dominant_for_sellers_at_a_drawn_price(ties):
    assert better_than_truth(bdm_of(ties=ties, trade="sell"), seller_gain) == []


def test_truth_is_not_dominant_where_the_own_bid_is_paid():
    found = better_than_truth(bdm_of(pays="own-bid"), buyer_gain)
    assert found
    assert all(bid < value for value, bid, _ in found)


def test_only_the_truth_is_undominated_at_a_drawn_price():
    """Strictness: every other bid does worse at some price, so a bid reveals its value up to one step."""
    mechanism = bdm_of(**SMALL)
    grid = [price.minor for price in bdm.price_grid(mechanism, EUR)]
    for value, bid in itertools.product(grid, repeat=2):
        if abs(bid - value) > 100:
            assert any(
                buyer_gain(mechanism, value, bid, p) < buyer_gain(mechanism, value, value, p) for p in grid
            )


@given(bid=st.integers(0, 500), price=st.integers(0, 500), pays=st.sampled_from(["drawn-price", "own-bid"]))
def test_nobody_pays_more_than_the_bid(bid, price, pays):
    settled = bdm.settle(bdm_of(pays=pays), eur(bid), eur(price))
    assert 0 <= settled.pays.minor <= bid
    assert settled.bought or settled.pays.minor == 0


@given(ask=st.integers(0, 500), offer=st.integers(0, 500))
def test_nobody_sells_for_less_than_the_price_asked(ask, offer):
    settled = bdm.settle(bdm_of(trade="sell"), eur(ask), eur(offer))
    assert not settled.sold or -settled.pays.minor >= ask


@given(key=KEYS, weights=st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_only_declared_prices_are_drawn(key, weights):
    prices = [{"price": Decimal(place) / 4, "weight": weight} for place, weight in enumerate(weights)]
    drawn = bdm.draw_price(bdm_of(prices=prices), EUR, Stream(key))
    assert drawn.minor in [25 * place for place in range(len(weights))]


@given(key=KEYS)
def test_a_drawn_price_is_on_the_grid(key):
    mechanism = bdm_of()
    assert bdm.draw_price(mechanism, EUR, Stream(key)) in bdm.price_grid(mechanism, EUR)


# --- sealed-bid auctions -----------------------------------------------------------------------------------

BIDS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5)), min_size=2, max_size=7)
TERMS = st.builds(
    Terms, units=st.integers(1, 6), reserve=st.integers(0, 4), pays=st.sampled_from(["own-bid", "next-bid"])
)


def group(bids) -> list[SealedBid]:
    return [SealedBid(str(place), amount, rank) for place, (amount, rank) in enumerate(bids)]


def auction_gain(value: int, own: int, others: tuple[int, ...], rank: int, terms: Terms) -> int:
    """What the bidder gains; the others' ranks among equals are 1, 2, ..."""
    bids = [
        SealedBid("own", own, rank), *(SealedBid(str(n), bid, n) for n, bid in enumerate(others, start=1)),
    ]  # fmt: skip
    award = auctions.settle(bids, terms)[0]
    return (value if award.bought else 0) - award.pays


def better_than_truth_in(terms: Terms, members: int) -> list[tuple]:
    """Every case in which another bid than one's value pays more, over all rivals' bids and tie ranks."""
    grid = range(5)
    return [
        (value, own, others, rank)
        for value, own in itertools.product(grid, repeat=2)
        for others in itertools.product(grid, repeat=members - 1)
        for rank in (0, members)
        if auction_gain(value, own, others, rank, terms) > auction_gain(value, value, others, rank, terms)
    ]


@pytest.mark.parametrize("reserve", [0, 2])
@pytest.mark.parametrize(("members", "units"), [(2, 1), (3, 1), (3, 2), (4, 1), (4, 3)])
def test_truth_is_weakly_dominant_in_vickrey_and_nth_price_auctions(members, units, reserve):
    """The n-th price auction sells n - 1 units at the n-th bid: the same terms with units = n - 1."""
    assert better_than_truth_in(Terms(units, reserve, "next-bid"), members) == []


@pytest.mark.parametrize("members", [2, 3])
def test_truth_is_not_dominant_in_the_first_price_auction(members):
    found = better_than_truth_in(Terms(1, 0, "own-bid"), members)
    assert found
    assert all(own < value for value, own, *_ in found)


@given(bids=BIDS, terms=TERMS)
def test_no_buyer_pays_more_than_the_bid_or_less_than_the_reserve(bids, terms):
    bidders = group(bids)
    for bid, award in zip(bidders, auctions.settle(bidders, terms), strict=True):
        assert award.bidder == bid.bidder
        assert award.pays <= bid.amount if award.bought else award.pays == 0
        assert not award.bought or award.pays >= terms.reserve


@given(bids=BIDS, units=st.integers(1, 6), reserve=st.integers(0, 4))
def test_a_vickrey_price_is_the_highest_losing_bid_or_the_reserve(bids, units, reserve):
    bidders = group(bids)
    awards = auctions.settle(bidders, Terms(units, reserve, "next-bid"))
    losing = [bid.amount for bid, award in zip(bidders, awards, strict=True) if not award.bought]
    for award in awards:
        if award.bought:
            assert award.pays == max([reserve, *losing])


@given(bids=BIDS, terms=TERMS)
def test_units_and_revenue_are_conserved(bids, terms):
    awards = auctions.settle(group(bids), terms)
    sold = [award for award in awards if award.bought]
    wanted = sum(amount >= terms.reserve for amount, _ in bids)
    assert len(sold) == min(terms.units, wanted)
    assert sum(award.pays for award in awards) == sum(award.price for award in sold)


@given(bids=BIDS, terms=TERMS, data=st.data())
def test_who_buys_does_not_depend_on_the_order_in_which_bids_came(bids, terms, data):
    bidders = group(bids)
    other = data.draw(st.permutations(bidders))
    first = {award.bidder: award for award in auctions.settle(bidders, terms)}
    assert {award.bidder: award for award in auctions.settle(other, terms)} == first


@given(bids=BIDS, terms=TERMS)
def test_no_loser_bid_more_than_a_buyer(bids, terms):
    bidders = group(bids)
    awards = auctions.settle(bidders, terms)
    winning = [bid.amount for bid, award in zip(bidders, awards, strict=True) if award.bought]
    losing = [bid.amount for bid, award in zip(bidders, awards, strict=True) if not award.bought]
    assert not winning or not losing or min(winning) >= max(losing)


@given(keys=st.lists(KEYS, min_size=2, max_size=6, unique=True))
def test_a_random_n_is_in_its_range_and_each_members_part_counts(keys):
    auction = NthPrice.model_validate({"kind": "nth-price", **GRID, "group_size": len(keys), "n": "random"})
    bids = [SealedBid(str(n), 0, n, auctions.draw_share(auction, Stream(key))) for n, key in enumerate(keys)]
    n = auctions.drawn_n(auction, bids)
    assert 2 <= n <= len(keys)
    shifted = [SealedBid("0", 0, 0, bids[0].share + 1), *bids[1:]]
    assert auctions.drawn_n(auction, shifted) == 2 + (n - 1) % (len(keys) - 1)


@pytest.mark.parametrize("kind", [FirstPrice, Vickrey])
def test_there_are_never_units_for_all_who_bid(kind):
    name = "first-price" if kind is FirstPrice else "vickrey"
    auction = kind.model_validate({"kind": name, **GRID, "group_size": 5, "units": 4})
    assert auctions.terms(auction, group([(1, 1), (2, 2), (3, 3)]), EUR).units == 2


# --- price lists and choices -------------------------------------------------------------------------------

PRICES = st.lists(st.integers(1, 60), min_size=1, max_size=8, unique=True).map(
    lambda found: tuple(eur(minor) for minor in sorted(found))
)
RULES = ("widest", "first-switch", "last-switch")


@given(prices=PRICES, value=st.integers(0, 70))
def test_one_switch_point_is_one_interval_that_holds_the_value(prices, value):
    answers = ["buy" if price.minor <= value else "keep" for price in prices]
    found = {choices.bounds(prices, answers, rule) for rule in RULES}
    assert len(found) == 1
    assert value in found.pop()
    assert choices.consistent(answers)


@given(prices=PRICES)
def test_the_intervals_of_all_switch_points_tile_the_amounts(prices):
    found = [
        choices.bounds(prices, ["buy"] * switch + ["keep"] * (len(prices) - switch))
        for switch in range(len(prices) + 1)
    ]
    assert found[0].low == 0
    assert found[-1].high is None
    for lower, higher in itertools.pairwise(found):
        assert lower.high == higher.low


@pytest.mark.slow
@given(prices=PRICES, data=st.data())
def test_the_widest_bounds_hold_those_of_every_rule(prices, data):
    answers = data.draw(
        st.lists(st.sampled_from(["buy", "keep"]), min_size=len(prices), max_size=len(prices))
    )
    widest, first, last = (choices.bounds(prices, answers, rule) for rule in RULES)
    for inner in (first, last):
        assert widest.low <= inner.low
        assert widest.high is None or (inner.high is not None and inner.high <= widest.high)
    switches = sum(a != b for a, b in itertools.pairwise(answers))
    assert choices.consistent(answers) == (switches == 0 or (switches == 1 and answers[0] == "buy"))


@given(prices=PRICES, value=st.integers(0, 70), row=st.integers(0, 7))
def test_honest_rows_are_weakly_dominant(prices, value, row):
    price = prices[row % len(prices)]
    gains = {}
    for answer in ("buy", "keep"):
        settled = choices.settle(price, answer)
        gains[answer] = (value if settled.bought else 0) - settled.pays.minor
    assert gains["buy" if price.minor <= value else "keep"] == max(gains.values())


@given(value=st.integers(0, 500))
def test_double_bounds_hold_the_value(value):
    declared = {"kind": "double-bounded", "price_sets": [{"first": 2, "lower": 1, "higher": 3}]}
    [asked] = DoubleBounded.model_validate(declared).price_sets
    first = "buy" if value >= 200 else "keep"
    second = "buy" if value >= choices.follow_up(asked, first, EUR).minor else "keep"
    assert value in choices.double_bounds(asked, first, second, EUR)


# --- open bids ---------------------------------------------------------------------------------------------


@given(values=st.lists(st.integers(0, 600), min_size=2, max_size=5), key=KEYS)
def test_open_bids_of_honest_bidders_sell_to_the_highest_value_and_bound_every_value(values, key):
    declared = {"kind": "english", "low": 0.5, "high": 5, "step": 0.5, "group_size": len(values)}
    mechanism = English.model_validate(declared)
    grid = english.english_grid(mechanism, EUR)
    standing = english.opening(grid, len(values))
    stream = Stream(key)
    while price := english.next_price(grid, standing):
        raising = [
            paddle
            for paddle, value in enumerate(values, start=1)
            if value >= price.minor and paddle != standing.holder
        ]
        if not raising:
            break
        first = raising.pop(english.first_of(raising, stream))
        standing = english.raised(grid, standing, first, raising)
    for paddle, value in enumerate(values, start=1):
        assert value in english.bounds(grid, standing, paddle)
    settled = [english.settlement(grid, standing, paddle) for paddle in range(1, len(values) + 1)]
    assert sum(one.bought for one in settled) == (standing.holder > 0)
    for value, one in zip(values, settled, strict=True):
        assert one.pays.minor <= value
        assert not one.bought or value > max(values) - 50 or standing.price == 500


# --- predictions -------------------------------------------------------------------------------------------

QUADRATIC = Prediction.model_validate(
    {"kind": "prediction", **SMALL, "of": "bid", "scoring": {"kind": "quadratic", "prize": 100}}
)
BAND = Prediction.model_validate(
    {"kind": "prediction", **SMALL, "of": "bid", "scoring": {"kind": "band", "prize": 1, "width": 1}}
)


@given(beliefs=st.lists(st.integers(0, 6), min_size=1, max_size=8))
def test_the_quadratic_score_is_highest_at_the_mean_of_ones_belief(beliefs):
    """Proper (Brier 1950): of all amounts on the grid, one nearest to the mean earns most in expectation."""

    def expected(predicted: int) -> int:
        return sum(
            prediction.reward(QUADRATIC, eur(100 * predicted), eur(100 * actual)).minor for actual in beliefs
        )

    best = max(expected(amount) for amount in range(7))
    mean = sum(beliefs) / len(beliefs)
    nearest = min(range(7), key=lambda amount: abs(amount - mean))
    assert expected(nearest) >= best - len(beliefs)  # each payment is rounded down to a whole cent


@given(predicted=st.integers(0, 600), actual=st.integers(0, 600))
def test_rewards_lie_between_nothing_and_the_prize(predicted, actual):
    for mechanism in (QUADRATIC, BAND):
        reward = prediction.reward(mechanism, eur(predicted), eur(actual)).minor
        assert 0 <= reward <= Money.of(mechanism.scoring.prize, EUR).minor
    assert (prediction.reward(BAND, eur(predicted), eur(actual)).minor > 0) == (
        abs(predicted - actual) <= 100
    )


@given(low=st.integers(0, 50), width=st.integers(0, 50), minor=st.integers(0, 120))
def test_the_distance_to_an_interval_leads_into_it(low, width, minor):
    interval = Interval(low, low + width, EUR)
    assert minor + interval.distance(minor) in interval
