"""Open bids at one desk: the experimenter enters who raises.

Every member of the group has a paddle and a session of its own. The sessions wait for each other. In one of
them whoever sells reads the price aloud and marks, for each paddle that does not hold the bid, whether it
goes along. If several do at once, the one heard first is drawn. The other sessions take over what that one
recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.english import English
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.facts_of_groups import CalledOff
from ikea_effect.screens.facts_of_groups import Sale as Sold
from ikea_effect.screens.prices import PriceList
from ikea_effect.screens.screens import Page, Task
from ikea_effect.screens.waiting import Bidder, Gathering
from ikea_effect.seeds import Stream, stream_key
from ikea_effect.tasks.bidding.english.practice import practice
from ikea_effect.tasks.bidding.english.rule import (
    Sale,
    Standing,
    bounds,
    english_grid,
    first_of,
    next_price,
    opening,
    raised,
    sale_from,
    settlement,
)
from ikea_effect.tasks.bidding.names import GROUP, WHICH_ROUND
from ikea_effect.tasks.bidding.offer import Offer, Value, ask
from ikea_effect.tasks.bidding.price_grid import PriceGrid
from ikea_effect.tasks.bidding.rounds import Turn, draw_round_share, group_round, turns
from ikea_effect.tasks.names import name_in


@dataclass(frozen=True, slots=True)
class EnglishProcedure:
    """Rule, practice and auction of one group at a desk, as one of its members meets it."""

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
    def rounds(self) -> int:
        """How often the group bids."""
        return self.offer.mechanism.rounds

    @property
    def places(self) -> dict[str, Value]:
        """What every text of this mechanism may name."""
        grid, size = self.grid, self.offer.mechanism.group_size
        ends: dict[str, Value] = {"low": grid.at(0), "high": grid.at(-1)}
        more = {"step": Money(grid.step, grid.currency), "endowment": self.offer.endowment}
        return ends | more | {"size": size, "others": size - 1, "rounds": self.rounds}

    def said(self, key: str, **values: Value) -> Text:
        """A wording of this mechanism with the study's amounts."""
        return self.offer.text(f"english.{key}", **(self.places | values))

    def rule(self) -> Task:
        """The rule, read by everyone of the group in their own session."""
        several = (self.said("rule.rounds", code=self.offer.code(WHICH_ROUND)),) if self.rounds > 1 else ()
        funds = self.said(f"rule.{self.offer.funds}")
        yield self.offer.page(
            "rule", "english.rule", *several, funds, values=self.places, picture=self.offer.picture
        )

    def practice(self, number: int) -> Task:
        """One round for a token, against bidders whose limits the computer draws."""
        yield from practice(self.offer, self.grid, self.places, number)

    def bid(self) -> Task:
        """Waits for the group; then what its sale means for this member."""
        own = self.offer.context.participant
        answered = yield from self._gathered()
        bidders = [Bidder(**one) for one in answered["bidders"]]
        yield self.offer.noted("group", f"{self.offer.id}/{answered['group']}")
        names = answered["sale"]["bidders"] if answered["sale"] else [one.participant for one in bidders]
        yield self.offer.noted("paddle", names.index(own) + 1)
        if self.rounds > 1:
            yield self.offer.drawn(WHICH_ROUND, self._share(self._own), among=self.rounds)
        if answered["sale"] is not None:
            sale = sale_from(answered["sale"])
        elif len(bidders) < self.offer.mechanism.group_size and not self._may_sell(len(bidders)):
            yield CalledOff(self.offer.id, answered["group"])
            yield self.offer.page("outcome", "english.no-sale", picture=self.offer.picture)
            return None
        else:
            sale = yield from self._held(bidders)
        yield Sold(self.offer.id, answered["group"], sale.as_data())
        return (yield from self._concluded(sale, sale.paddle(own)))

    def _gathered(self) -> Task:
        mechanism = self.offer.mechanism
        reply = yield Gathering(
            name_in(self.offer.id, GROUP),
            self.offer.id,
            mechanism.group_size,
            self._own,
            self.offer.step.good,
            mechanism.if_unfilled == "no-sale",
        )
        assert reply is not None  # an engine answers every gathering
        return reply.values

    def _may_sell(self, there: int) -> bool:
        return there > 1 and self.offer.mechanism.if_unfilled == "settle"

    @property
    def _own(self) -> Bidder:
        context = self.offer.context
        return Bidder(context.participant, context.condition, context.claim)

    def _share(self, member: Bidder) -> int:
        """A member's part in drawing the round that counts: from a stream of the member's own."""
        secret, purpose = self.offer.context.secret, name_in(self.offer.id, WHICH_ROUND)
        key = stream_key(secret, member.participant, purpose, member.claim)
        return draw_round_share(self.offer.mechanism, Stream(key))

    # --- the sale ---

    def _held(self, bidders: Sequence[Bidder]) -> Task:
        """Every round of raises, entered by the experimenter."""
        ends = []
        for turn in turns(self.offer):
            ends.append((yield from self._one_round(bidders, turn)))
        names = tuple(one.participant for one in bidders)
        counts = group_round(self.offer.mechanism, map(self._share, bidders))
        return Sale(names, tuple(ends), counts, self.offer.context.participant)

    def _one_round(self, bidders: Sequence[Bidder], turn: Turn) -> Task:
        """Raises until nobody goes on; returns how it ended."""
        grid = self.grid
        standing = opening(grid, len(bidders))
        while price := next_price(grid, standing):
            paddles = [place for place in range(1, len(bidders) + 1) if place != standing.holder]
            page = self._raise_page(turn, price, standing, {place: bidders[place - 1] for place in paddles})
            answered = yield from ask(page)
            raising = [place for place in paddles if answered[f"paddle-{place}"]["rows"] == ["buy"]]
            if not raising:
                break
            place = 0
            if len(raising) > 1:
                heard = turn.named(f"heard-{price.minor}")
                place = first_of(raising, self.offer.stream(heard))
                yield self.offer.drawn(heard, place, among=len(raising))
            first = raising.pop(place)
            standing = raised(grid, standing, first, raising)
        if turn.several:
            yield self._round_told(turn, standing)
        return standing

    def _raise_page(
        self, turn: Turn, price: Money, standing: Standing, bidders: Mapping[int, Bidder]
    ) -> Page:
        offer, own = self.offer, self.offer.context.participant
        asks = tuple(
            PriceList(
                f"paddle-{paddle}",
                (price,),
                offer.text("english.raise.raises", paddle=paddle),
                offer.text("english.raise.passes", paddle=paddle),
                measure=offer.step.measure,
                bidder=None if one.participant == own else one,
            )
            for paddle, one in bidders.items()
        )
        shown = Money(max(standing.price, 0), price.currency)
        key = "english.raise.held" if standing.holder else "english.raise.open"
        said = [offer.text(key, standing=shown, holder=standing.holder)]
        if len(bidders) > 1:
            said.append(
                offer.text("english.raise.sealed", code=offer.code(turn.named(f"heard-{price.minor}")))
            )
        return offer.page(turn.named("raise"), "english.raise", *said, values={"price": price}, asks=asks)

    def _round_told(self, turn: Turn, standing: Standing) -> Page:
        """How a round ended, for everyone at the desk."""
        price = Money(max(standing.price, 0), self.offer.currency)
        values = self.places | {"price": price, "holder": standing.holder, "number": turn.number}
        end = self.said(f"round-outcome.{'sold' if standing.holder else 'nobody'}", **values)
        return self.offer.page(turn.named("outcome"), "english.round-outcome", end, values=values)

    # --- what it means ---

    def _concluded(self, sale: Sale, paddle: int) -> Task:
        """This member's bounds in each round, and what the round that counts settles."""
        offer, grid, end = self.offer, self.grid, sale.counting
        for repetition, one in enumerate(sale.rounds):
            yield offer.measured(bounds(grid, one, paddle).as_data(), repetition)
        if self.rounds > 1:
            yield offer.noted("round", sale.counts)
        yield offer.noted("winner", end.holder or None)
        settled = settlement(grid, end, paddle)
        yield offer.settled(settled)
        yield self._outcome(sale, settled.bought, settled.price)
        return settled

    def _outcome(self, sale: Sale, bought: bool, price: Money) -> Page:
        holder = sale.counting.holder
        how = "traded" if bought else "not-traded" if holder else "nobody"
        amounts: dict[str, Any] = {"price": price, "holder": holder, "number": sale.counts}
        several = (self.said("outcome.round", **amounts),) if self.rounds > 1 else ()
        shown = self.said(f"outcome.{how}", **amounts)
        return self.offer.page(
            "outcome", "english.outcome", *several, shown, values=amounts, picture=self.offer.picture
        )
