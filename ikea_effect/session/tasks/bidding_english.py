"""Open bids at one desk: the experimenter enters who raises.

This participant holds paddle 1. Whoever sells reads the price aloud and marks, for each paddle that does not
hold the bid, whether it raises; if several do at once, the one heard first is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from ikea_effect.elicitation.english import (
    Standing,
    bounds,
    english_grid,
    first_of,
    next_price,
    opening,
    raised,
    settlements,
)
from ikea_effect.elicitation.grid import PriceGrid
from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.mechanisms import English
from ikea_effect.session.screens import Page, PriceList, Task
from ikea_effect.session.tasks.bidding_offer import Offer, Value, ask

OWN = 1
"""The paddle of the participant whose session this is."""


@dataclass(frozen=True, slots=True)
class EnglishProcedure:
    """Rule and auction of one group at a desk."""

    offer: Offer[English]

    @property
    def root(self) -> str:
        """The first part of its texts' keys."""
        return "english"

    @property
    def grid(self) -> PriceGrid:
        """The prices, one raise apart."""
        return english_grid(self.offer.mechanism, self.offer.currency)

    @property
    def places(self) -> dict[str, Value]:
        """What every text of this mechanism may name."""
        grid, size = self.grid, self.offer.mechanism.group_size
        ends: dict[str, Value] = {"low": grid.at(0), "high": grid.at(-1)}
        more = {"step": Money(grid.step, grid.currency), "endowment": self.offer.endowment}
        return ends | more | {"size": size, "others": size - 1}

    def rule(self) -> Task:
        """The rule, read by everyone at the desk."""
        funds = self.offer.text(f"english.rule.{self.offer.funds}", **self.places)
        yield self.offer.page("rule", "english.rule", funds, values=self.places, picture=self.offer.picture)

    def practice(self, number: int) -> Task:
        """Practice would need the whole desk; it is done aloud. Raises ElicitationError."""
        raise ElicitationError(f"{self.offer.id}: open bids have no practice round {number} on screen.")
        yield

    def bid(self) -> Task:
        """Raises until nobody goes on; then this participant's bounds, and what the end means."""
        grid, standing = self.grid, opening(self.offer.mechanism, self.offer.currency)
        while price := next_price(grid, standing):
            answered = yield from ask(self._raise_page(price, standing))
            raising = [
                paddle for paddle in self._others(standing) if answered[f"paddle-{paddle}"]["rows"] == ["buy"]
            ]
            if not raising:
                break
            place = 0
            if len(raising) > 1:
                heard = f"heard-{price.minor}"
                place = first_of(raising, self.offer.stream(heard))
                yield self.offer.drawn(heard, place, among=len(raising))
            standing = raised(grid, standing, raising[place])
        yield from self._facts(grid, standing)
        settled = settlements(grid, standing)[OWN - 1]
        yield self.offer.settled(settled)
        end = "nobody" if not standing.holder else "traded" if settled.bought else "not-traded"
        amounts = self.places | {"price": settled.price, "holder": standing.holder}
        shown = self.offer.text(f"english.outcome.{end}", **amounts)
        yield self.offer.page("outcome", "english.outcome", shown, values=amounts, picture=self.offer.picture)
        return settled

    def _facts(self, grid: PriceGrid, standing: Standing) -> Task:
        """Who won, and the bounds of this participant's value."""
        yield self.offer.noted("winner", standing.holder or None)
        yield self.offer.measured(bounds(grid, standing, OWN).as_data())

    def _others(self, standing: Standing) -> tuple[int, ...]:
        paddles = range(1, self.offer.mechanism.group_size + 1)
        return tuple(paddle for paddle in paddles if paddle != standing.holder)

    def _raise_page(self, price: Money, standing: Standing) -> Page:
        offer = self.offer
        rivals = {paddle: self._rival_value(paddle) for paddle in self._others(standing) if paddle != OWN}
        asks = tuple(
            PriceList(
                f"paddle-{paddle}",
                (price,),
                offer.text("english.raise.raises", paddle=paddle),
                offer.text("english.raise.passes", paddle=paddle),
                measure=offer.step.measure if paddle == OWN else None,
            )
            for paddle in self._others(standing)
        )
        expects = {
            f"paddle-{paddle}": {"rows": ["buy" if price <= value else "keep"]}
            for paddle, value in rivals.items()
        }
        standing_text = offer.text(
            "english.raise.held" if standing.holder else "english.raise.open",
            standing=Money(max(standing.price, 0), price.currency),
            holder=standing.holder,
        )
        return offer.page(
            "raise", "english.raise", standing_text, values={"price": price}, asks=asks, expects=expects
        )

    def _rival_value(self, paddle: int) -> Money:
        """What a simulated neighbor at the desk would pay; nobody in the lab is asked to expect it."""
        return self.grid.at(self.offer.stream(f"rival-{paddle}").below(len(self.grid)))
