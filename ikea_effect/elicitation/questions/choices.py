"""Comprehension questions on price lists, offers, hypothetical questions and predictions."""

from __future__ import annotations

from typing import Any

from ikea_effect.elicitation.choices import prices
from ikea_effect.elicitation.prediction import prediction_grid, reward
from ikea_effect.elicitation.questions.question import Question, amount_options, apart, simple
from ikea_effect.money import Money
from ikea_effect.protocol.mechanisms import Band, DoubleBounded, Prediction, PriceList, TakeItOrLeaveIt
from ikea_effect.seeds import Stream


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
    return simple("best-bid", ("value", "less", "more"), stream, value=stream.choice(at[1:-1] or at))


def says_yes(offer: TakeItOrLeaveIt, currency: str, stream: Stream) -> Question:
    """After a yes: what happens?"""
    price = stream.choice(prices(offer, currency))
    if offer.rounds > 1:
        return simple("says-yes-rounds", ("drawn", "always", "nothing"), stream, price=price)
    return simple("says-yes", ("price", "negotiate", "nothing"), stream, price=price)


def says_no(offer: TakeItOrLeaveIt, currency: str, stream: Stream) -> Question:
    """After a no: what happens?"""
    price = stream.choice(prices(offer, currency))
    if offer.rounds > 1:
        return simple("says-no-rounds", ("nothing", "lower", "pay"), stream, price=price)
    return simple("says-no", ("nothing", "lower", "pay"), stream, price=price)


def not_paid(_mechanism: Any, _currency: str, stream: Stream) -> Question:
    """Does one pay what one states?"""
    return simple("paid", ("no", "yes", "maybe"), stream)


def as_if(mechanism: Any, _currency: str, stream: Stream) -> Question:
    """How is such a question best answered?"""
    name = "as-if-choices" if isinstance(mechanism, DoubleBounded) else "as-if"
    return simple(name, ("real", "low", "high"), stream)


def earns(predicting: Prediction, currency: str, stream: Stream) -> Question:
    """With this prediction and this truth: is there a prize; or which of two errors earns more?"""
    pool = prediction_grid(predicting, currency).middle()
    lower, higher = apart(pool, stream)
    if isinstance(predicting.scoring, Band):
        right = "yes" if reward(predicting, lower, higher).minor else "no"
        width = Money.of(predicting.scoring.width, currency)
        amounts = {"predicted": lower, "actual": higher, "width": width}
        return Question("in-band", stream.shuffled(("yes", "no")), right, right, amounts)
    return simple("closer", ("near", "far", "same"), stream, near=lower, far=higher)


def predicts_what(_mechanism: Any, _currency: str, stream: Stream) -> Question:
    """What is to be predicted?"""
    return simple("what", ("others", "own", "shop"), stream)


PRICE_LIST = (row_decides, row_pays, honest_rows)
OFFER = (says_yes, says_no)
HYPOTHETICAL = (not_paid, as_if)
PREDICTION = (predicts_what, earns)
