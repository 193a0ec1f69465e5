"""Yes or no at prices, on screen: price lists and take it or leave it, in one round or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ikea_effect.money import Money
from ikea_effect.protocol.kinds import kind_of
from ikea_effect.protocol.kinds.mechanisms.price_list import PriceList
from ikea_effect.protocol.kinds.mechanisms.take_it_or_leave_it import TakeItOrLeaveIt
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.prices import PriceList as PriceRows
from ikea_effect.screens.screens import Page, Task, Values
from ikea_effect.tasks.bidding.names import PRICE, ROW
from ikea_effect.tasks.bidding.offer import Offer, Value, ask
from ikea_effect.tasks.bidding.outcome import Settlement
from ikea_effect.tasks.bidding.practice import Practiced, Round, practice_round, result_of
from ikea_effect.tasks.bidding.rounds import Turn, draw_binding, turns, with_round
from ikea_effect.tasks.bidding.yes_or_no.rule import (
    Answer,
    bounds,
    consistent,
    draw_row,
    made_up_prices,
    prices,
    settle,
)
from ikea_effect.tasks.names import name_in


def rows(offer: Offer[Any], name: str, at: Sequence[Money], measure: str | None, single: bool) -> PriceRows:
    """One yes or no for each price."""
    said = "hypothetical" if kind_of(offer.step.mechanism).hypothetical else "common"
    buy, keep = (offer.text(f"{said}.rows.{what}", endowment=offer.endowment) for what in ("buy", "keep"))
    says = tuple(offer.text("common.rows.price", price=price, left=offer.endowment - price) for price in at)
    return PriceRows(name, tuple(at), buy, keep, single, measure, says=says)


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
        rounds = self.offer.mechanism.rounds
        return {
            "low": at[0], "high": at[-1], "count": len(at), "endowment": endowment, "bindings": rounds
        }  # fmt: skip

    def said(self, key: str, **values: Value) -> Text:
        """A wording of this mechanism with the study's amounts."""
        return self.offer.text(f"price-list.{key}", **(self.places | values))

    def rule(self) -> Task:
        """The rule, and what follows for one's answers."""
        switching = self.said(f"rule.{self.offer.mechanism.switching}")
        rounds = (self.said("rule.rounds"),) if self.offer.mechanism.rounds > 1 else ()
        paragraphs = (switching, *rounds, self.said(f"rule.funds.{self.offer.funds}"))
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
        row = draw_row(offer.mechanism, offer.stream(name_in(name, ROW)))

        def result(answered: Values) -> Practiced:
            return self._practiced(worth, at[row], answers(answered, "list"))

        asks = (rows(offer, "list", at, None, offer.mechanism.switching == "single"),)
        draws = (offer.drawn(name_in(name, ROW), row),)
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
        """The list of each round under its sealed row; then the round that counts is carried out."""
        offer, rounds, given = self.offer, [], []
        for turn in turns(offer):
            answered, settled = yield from self._one_list(turn)
            given.append(consistent(answered))
            rounds.append(settled)
        if len(rounds) > 1:
            yield offer.noted("consistent", all(given))
        binding = yield from draw_binding(offer)
        settled = rounds[binding - 1]
        yield offer.settled(settled)
        yield with_round(offer, self._outcome(settled), binding)
        return settled

    def _one_list(self, turn: Turn) -> Task:
        """One round: answered, drawn, measured; returns the answers and what they come to."""
        offer, at, purpose = self.offer, self.prices, turn.named(ROW)
        given = answers((yield from ask(self._list_page(turn))), "list")
        row = draw_row(offer.mechanism, offer.stream(purpose))
        settled = settle(at[row], given[row])
        yield offer.drawn(purpose, row)
        yield offer.noted(f"consistent_{turn.number}" if turn.several else "consistent", consistent(given))
        found = bounds(at, given, offer.mechanism.inconsistent)
        yield offer.measured(found.as_data(), turn.number - 1)
        if turn.several:
            traded = "traded" if settled.bought else "not-traded"
            places = self.places | {"price": at[row], "pays": settled.pays, "number": turn.number}
            shown = self.said(f"round-outcome.{traded}", **places)
            name, key = turn.named("outcome"), "price-list.round-outcome"
            yield offer.page(name, key, shown, values=places, tells_outcome=True)
        return given, settled

    def _list_page(self, turn: Turn) -> Page:
        offer, single = self.offer, self.offer.mechanism.switching == "single"
        code = offer.code(turn.named(ROW))
        return offer.page(
            turn.named("list"),
            "price-list.bid",
            offer.text("common.sealed-row", code=code),
            *turn.seal(offer),
            values=self.places,
            asks=(rows(offer, "list", self.prices, offer.step.measure, single),),
            picture=offer.picture,
        )

    def _outcome(self, settled: Settlement) -> Page:
        offer, traded = self.offer, "traded" if settled.bought else "not-traded"
        left = offer.endowment - settled.pays
        funds = offer.funds_after(settled.pays)
        amounts: dict[str, Value] = {"price": settled.price, "pays": settled.pays, "left": left}
        shown = self.said(f"outcome.{traded}.{funds}", **amounts)
        more = {"values": amounts, "picture": offer.picture, "tells_outcome": True}
        return offer.page("outcome", "price-list.outcome", shown, **more)


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
        offer, rounds = self.offer, self.offer.mechanism.rounds
        funds = offer.text(f"{self.root}.rule.{offer.funds}", endowment=offer.endowment)
        key = f"{self.root}.rule{'-rounds' if rounds > 1 else ''}"
        places: dict[str, Value] = {"bindings": rounds}
        yield offer.page("rule", key, funds, self._sealed, values=places, picture=offer.picture)

    @property
    def _sealed(self) -> Text:
        """The codes of all prices: nothing that is answered from here on can move one."""
        offer = self.offer
        codes = [f"**{offer.code(turn.named('price'))}**" for turn in turns(offer)]
        if len(codes) == 1:
            return offer.text("common.sealed", code=codes[0].strip("*"))
        return offer.text(f"{self.root}.sealed-prices", codes=offer.listed(codes))

    def practice(self, number: int) -> Task:
        """One offer of a token of known worth, at a price that is not one of those declared."""
        offer, name = self.offer, f"practice-{number}"
        stream = offer.stream(f"{name}.worth")
        price = stream.choice(made_up_prices(prices(offer.mechanism, offer.currency)))
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
        """The offer of each round; a yes in the round that counts buys at its price."""
        offer, rounds = self.offer, []
        for turn in turns(offer):
            rounds.append((yield from self._one_offer(turn)))
        binding = yield from draw_binding(offer)
        settled = rounds[binding - 1]
        yield offer.settled(settled)
        yield with_round(offer, self._outcome(settled), binding)
        return settled

    def _one_offer(self, turn: Turn) -> Task:
        """One round: its price drawn, answered, measured; returns what the answer comes to."""
        offer, purpose = self.offer, turn.named(PRICE)
        price = prices(offer.mechanism, offer.currency)[draw_row(offer.mechanism, offer.stream(purpose))]
        asks = (rows(offer, "list", (price,), offer.step.measure, True),)
        answered = yield from ask(
            offer.page(
                turn.named("offer"),
                f"{self.root}.bid",
                *turn.seal(offer),
                values={"price": price},
                asks=asks,
                picture=offer.picture,
            )
        )
        [answer] = answers(answered, "list")
        yield offer.drawn(purpose, price)
        yield offer.measured(bounds((price,), [answer]).as_data(), turn.number - 1)
        return settle(price, answer)

    def _outcome(self, settled: Settlement) -> Page:
        offer, left = self.offer, self.offer.endowment - settled.pays
        funds = offer.funds_after(settled.pays)
        key = f"{self.root}.outcome"
        amounts: dict[str, Value] = {"pays": settled.pays, "left": left, "endowment": offer.endowment}
        shown = offer.text(f"{key}.{'traded' if settled.bought else 'not-traded'}.{funds}", **amounts)
        key = f"{key}-rounds" if offer.mechanism.rounds > 1 else key
        more = {"values": {"price": settled.price}, "picture": offer.picture, "tells_outcome": True}
        return offer.page("outcome", key, shown, **more)
