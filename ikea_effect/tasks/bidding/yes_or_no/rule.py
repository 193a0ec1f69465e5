"""Yes or no at prices: price lists, take it or leave it, double-bounded choice. They bound a value.

Whoever says yes at a price values the good at that price or more; whoever says no, at that price or less.

Sources: Andersen, Harrison, Lau & Rutstroem (2006), Experimental Economics, 9(4), 383-405, for price lists;
Hanemann, Loomis & Kanninen (1991), American Journal of Agricultural Economics, 73(4), 1255-1263, for the
double-bounded choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.double_bounded import DoubleBounded, PriceSet
from ikea_effect.protocol.kinds.mechanisms.price_list import PriceList
from ikea_effect.protocol.kinds.mechanisms.take_it_or_leave_it import TakeItOrLeaveIt
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.interval import Interval
from ikea_effect.tasks.bidding.outcome import Settlement, nothing
from ikea_effect.tasks.bidding.price_grid import NICE

Answer = Literal["buy", "keep"]
Rule = Literal["widest", "first-switch", "last-switch"]


def prices(mechanism: PriceList | TakeItOrLeaveIt, currency: str) -> tuple[Money, ...]:
    """The declared prices, from the lowest up."""
    return tuple(Money.of(price, currency) for price in mechanism.prices)


def made_up_prices(prices: Sequence[Money]) -> tuple[Money, ...]:
    """Round amounts up to twice the highest price, and none of the prices: examples that are no hint."""
    currency, top = prices[0].currency, max(2 * max(price.minor for price in prices), 20)
    step = max(n for n in NICE if 20 * n <= top)
    made_up = (Money(minor, currency) for minor in range(step, top + 1, step))
    return tuple(price for price in made_up if price not in prices)


def consistent(answers: Sequence[Answer]) -> bool:
    """Whether no price is taken above one that is refused: at most one switch, from buying to keeping."""
    return "keep" not in answers[: answers.count("buy")]


def bounds(at: Sequence[Money], answers: Sequence[Answer], rule: Rule = "widest") -> Interval:
    """The value's bounds by answers at rising prices, from the lowest up.

    With one switch every rule gives the same: the last price taken and the first refused. With more, `widest`
    keeps all that some answer allows, the other rules believe the first or the last switch.
    Raises: ElicitationError if there is not one answer for each price.
    """
    if len(at) != len(answers) or not at or not set(answers) <= {"buy", "keep"}:
        raise ElicitationError(f"{len(answers)} answers to {len(at)} prices; each price needs buy or keep.")
    currency = at[0].currency
    first_kept = answers.index("keep") if "keep" in answers else len(at)
    last_taken = next((row for row in reversed(range(len(at))) if answers[row] == "buy"), -1)
    below = last_taken if rule == "last-switch" else first_kept - 1
    above = first_kept if rule == "first-switch" else last_taken + 1
    high = at[above].minor if above < len(at) else None
    return Interval(at[below].minor if below >= 0 else 0, high, currency)


def draw_row(mechanism: PriceList | TakeItOrLeaveIt, stream: Stream) -> int:
    """The row that counts, from 0 for the lowest price, each equally likely."""
    return stream.below(len(mechanism.prices))


def settle(price: Money, answer: Answer) -> Settlement:
    """What an answer at the price that counts means: a yes buys at that price."""
    bought = answer == "buy"
    return Settlement(bought, price, price if bought else nothing(price.currency))


def draw_price_set(mechanism: DoubleBounded, stream: Stream) -> PriceSet:
    """The prices that this participant is asked about, each set equally likely."""
    return stream.choice(mechanism.price_sets)


def follow_up(chosen: PriceSet, first: Answer, currency: str) -> Money:
    """The second price: higher after a yes, lower after a no."""
    return Money.of(chosen.higher if first == "buy" else chosen.lower, currency)


def double_bounds(chosen: PriceSet, first: Answer, second: Answer, currency: str) -> Interval:
    """The bounds that both answers leave; answers at two prices in order cannot contradict each other."""
    asked = {Money.of(chosen.first, currency): first, follow_up(chosen, first, currency): second}
    rising = sorted(asked)
    return bounds(rising, [asked[price] for price in rising])
