"""One BDM round, by example."""

import pytest

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.bdm.rule import draw_price, price_grid, settle

KEY = bytes(range(32))


def declared(**changes) -> Bdm:
    return Bdm.model_validate({"kind": "bdm", "low": 0, "high": 5, "step": 0.01} | changes)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


@pytest.mark.parametrize(
    ("bid", "price", "pays", "bought"),
    [(150, 120, 120, True), (150, 150, 150, True), (150, 151, 0, False), (0, 0, 0, True), (500, 0, 0, True)],
)
def test_a_buyer_pays_the_drawn_price(bid, price, pays, bought):
    settled = settle(declared(), usd(bid), usd(price))
    assert (settled.bought, settled.pays) == (bought, usd(pays))


def test_ties_can_be_declared_not_to_buy():
    assert settle(declared(ties="buys"), usd(150), usd(150)).bought
    assert not settle(declared(ties="does-not-buy"), usd(150), usd(150)).bought


def test_the_documented_variant_pays_the_own_bid():
    assert settle(declared(pays="own-bid"), usd(150), usd(120)).pays == usd(150)


@pytest.mark.parametrize(("ask", "offer", "sold"), [(150, 200, True), (150, 150, True), (150, 149, False)])
def test_a_seller_gets_the_offer(ask, offer, sold):
    settled = settle(declared(trade="sell"), usd(ask), usd(offer))
    assert settled.sold == sold
    assert settled.pays == usd(-offer if sold else 0)
    assert not settled.bought


@pytest.mark.parametrize(("ask", "sold"), [(149, True), (150, False), (151, False)])
def test_a_seller_keeps_the_good_at_a_tie_that_does_not_buy(ask, sold):
    settled = settle(declared(trade="sell", ties="does-not-buy"), usd(ask), usd(150))
    assert (settled.sold, settled.pays) == (sold, usd(-150 if sold else 0))


def test_currencies_must_agree():
    with pytest.raises(ElicitationError, match="EUR cannot be settled"):
        settle(declared(), Money(1, "EUR"), usd(1))


def test_the_price_is_the_first_draw_of_its_stream():
    assert draw_price(declared(), "USD", Stream(KEY)) == usd(Stream(KEY).below(501))


def test_declared_prices_are_drawn_by_their_weights():
    mechanism = declared(prices=[{"price": 1, "weight": 3}, {"price": 2, "weight": 1}])
    stream = Stream(KEY)
    drawn = [draw_price(mechanism, "USD", stream).minor for _ in range(4000)]
    assert set(drawn) == {100, 200}
    assert 2850 < drawn.count(100) < 3150  # 3000 expected, five standard deviations either way


def test_every_price_of_the_grid_can_be_drawn():
    mechanism, stream = declared(high=0.05), Stream(KEY)
    assert {draw_price(mechanism, "USD", stream).minor for _ in range(200)} == set(range(6))


def test_prices_without_decimals_work_in_yen():
    grid = price_grid(declared(low=0, high=500, step=10), "JPY")
    assert (len(grid), grid.at(-1)) == (51, Money(500, "JPY"))
