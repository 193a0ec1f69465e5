"""Comprehension questions on price lists, offers, hypothetical questions and predictions."""

from __future__ import annotations

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.double_bounded import DoubleBounded
from ikea_effect.protocol.kinds.mechanisms.prediction import Band, Prediction
from ikea_effect.protocol.kinds.mechanisms.price_list import PriceList
from ikea_effect.protocol.kinds.mechanisms.stated import OpenEnded, PriceSlider
from ikea_effect.protocol.kinds.mechanisms.take_it_or_leave_it import TakeItOrLeaveIt
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.prediction.rule import prediction_grid, reward
from ikea_effect.tasks.bidding.price_grid import PriceGrid
from ikea_effect.tasks.bidding.question import Question, amount_options, apart, simple
from ikea_effect.tasks.bidding.yes_or_no.rule import made_up_prices, prices

Hypothetical = DoubleBounded | OpenEnded | PriceSlider


def row_decides(listed: PriceList, currency: str, stream: Stream) -> Question:
    """Yes up to one price, and this row drawn: does one get the good?"""
    lower, higher = apart(prices(listed, currency), stream)
    right = "yes" if stream.below(2) else "no"
    bid, price = (higher, lower) if right == "yes" else (lower, higher)
    options = stream.shuffled(("yes", "no", "depends"))
    return Question("gets-it", options, right, right, {"bid": bid, "price": price})


def row_pays(listed: PriceList, currency: str, stream: Stream) -> Question:
    """Yes up to one price, and a lower row drawn: what does one pay?"""
    price, bid = apart(prices(listed, currency), stream)
    amounts = {"bid": bid, "price": price, "difference": bid - price}
    return Question("pays-what", amount_options("price", amounts, stream), "price", "price", amounts)


def honest_rows(listed: PriceList, currency: str, stream: Stream) -> Question:
    """Which rows are best answered yes?"""
    at = prices(listed, currency)
    between = [value for value in made_up_prices(at) if at[0] < value < at[-1]]
    return simple("best-bid", ("value", "less", "more"), stream, value=stream.choice(between or at))


def says_yes(offer: TakeItOrLeaveIt, currency: str, stream: Stream) -> Question:
    """After a yes: what happens?"""
    price = stream.choice(made_up_prices(prices(offer, currency)))
    if offer.rounds > 1:
        return simple("says-yes-rounds", ("drawn", "always", "nothing"), stream, price=price)
    return simple("says-yes", ("price", "negotiate", "nothing"), stream, price=price)


def says_no(offer: TakeItOrLeaveIt, currency: str, stream: Stream) -> Question:
    """After a no: what happens?"""
    price = stream.choice(made_up_prices(prices(offer, currency)))
    if offer.rounds > 1:
        return simple("says-no-rounds", ("nothing", "lower", "pay"), stream, price=price)
    return simple("says-no", ("nothing", "lower", "pay"), stream, price=price)


def not_paid(mechanism: Hypothetical, currency: str, stream: Stream) -> Question:
    """Does one pay what one states, or says yes to?"""
    name = "paid-choices" if isinstance(mechanism, DoubleBounded) else "paid"
    return simple(name, ("no", "yes", "maybe"), stream, stated=stream.choice(_stated(mechanism, currency)))


def as_if(mechanism: Hypothetical, currency: str, stream: Stream) -> Question:
    """How is such a question best answered?"""
    pool = _stated(mechanism, currency)
    if not isinstance(mechanism, DoubleBounded):
        return simple("as-if", ("real", "low", "high"), stream, value=stream.choice(pool))
    lower, higher = apart(pool, stream)
    right = "yes" if stream.below(2) else "no"
    value, price = (higher, lower) if right == "yes" else (lower, higher)
    options = stream.shuffled(("yes", "no", "any"))
    return Question("as-if-choices", options, right, right, {"value": value, "price": price})


def _stated(mechanism: Hypothetical, currency: str) -> tuple[Money, ...]:
    """Made-up amounts: round ones of the grid, or such as are not among the prices."""
    if isinstance(mechanism, DoubleBounded):
        sets = mechanism.price_sets
        asked = [price for one in sets for price in (one.lower, one.first, one.higher)]
        return made_up_prices([Money.of(price, currency) for price in asked])
    return PriceGrid.of(mechanism, currency).middle()


def earns(predicting: Prediction, currency: str, stream: Stream) -> Question:
    """With this prediction and this truth: is there a prize; or which of two errors earns more?"""
    if isinstance(predicting.scoring, Band):
        return _in_band(predicting, Money.of(predicting.scoring.width, currency), stream)
    lower, higher = apart(prediction_grid(predicting, currency).middle(), stream)
    return simple("closer", ("near", "far", "same"), stream, near=lower, far=higher)


def _in_band(predicting: Prediction, width: Money, stream: Stream) -> Question:
    """A prediction in the band about as often as one outside, where the grid has both."""
    grid = prediction_grid(predicting, width.currency)
    predicted = stream.choice(grid.middle())
    truths: dict[str, list[Money]] = {"yes": [], "no": []}
    for actual in grid:
        truths["yes" if reward(predicting, predicted, actual).minor else "no"].append(actual)
    right = stream.choice([answer for answer, found in truths.items() if found])
    near = [actual for actual in truths[right] if actual != predicted]
    amounts = {"predicted": predicted, "actual": stream.choice(near or truths[right]), "width": width}
    return Question("in-band", stream.shuffled(("yes", "no")), right, right, amounts)


def predicts_what(predicting: Prediction, currency: str, stream: Stream) -> Question:
    """One expects others to bid otherwise than oneself: what is to be predicted?"""
    own, others = stream.shuffled(apart(prediction_grid(predicting, currency).middle(), stream))
    return simple("what", ("others", "own", "shop"), stream, own=own, others=others)


PRICE_LIST = (row_decides, row_pays, honest_rows)
OFFER = (says_yes, says_no)
HYPOTHETICAL = (not_paid, as_if)
PREDICTION = (predicts_what, earns)
