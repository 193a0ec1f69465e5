"""A hypothetical yes or no at one price, and at a second that depends on the first answer, on screen."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.double_bounded import DoubleBounded, PriceSet
from ikea_effect.screens.facts import as_data
from ikea_effect.screens.screens import Task
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.names import PRICES
from ikea_effect.tasks.bidding.offer import Offer, Value, ask
from ikea_effect.tasks.bidding.practice import Practiced, round_places, told
from ikea_effect.tasks.bidding.yes_or_no.rule import Answer, double_bounds, draw_price_set, follow_up
from ikea_effect.tasks.bidding.yes_or_no.screens import answers, honest, rows


@dataclass(frozen=True, slots=True)
class DoubleBoundedProcedure:
    """A hypothetical yes or no at one price, and at a second that depends on the first answer."""

    offer: Offer[DoubleBounded]

    @property
    def root(self) -> str:
        """It shares its rule and questions with the other hypothetical mechanisms."""
        return "hypothetical"

    def rule(self) -> Task:
        """What a hypothetical question is."""
        offer = self.offer
        choices = offer.text("hypothetical.rule.choices")
        sealed = offer.text("hypothetical.rule.sealed", code=offer.code(PRICES))
        yield offer.page("rule", "hypothetical.rule", choices, sealed, picture=offer.picture)

    def practice(self, number: int) -> Task:
        """Both questions about a token of known worth; each is asked as about the good."""
        offer, name = self.offer, f"practice-{number}"
        stream = offer.stream(f"{name}.worth")
        chosen = draw_price_set(offer.mechanism, stream)
        worth = token_worth(chosen, offer.currency, stream)
        places = round_places(offer, number, worth)
        first_price = Money.of(chosen.first, offer.currency)
        first = yield from self._practiced(name, "first", first_price, worth, places)
        second_price = follow_up(chosen, first, offer.currency)
        second = yield from self._practiced(name, "second", second_price, worth, places)
        found = double_bounds(chosen, first, second, offer.currency)
        outside = found.distance(worth.minor)
        lesson = "too-low" if outside < 0 else "too-high" if outside > 0 else "exact"
        result = f"{said(first)}-{said(second)}"
        asked: dict[str, Value] = {"first_price": first_price, "second_price": second_price}
        practiced = Practiced(Money(outside, worth.currency), result, lesson, asked)
        yield from told(offer, number, "double-bounded", places, practiced)

    def _practiced(self, name: str, which: str, price: Money, worth: Money, places: dict[str, Value]) -> Task:
        """One question about the token; returns the answer."""
        offer, key = self.offer, f"double-bounded.practice.{which}"
        asks, expects = (rows(offer, "list", (price,), None, True),), {"list": honest((price,), worth)}
        values = places | {"price": price}
        page = offer.page(f"{name}.{which}", key, values=values, asks=asks, expects=expects)
        [answer] = answers((yield from ask(page)), "list")
        return answer

    def bid(self) -> Task:
        """Both questions; each answer is noted, so that the first can be analyzed alone."""
        offer = self.offer
        chosen = draw_price_set(offer.mechanism, offer.stream(PRICES))
        first_price = Money.of(chosen.first, offer.currency)
        first = yield from self._asked("first", first_price)
        second_price = follow_up(chosen, first, offer.currency)
        second = yield from self._asked("second", second_price)
        yield offer.drawn(PRICES, offer.mechanism.price_sets.index(chosen))
        for name, price, answer in (("first", first_price, first), ("second", second_price, second)):
            yield offer.noted(f"{name}_price", as_data(price))
            yield offer.noted(f"{name}_answer", said(answer))
        found = double_bounds(chosen, first, second, offer.currency)
        yield offer.measured(found.as_data())
        return found

    def _asked(self, name: str, price: Money) -> Task:
        offer = self.offer
        asks = (rows(offer, "list", (price,), offer.step.measure, True),)
        key = f"hypothetical.{name}"
        answered = yield from ask(
            offer.page(name, key, values={"price": price}, asks=asks, picture=offer.picture)
        )
        [answer] = answers(answered, "list")
        return answer


def said(answer: Answer) -> str:
    """The answer as a word of the data: yes or no."""
    return "yes" if answer == "buy" else "no"


def token_worth(chosen: PriceSet, currency: str, stream: Stream) -> Money:
    """What a token is worth: halfway between two neighboring prices, below all of them or above, drawn."""
    prices = [Money.of(price, currency).minor for price in (chosen.lower, chosen.first, chosen.higher)]
    edges = [0, *prices, 2 * prices[-1] - prices[-2]]
    middles = [(low + high) // 2 for low, high in itertools.pairwise(edges) if high > low + 1]
    return Money(stream.choice(middles or prices[-1:]), currency)
