"""The Becker-DeGroot-Marschak mechanism on screen, for buyers and for sellers, in one round or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.facts import as_data
from ikea_effect.screens.screens import Amount, Page, Task, Values
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.bdm.rule import declared_prices, draw_price, price_grid, settle
from ikea_effect.tasks.bidding.names import PRICE
from ikea_effect.tasks.bidding.offer import Offer, Value, ask
from ikea_effect.tasks.bidding.outcome import Settlement
from ikea_effect.tasks.bidding.practice import (
    Practiced,
    Round,
    lesson_of,
    outcome_places,
    practice_round,
    result_of,
)
from ikea_effect.tasks.bidding.price_grid import PriceGrid
from ikea_effect.tasks.bidding.rounds import Turn, draw_binding, turns, with_round
from ikea_effect.tasks.names import name_in


def example(
    bids: Sequence[Money], prices: Sequence[Money], stream: Stream
) -> tuple[Money, Money | None, Money | None]:
    """A bid, a price below it and one above it; None on a side where there is none."""
    lowest, highest = min(prices), max(prices)
    between = [bid for bid in bids if lowest < bid < highest]
    ends = [bid for bid in bids if lowest < highest and bid in (lowest, highest)]
    bid = stream.choice(between or ends or [bid for bid in bids if bid != lowest])
    below, above = [price for price in prices if price < bid], [price for price in prices if price > bid]
    return bid, stream.choice(below) if below else None, stream.choice(above) if above else None


@dataclass(frozen=True, slots=True)
class BdmProcedure:
    """Rule, practice and bid of one BDM step."""

    offer: Offer[Bdm]
    grid: PriceGrid = field(init=False)
    """The prices that can be drawn."""
    places: dict[str, Value] = field(init=False)
    """What every text of this mechanism may name."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "grid", price_grid(self.offer.mechanism, self.offer.currency))
        object.__setattr__(self, "places", self._places())

    @property
    def root(self) -> str:
        """Sellers read other texts."""
        return "bdm-sell" if self._sells else "bdm"

    @property
    def _sells(self) -> bool:
        return self.offer.mechanism.trade == "sell"

    @property
    def bids(self) -> PriceGrid:
        """The bids that are taken."""
        return self.offer.biddable(self.grid, self.offer.mechanism.within_endowment)

    def _places(self) -> dict[str, Value]:
        grid, rounds = self.grid, self.offer.mechanism.rounds
        ends: dict[str, Value] = {"low": grid.at(0), "high": grid.at(-1), "most": self.bids.at(-1)}
        step = Money(grid.step, grid.currency)
        return ends | {"step": step, "endowment": self.offer.endowment, "bindings": rounds}

    def said(self, key: str, **values: Value) -> Text:
        """A wording of this mechanism with the study's amounts."""
        return self.offer.text(f"{self.root}.{key}", **(self.places | values))

    @property
    def _funds(self) -> str:
        return "holding" if self._sells else self.offer.funds

    # --- the rule ---

    def rule(self) -> Task:
        """The rule, then an example with drawn numbers and what follows for one's own bid."""
        mechanism = self.offer.mechanism
        key = "bdm-sell.rule.rounds" if self._sells else "common.rounds"
        several = (self.offer.text(key, **self.places),) if mechanism.rounds > 1 else ()
        values = {"ties": self.said(f"rule.ties.{mechanism.ties}"), "chances": self._chances}
        paragraphs = (self.said(f"rule.pays.{mechanism.pays}"), self.said(f"rule.no-purchase.{self._funds}"))
        yield self.offer.page(
            "rule",
            f"{self.root}.rule",
            *paragraphs,
            *several,
            values=self.places | values,
            picture=self.offer.picture,
        )
        best = self.said(f"example.best.{mechanism.pays}")
        yield self.offer.page("example", f"{self.root}.example", *self._example(), best)

    @property
    def _chances(self) -> Text:
        weights = self.offer.mechanism.prices
        if not weights:
            return self.said("rule.chances.equal")
        total = sum(entry.weight for entry in weights)
        prices = [
            self.offer.text(
                "common.chance.price",
                price=Money.of(entry.price, self.offer.currency),
                weight=entry.weight,
                total=total,
            )
            for entry in weights
        ]
        return self.said("rule.chances.weights", prices=self.offer.listed(prices))

    def _example(self) -> list[Text]:
        """A made-up bid, and what follows at a price below it and at one above it, as far as there are such.

        All are drawn per participant, so that none is an anchor. A price equal to the bid stands only where
        there is none on one side, and then says what a tie means.
        """
        mechanism, stream = self.offer.mechanism, self.offer.stream("example")
        declared = declared_prices(mechanism, self.offer.currency)
        pool = tuple(self.grid) if declared else self.grid.middle()
        bid, lower, higher = example(pool, declared or pool, stream)
        self.offer.exemplify(amount for amount in (bid, lower, higher) if amount is not None)
        sides = ("higher", higher), ("lower", lower)
        found = {name: price for name, price in (sides if self._sells else sides[::-1]) if price is not None}
        if len(found) < 2 and bid in (declared or pool):
            found[f"equal-{mechanism.ties}"] = bid
        pays = {name: bid if mechanism.pays == "own-bid" else price for name, price in found.items()}
        cases = [
            self.said(f"example.case.{name}", price=price, pays=pays[name]) for name, price in found.items()
        ]
        return [self.said("example.numbers", bid=bid), *cases]

    # --- practice ---

    def practice(self, number: int) -> Task:
        """One round for a token of known worth, without money."""
        offer, name = self.offer, f"practice-{number}"
        worth = offer.stream(f"{name}.worth").choice(self.grid.middle())
        price = draw_price(offer.mechanism, offer.currency, offer.stream(name_in(name, PRICE)))

        def result(answered: Values) -> Practiced:
            return self._practiced(worth, price, self.grid.take(answered["amount"]))

        honest, asks = {"amount": worth.minor}, (self._amount(self.grid, None),)
        draws = (offer.drawn(name_in(name, PRICE), price),)
        yield from practice_round(
            offer, number, Round(self.root, worth, asks, honest, self.places, result, draws)
        )

    def _practiced(self, worth: Money, price: Money, bid: Money) -> Practiced:
        mechanism = self.offer.mechanism
        settled, honest = settle(mechanism, bid, price), settle(mechanism, worth, price)
        traded = settled.bought or settled.sold
        gain = -settled.pays - worth if settled.sold else worth - settled.pays
        better = traded != (honest.bought or honest.sold) and price != worth
        places = outcome_places(worth, bid, price, -settled.pays if settled.sold else settled.pays)
        places |= {"gain": gain, "loss": -gain, "missed": price - worth if self._sells else worth - price}
        lesson = "own-bid" if mechanism.pays == "own-bid" else lesson_of(bid, worth, better)
        return Practiced(bid - worth, result_of(traded, gain), lesson, places)

    # --- the bid ---

    def bid(self) -> Task:
        """The bid of each round under its sealed price; then the round that counts is settled."""
        rounds = []
        for turn in turns(self.offer):
            rounds.append((yield from self._one_bid(turn)))
        binding = yield from draw_binding(self.offer)
        bid, settled = rounds[binding - 1]
        yield self.offer.settled(settled)
        yield with_round(self.offer, self._outcome(bid, settled), binding)
        return settled

    def _one_bid(self, turn: Turn) -> Task:
        """One round: asked, drawn, measured; returns the bid and what it comes to."""
        offer, purpose = self.offer, turn.named(PRICE)
        answered = yield from ask(self._bid_page(turn))
        bid = self.bids.take(answered["amount"])
        price = draw_price(offer.mechanism, offer.currency, offer.stream(purpose))
        settled = settle(offer.mechanism, bid, price)
        yield offer.drawn(purpose, price)
        yield offer.measured(as_data(bid), turn.number - 1)
        if turn.several:
            traded = "traded" if settled.bought or settled.sold else "not-traded"
            pays = -settled.pays if settled.sold else settled.pays
            shown = self.said(f"round-outcome.{traded}", price=price, number=turn.number, pays=pays)
            places = self.places | {"bid": bid, "price": price, "number": turn.number}
            yield offer.page(
                turn.named("outcome"), f"{self.root}.round-outcome", shown, values=places, tells_outcome=True
            )
        return bid, settled

    def _bid_page(self, turn: Turn) -> Page:
        offer = self.offer
        seal = "sealed-offer" if self._sells else "sealed"
        code = offer.code(turn.named(PRICE))
        return offer.page(
            turn.named("amount"),
            f"{self.root}.bid",
            self.said("bid.range"),
            offer.text(f"common.{seal}", code=code),
            *turn.seal(offer),
            values=self.places,
            asks=(self._amount(self.bids, offer.step.measure),),
            picture=offer.picture,
        )

    def _outcome(self, bid: Money, settled: Settlement) -> Page:
        left = self.offer.endowment - settled.pays
        amounts: dict[str, Value] = {"bid": bid, "price": settled.price, "pays": settled.pays, "left": left}
        traded = "traded" if settled.bought or settled.sold else "not-traded"
        funds = self._funds if self._sells else self.offer.funds_after(settled.pays)
        compared = "below" if settled.price < bid else "above" if settled.price > bid else "equal"
        paragraphs = [
            self.said(f"outcome.price.{compared}"),
            self.said(f"outcome.{traded}.{funds}", **amounts),
        ]
        more = {"values": amounts, "picture": self.offer.picture, "tells_outcome": True}
        return self.offer.page("outcome", f"{self.root}.outcome", *paragraphs, **more)

    def _amount(self, grid: PriceGrid, measure: str | None) -> Amount:
        return Amount("amount", grid.at(0), grid.at(-1), Money(grid.step, grid.currency), measure)
