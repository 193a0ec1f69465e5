"""The Becker-DeGroot-Marschak mechanism on screen."""

from __future__ import annotations

from dataclasses import dataclass

from ikea_effect.elicitation.bdm import draw_price, price_grid, settle
from ikea_effect.elicitation.grid import PriceGrid
from ikea_effect.elicitation.outcome import Settlement
from ikea_effect.money import Money
from ikea_effect.protocol.mechanisms import Bdm
from ikea_effect.protocol.texts import Text
from ikea_effect.session.screens import Amount, Fact, Page, Task
from ikea_effect.session.tasks.bidding_offer import Offer, Value, ask


@dataclass(frozen=True, slots=True)
class BdmProcedure:
    """Rule, practice and bid of one BDM step."""

    offer: Offer[Bdm]

    @property
    def grid(self) -> PriceGrid:
        """The prices that can be drawn and bid."""
        return price_grid(self.offer.mechanism, self.offer.currency)

    @property
    def ranges(self) -> dict[str, Value]:
        """The places that every text of this mechanism may fill."""
        grid = self.grid
        step = Money(grid.step, grid.currency)
        return {"low": grid.at(0), "high": grid.at(-1), "step": step, "endowment": self.offer.endowment}

    def rule(self) -> Task:
        """The rule, then an example with drawn numbers and what follows for one's own bid."""
        yield self.offer.page(
            "rule",
            "bdm.rule",
            self._said("rule.pays"),
            self._said("rule.no-purchase"),
            values=self.ranges | {"ties": self._said(f"rule.ties.{self.offer.mechanism.ties}")},
            picture=self.offer.picture,
        )
        yield self.offer.page("example", "bdm.example", *self._example_paragraphs())

    def _said(self, key: str, **values: Value) -> Text:
        """A wording for this study's payment rule and endowment where it has several, by key."""
        variants = {
            "rule.pays": f"rule.pays.{self.offer.mechanism.pays}",
            "rule.no-purchase": f"rule.no-purchase.{self._funds}",
        }
        return self.offer.text(f"bdm.{variants.get(key, key)}", **(self.ranges | values))

    @property
    def _funds(self) -> str:
        return "endowment" if self.offer.endowment.minor else "own-money"

    def _example_paragraphs(self) -> tuple[Text, ...]:
        mechanism = self.offer.mechanism
        lower, bid, higher = example_amounts(self.grid, self.offer)
        pays = settle(mechanism, bid, lower).pays
        amounts: dict[str, Value] = {"bid": bid, "lower": lower, "higher": higher, "pays": pays}
        return (
            self._said("example.numbers", **amounts),
            self._said(f"example.best.{mechanism.pays}"),
        )

    def practice(self, number: int) -> Task:
        """One round for a token of known worth, without money; notes how far the bid was from that worth."""
        offer, name = self.offer, f"practice-{number}"
        worth = offer.stream(f"{name}.worth").choice(self.grid.middle())
        places = {"number": number, "rounds": offer.step.practice_rounds, "worth": worth}
        answered = yield from ask(
            offer.page(
                f"{name}.amount",
                "bdm.practice",
                values=self.ranges | places,
                asks=(self._amount(None),),
                expects={"amount": worth.minor},
            )
        )
        bid = self.grid.take(answered["amount"])
        price = draw_price(offer.mechanism, offer.currency, offer.stream(f"{name}.price"))
        yield offer.drawn(f"{name}.price", price.minor)
        yield from self._practice_notes(number, bid - worth)
        yield self._practice_outcome(number, worth, bid, settle(offer.mechanism, bid, price))

    def _practice_notes(self, number: int, error: Money) -> Task:
        """The error of each round where there are several, and of the last as the step's own."""
        rounds = self.offer.step.practice_rounds
        if rounds > 1:
            yield self.offer.noted(f"practice_error_{number}", self.offer.money(error.minor))
        if number == rounds:
            yield self.offer.noted("practice_error", self.offer.money(error.minor))

    def _practice_outcome(self, number: int, worth: Money, bid: Money, settled: Settlement) -> Page:
        gain = worth - settled.pays
        amounts: dict[str, Value] = {"worth": worth, "bid": bid, "price": settled.price, "pays": settled.pays}
        amounts |= {"gain": gain, "loss": -gain, "missed": worth - settled.price, "number": number}
        amounts["rounds"] = self.offer.step.practice_rounds
        result = "not-bought" if not settled.bought else "gain" if gain.minor >= 0 else "loss"
        return self.offer.page(
            f"practice-{number}.outcome",
            "bdm.practice-outcome",
            self._said(f"practice-outcome.{result}", **amounts),
            self._said(f"practice-outcome.lesson.{self._lesson(worth, bid, settled)}", **amounts),
            values=amounts,
        )

    def _lesson(self, worth: Money, bid: Money, settled: Settlement) -> str:
        """What this round teaches: which bid would have been better, if any."""
        if self.offer.mechanism.pays == "own-bid":
            return "own-bid"
        if bid == worth:
            return "exact"
        truthful = settle(self.offer.mechanism, worth, settled.price)
        if settled.bought != truthful.bought and settled.price != worth:
            return "too-high" if bid > worth else "too-low"
        return "lucky-high" if bid > worth else "lucky-low"

    def bid(self) -> Task:
        """The binding bid: asked under the sealed price, then drawn, measured and settled."""
        offer = self.offer
        answered = yield from ask(
            offer.page(
                "amount",
                "bdm.bid",
                self._said("bid.range"),
                offer.text("common.sealed", code=offer.code("price")),
                values=self.ranges,
                asks=(self._amount(offer.step.measure),),
                picture=offer.picture,
            )
        )
        bid = self.grid.take(answered["amount"])
        price = draw_price(offer.mechanism, offer.currency, offer.stream("price"))
        settled = settle(offer.mechanism, bid, price)
        yield offer.drawn("price", price.minor)
        yield offer.measured(offer.money(bid.minor))
        yield self._settled(settled)
        yield self._outcome(bid, settled)
        return settled

    def _settled(self, settled: Settlement) -> Fact:
        money = self.offer.money
        return Fact(
            "settled",
            {
                "bidding": self.offer.id,
                "bought": settled.bought,
                "price": money(settled.price.minor),
                "pays": money(settled.pays.minor),
                "endowment": money(self.offer.endowment.minor),
            },
        )

    def _outcome(self, bid: Money, settled: Settlement) -> Page:
        left = self.offer.endowment - settled.pays
        amounts: dict[str, Value] = {"bid": bid, "price": settled.price, "pays": settled.pays, "left": left}
        bought = "bought" if settled.bought else "not-bought"
        funds = self._funds if left.minor >= 0 else "own-money"
        compared = "below" if settled.price < bid else "above" if settled.price > bid else "equal"
        return self.offer.page(
            "outcome",
            "bdm.outcome",
            self._said(f"outcome.price.{compared}", **amounts),
            self._said(f"outcome.{bought}.{funds}", **amounts),
            values=amounts,
            picture=self.offer.picture,
        )

    def _amount(self, measure: str | None) -> Amount:
        grid = self.grid
        return Amount("amount", grid.at(0), grid.at(-1), Money(grid.step, grid.currency), measure)


def example_amounts(grid: PriceGrid, offer: Offer[Bdm]) -> tuple[Money, Money, Money]:
    """A price, a bid above it and a price above that; drawn per participant, so that none is an anchor."""
    pool = offer.stream("example").shuffled(grid.middle())
    low, middle, high = sorted(pool[index % len(pool)] for index in range(3))
    return low, middle, high
