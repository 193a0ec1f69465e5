"""Yes or no at prices, on screen: price lists, take it or leave it, and double-bounded choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ikea_effect.elicitation.choices import (
    Answer,
    bounds,
    consistent,
    double_bounds,
    draw_price_set,
    draw_row,
    follow_up,
    prices,
    settle,
)
from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.mechanisms import DoubleBounded, PriceList, TakeItOrLeaveIt
from ikea_effect.protocol.texts import Text
from ikea_effect.session.screens import PriceList as PriceRows
from ikea_effect.session.screens import Task, Values
from ikea_effect.session.tasks.bidding_offer import Offer, Value, as_data, ask
from ikea_effect.session.tasks.bidding_practice import Practiced, Round, practice_round, result_of


def rows(offer: Offer[Any], name: str, at: Sequence[Money], measure: str | None, single: bool) -> PriceRows:
    """One yes or no for each price."""
    said = "hypothetical" if offer.step.mechanism.hypothetical else "common"
    buy, keep = offer.text(f"{said}.rows.buy"), offer.text(f"{said}.rows.keep")
    return PriceRows(name, tuple(at), buy, keep, single, measure)


def answers(values: Values, name: str) -> list[Answer]:
    """What was answered, from the lowest price up."""
    return list(values[name]["rows"])


def honest(at: Sequence[Money], worth: Money) -> dict[str, list[Answer]]:
    """Yes at every price up to what the good is worth."""
    return {"rows": ["buy" if price <= worth else "keep" for price in at]}


@dataclass(frozen=True, slots=True)
class PriceListProcedure:
    """Rule, practice and answers of one price list."""

    offer: Offer[PriceList]

    @property
    def root(self) -> str:
        """The first part of its texts' keys."""
        return "price-list"

    @property
    def prices(self) -> tuple[Money, ...]:
        """The rows' prices, from the lowest up."""
        return prices(self.offer.mechanism, self.offer.currency)

    @property
    def places(self) -> dict[str, Value]:
        """What every text of this mechanism may name."""
        at, endowment = self.prices, self.offer.endowment
        return {"low": at[0], "high": at[-1], "count": len(at), "endowment": endowment}

    def said(self, key: str, **values: Value) -> Text:
        """A wording of this mechanism with the study's amounts."""
        return self.offer.text(f"price-list.{key}", **(self.places | values))

    def rule(self) -> Task:
        """The rule, and what follows for one's answers."""
        switching = self.said(f"rule.{self.offer.mechanism.switching}")
        paragraphs = (switching, self.said(f"rule.funds.{self.offer.funds}"))
        yield self.offer.page(
            "rule", "price-list.rule", *paragraphs, values=self.places, picture=self.offer.picture
        )
        yield self.offer.page("example", "price-list.example", values=self.places)

    def practice(self, number: int) -> Task:
        """One round for a token of known worth; the error is how far its worth lies outside the bounds."""
        offer, name = self.offer, f"practice-{number}"
        at = self.prices
        below = offer.stream(f"{name}.worth").below(len(at) - 1)
        worth = Money((at[below].minor + at[below + 1].minor) // 2, offer.currency)
        row = draw_row(offer.mechanism, offer.stream(f"{name}.row"))

        def result(answered: Values) -> Practiced:
            return self._practiced(worth, at[row], answers(answered, "list"))

        asks = (rows(offer, "list", at, None, offer.mechanism.switching == "single"),)
        draws = (offer.drawn(f"{name}.row", row),)
        expects = {"list": honest(at, worth)}
        round_ = Round("price-list", worth, asks, expects, self.places, result, draws)
        yield from practice_round(offer, number, round_)

    def _practiced(self, worth: Money, price: Money, answered: list[Answer]) -> Practiced:
        found = bounds(self.prices, answered, self.offer.mechanism.inconsistent)
        outside = found.distance(worth.minor)
        settled = settle(price, answered[self.prices.index(price)])
        gain = worth - settled.pays
        lesson = "too-low" if outside < 0 else "too-high" if outside > 0 else "exact"
        lesson = lesson if consistent(answered) else "inconsistent"
        places: dict[str, Value] = {"price": price, "pays": settled.pays, "gain": gain, "loss": -gain}
        return Practiced(Money(outside, worth.currency), result_of(settled.bought, gain), lesson, places)

    def bid(self) -> Task:
        """The list under its sealed row; then the row is drawn, the bounds measured, the row carried out."""
        offer, at = self.offer, self.prices
        answered = yield from ask(
            offer.page(
                "list",
                "price-list.bid",
                offer.text("common.sealed-row", code=offer.code("row")),
                values=self.places,
                asks=(rows(offer, "list", at, offer.step.measure, offer.mechanism.switching == "single"),),
                picture=offer.picture,
            )
        )
        given = answers(answered, "list")
        found = bounds(at, given, offer.mechanism.inconsistent)
        row = draw_row(offer.mechanism, offer.stream("row"))
        settled = settle(at[row], given[row])
        yield offer.drawn("row", row)
        yield offer.noted("consistent", consistent(given))
        yield offer.measured(found.as_data())
        yield offer.settled(settled)
        traded = "traded" if settled.bought else "not-traded"
        left = offer.endowment - settled.pays
        funds = offer.funds if left.minor >= 0 else "own-money"
        amounts: dict[str, Value] = {"price": at[row], "pays": settled.pays, "left": left}
        shown = self.said(f"outcome.{traded}.{funds}", **amounts)
        yield offer.page("outcome", "price-list.outcome", shown, values=amounts, picture=offer.picture)
        return settled


@dataclass(frozen=True, slots=True)
class OfferProcedure:
    """One price, yes or no."""

    offer: Offer[TakeItOrLeaveIt]

    @property
    def root(self) -> str:
        """The first part of its texts' keys."""
        return "take-it-or-leave-it"

    def rule(self) -> Task:
        """The rule on one page."""
        funds = self.offer.text(f"{self.root}.rule.{self.offer.funds}", endowment=self.offer.endowment)
        yield self.offer.page("rule", f"{self.root}.rule", funds, picture=self.offer.picture)

    def practice(self, number: int) -> Task:
        """One offer of a token of known worth, at a declared price."""
        offer, name = self.offer, f"practice-{number}"
        stream = offer.stream(f"{name}.worth")
        price = stream.choice(prices(offer.mechanism, offer.currency))
        worth = Money(price.minor * (2 + stream.below(5)) // 4, offer.currency)

        def result(answered: Values) -> Practiced:
            [answer] = answers(answered, "list")
            settled = settle(price, answer)
            gain = worth - settled.pays
            best = (worth > price and settled.bought) or (worth < price and not settled.bought)
            error = Money(0 if best or worth == price else price.minor - worth.minor, price.currency)
            lesson = "exact" if not error.minor else "too-high" if settled.bought else "too-low"
            places: dict[str, Value] = {"pays": settled.pays, "gain": gain, "loss": -gain}
            return Practiced(
                error, result_of(settled.bought, gain), lesson, places | {"missed": worth - price}
            )

        asks, expects = (rows(offer, "list", (price,), None, True),), {"list": honest((price,), worth)}
        places: dict[str, Value] = {"price": price}
        yield from practice_round(offer, number, Round(self.root, worth, asks, expects, places, result))

    def bid(self) -> Task:
        """The offer; a yes buys at its price."""
        offer = self.offer
        row = draw_row(offer.mechanism, offer.stream("price"))
        price = prices(offer.mechanism, offer.currency)[row]
        asks = (rows(offer, "list", (price,), offer.step.measure, True),)
        answered = yield from ask(
            offer.page("offer", f"{self.root}.bid", values={"price": price}, asks=asks, picture=offer.picture)
        )
        [answer] = answers(answered, "list")
        settled = settle(price, answer)
        yield offer.drawn("price", price)
        yield offer.measured(bounds((price,), [answer]).as_data())
        yield offer.settled(settled)
        left = offer.endowment - settled.pays
        funds = offer.funds if left.minor >= 0 else "own-money"
        key = f"{self.root}.outcome.{'traded' if settled.bought else 'not-traded'}.{funds}"
        amounts: dict[str, Value] = {"pays": settled.pays, "left": left, "endowment": offer.endowment}
        shown = offer.text(key, **amounts)
        yield offer.page("outcome", f"{self.root}.outcome", shown, picture=offer.picture)
        return settled


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
        choices = self.offer.text("hypothetical.rule.choices")
        yield self.offer.page("rule", "hypothetical.rule", choices, picture=self.offer.picture)

    def practice(self, number: int) -> Task:
        """Declared practice has nothing to practice here. Raises ElicitationError."""
        raise ElicitationError(f"{self.offer.id}: double-bounded choice has no practice round {number}.")
        yield

    def bid(self) -> Task:
        """Both questions; each answer is noted, so that the first can be analyzed alone."""
        offer = self.offer
        chosen = draw_price_set(offer.mechanism, offer.stream("prices"))
        first_price = Money.of(chosen.first, offer.currency)
        first = yield from self._asked("first", first_price)
        second_price = follow_up(chosen, first, offer.currency)
        second = yield from self._asked("second", second_price)
        yield offer.drawn("prices", offer.mechanism.price_sets.index(chosen))
        for name, price, answer in (("first", first_price, first), ("second", second_price, second)):
            yield offer.noted(f"{name}_price", as_data(price))
            yield offer.noted(f"{name}_answer", "yes" if answer == "buy" else "no")
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
