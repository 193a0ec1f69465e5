"""A comprehension question with its numbers, and how numbers are drawn for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.texts import Text
from ikea_effect.seeds import Stream

Named = Money | int | Text | tuple[Money, ...]
Amounts = Mapping[str, Named]


class Question(NamedTuple):
    """One question: options in the order shown, the right one, and the amounts its texts name.

    `case` tells apart the explanations that the right answer may need.
    """

    name: str
    options: tuple[str, ...]
    right: str
    case: str
    amounts: Mapping[str, Named] = {}


Ask = Callable[[Any, str, Stream], Question]
"""A question with numbers from the stream, for a mechanism of its bank's kind."""


def apart(pool: Sequence[Money], stream: Stream) -> tuple[Money, Money]:
    """Two different amounts of the pool, the lower first."""
    if len(pool) < 2:
        raise ElicitationError("A comprehension question needs at least two prices.")
    first, second = stream.shuffled(range(len(pool)))[:2]
    return pool[min(first, second)], pool[max(first, second)]


def amount_options(right: str, amounts: Mapping[str, Money], stream: Stream) -> tuple[str, ...]:
    """The right amount, every other that differs, and nothing, in a drawn order."""
    options = [right]
    for name, amount in amounts.items():
        if amount.minor and amount not in [amounts[option] for option in options]:
            options.append(name)
    return stream.shuffled((*options, "nothing") if amounts[right].minor else options)


def simple(name: str, options: tuple[str, ...], stream: Stream, **amounts: Money | int) -> Question:
    """A question whose right answer is its first option, for every number."""
    return Question(name, stream.shuffled(options), options[0], options[0], amounts)


def own_bid(lower: Money, higher: Money, stream: Stream) -> Question:
    """Where one pays one's bid: what does it change to bid more, or less?"""
    if stream.below(2):
        options = ("likelier-and-dearer", "likelier-only", "nothing")
        return simple("own-bid", options, stream, bid=lower, other=higher)
    options = ("rarer-and-cheaper", "rarer-only", "nothing")
    return simple("own-bid-less", options, stream, bid=higher, other=lower)
