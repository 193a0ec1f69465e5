"""Comprehension questions on the BDM mechanism, for buyers and for sellers."""

from __future__ import annotations

from ikea_effect.elicitation.bdm import price_grid, settle
from ikea_effect.elicitation.questions.question import Question, amount_options, apart, simple
from ikea_effect.protocol.mechanisms import Bdm
from ikea_effect.seeds import Stream


def changes_hands(mechanism: Bdm, currency: str, stream: Stream) -> Question:
    """With this bid and this price: does one get the good, or sell it?"""
    lower, higher = apart(price_grid(mechanism, currency).middle(), stream)
    bid, price = (higher, lower) if stream.below(2) else (lower, higher)
    settled = settle(mechanism, bid, price)
    right = "yes" if settled.bought or settled.sold else "no"
    options = stream.shuffled(("yes", "no", "depends"))
    return Question("gets-it", options, right, right, {"bid": bid, "price": price})


def pays_what(mechanism: Bdm, currency: str, stream: Stream) -> Question:
    """With this bid and a price at which one trades: what does one pay, or get?"""
    lower, higher = apart(price_grid(mechanism, currency).middle(), stream)
    bid, price = (lower, higher) if mechanism.trade == "sell" else (higher, lower)
    amounts = {"bid": bid, "price": price, "difference": higher - lower}
    right = "bid" if mechanism.pays == "own-bid" else "price"
    return Question("pays-what", amount_options(right, amounts, stream), right, right, amounts)


def best_bid(mechanism: Bdm, currency: str, stream: Stream) -> Question:
    """Why bid one's value; where the winner pays the own bid: what a higher bid does."""
    if mechanism.pays == "own-bid":
        return simple("own-bid", ("likelier-and-dearer", "likelier-only", "nothing"), stream)
    value = stream.choice(price_grid(mechanism, currency).middle())
    return simple("best-bid", ("value", "less", "more"), stream, value=value)


QUESTIONS = (changes_hands, pays_what, best_bid)
