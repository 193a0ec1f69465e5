"""Comprehension questions: does the participant know what a bid means before it counts?

Understanding changes the effect that these studies look for, so it is measured, not assumed. The numbers in
a question are drawn per participant and attempt: nobody learns an answer from a neighbor or by elimination.

Sources: Cason & Plott (2014), Journal of Political Economy, 122(6), 1235-1270, on bidders who take the BDM
for a first-price auction; Predmore et al. (2021), Economies, 9(4), 173, on the IKEA effect among those who
understood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ikea_effect.elicitation.bdm import price_grid, settle
from ikea_effect.elicitation.grid import PriceGrid
from ikea_effect.errors import ElicitationError, did_you_mean, listed
from ikea_effect.money import Money
from ikea_effect.protocol.mechanisms import Bdm
from ikea_effect.seeds import Stream


@dataclass(frozen=True, slots=True)
class Question:
    """One question: options in the order shown, the right one, and the amounts its texts name.

    An option that is an amount is named like the amount: option "bid" is worth `amounts["bid"]`.
    `case` tells apart the explanations that the right answer may need.
    """

    name: str
    options: tuple[str, ...]
    right: str
    case: str
    amounts: Mapping[str, Money] = field(default_factory=dict)


Ask = Callable[[Any, str, Stream], Question]
"""A question with numbers from the stream, for a mechanism of its bank's kind."""


def _apart(grid: PriceGrid, stream: Stream) -> tuple[Money, Money]:
    """Two different amounts, the lower first."""
    pool = grid.middle()
    if len(pool) < 2:
        raise ElicitationError("A comprehension question needs at least two prices.")
    first, second = stream.shuffled(range(len(pool)))[:2]
    return pool[min(first, second)], pool[max(first, second)]


def gets_it(mechanism: Bdm, currency: str, stream: Stream) -> Question:
    """With this bid and this price: does one get the good?"""
    lower, higher = _apart(price_grid(mechanism, currency), stream)
    bid, price = (higher, lower) if stream.below(2) else (lower, higher)
    right = "yes" if settle(mechanism, bid, price).bought else "no"
    options = stream.shuffled(("yes", "no", "depends"))
    return Question("gets-it", options, right, right, {"bid": bid, "price": price})


def pays_what(mechanism: Bdm, currency: str, stream: Stream) -> Question:
    """With this bid and this lower price: what does one pay?"""
    price, bid = _apart(price_grid(mechanism, currency), stream)
    amounts = {"bid": bid, "price": price, "difference": bid - price}
    right = "bid" if mechanism.pays == "own-bid" else "price"
    options = [right]
    for name, amount in amounts.items():
        if amount not in [amounts[option] for option in options]:
            options.append(name)
    if price.minor:
        options.append("nothing")
    return Question("pays-what", stream.shuffled(options), right, right, amounts)


def best_bid(mechanism: Bdm, currency: str, stream: Stream) -> Question:
    """Why bid one's value; where the winner pays the own bid: what a higher bid does."""
    value = stream.choice(price_grid(mechanism, currency).middle())
    if mechanism.pays == "own-bid":
        options = ("likelier-and-dearer", "likelier-only", "nothing")
        return Question("own-bid", stream.shuffled(options), options[0], "own-bid", {"value": value})
    options = ("value", "less", "more")
    return Question("best-bid", stream.shuffled(options), "value", "value", {"value": value})


BANKS: Mapping[str, tuple[Ask, ...]] = {"bdm": (gets_it, pays_what, best_bid)}


def bank(name: str) -> tuple[Ask, ...]:
    """The questions of a mechanism, in the order asked.

    Raises: ElicitationError if no bank has that name.
    """
    if name not in BANKS:
        raise ElicitationError(
            f"No comprehension questions are called '{name}'. There are: {listed(BANKS)}."
            f"{did_you_mean(name, BANKS)}"
        )
    return BANKS[name]
