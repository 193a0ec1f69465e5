"""Comprehension questions on the BDM mechanism, for buyers and for sellers."""

from __future__ import annotations

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.bdm.rule import declared_prices, price_grid, settle
from ikea_effect.tasks.bidding.price_grid import PriceGrid
from ikea_effect.tasks.bidding.question import Question, amount_options, apart, own_bid, simple


def bid_and_price(
    mechanism: Bdm, currency: str, stream: Stream, above: bool | None = None
) -> tuple[Money, Money]:
    """A made-up bid and a price that can be drawn: the bid `above` it, below it, or either.

    The two are equal only where the declared prices leave no other bid that trades. Raises: ElicitationError
    where they leave none at all.
    """
    grid, declared = price_grid(mechanism, currency), declared_prices(mechanism, currency)
    if not declared:
        lower, higher = apart(grid.middle(), stream)
        upper = bool(stream.below(2)) if above is None else above
        return (higher, lower) if upper else (lower, higher)
    sides = [above] if above is not None else stream.shuffled((True, False))
    for upper in sides:
        prices = [price for price in declared if price != grid.at(-1 if upper else 0)]
        if prices:
            price = stream.choice(prices)
            return _beside(grid, price, upper, stream), price
    if mechanism.ties == "buys":
        return declared[0], declared[0]
    raise ElicitationError("The declared prices leave no bid that could trade, so there is nothing to ask.")


def _beside(grid: PriceGrid, price: Money, above: bool, stream: Stream) -> Money:
    """A bid above the price, or below it: a round one from the middle of the grid if there is one."""
    fits = [bid for bid in grid if bid != price and (bid > price) == above]
    return stream.choice([bid for bid in grid.middle() if bid in fits] or fits)


def _around_a_price(mechanism: Bdm, currency: str, stream: Stream) -> tuple[Money, Money]:
    """Two bids with a price between them that can be drawn, if there are such: which one is made matters."""
    grid = price_grid(mechanism, currency)
    between = [price for price in declared_prices(mechanism, currency) if grid.at(0) < price < grid.at(-1)]
    if not between:
        return apart(grid.middle(), stream)
    price = stream.choice(between)
    return _beside(grid, price, False, stream), _beside(grid, price, True, stream)


def changes_hands(mechanism: Bdm, currency: str, stream: Stream) -> Question:
    """With this bid and this price: does one get the good, or sell it?"""
    bid, price = bid_and_price(mechanism, currency, stream)
    settled = settle(mechanism, bid, price)
    right = "yes" if settled.bought or settled.sold else "no"
    options = stream.shuffled(("yes", "no", "depends"))
    return Question("gets-it", options, right, right, {"bid": bid, "price": price})


def pays_what(mechanism: Bdm, currency: str, stream: Stream) -> Question:
    """With this bid and a price at which one trades: what does one pay, or get?"""
    bid, price = bid_and_price(mechanism, currency, stream, above=mechanism.trade == "buy")
    amounts = {"bid": bid, "price": price, "difference": max(bid, price) - min(bid, price)}
    right = "bid" if mechanism.pays == "own-bid" else "price"
    return Question("pays-what", amount_options(right, amounts, stream), right, right, amounts)


def best_bid(mechanism: Bdm, currency: str, stream: Stream) -> Question:
    """Why bid one's value; where the winner pays the own bid: what a higher bid does."""
    if mechanism.pays == "own-bid":
        return own_bid(*_around_a_price(mechanism, currency, stream), stream)
    value = stream.choice(price_grid(mechanism, currency).middle())
    return simple("best-bid", ("value", "less", "more"), stream, value=value)


QUESTIONS = (changes_hands, pays_what, best_bid)
