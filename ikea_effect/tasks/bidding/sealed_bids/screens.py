"""Sealed-bid auctions on screen. The group is settled later, when its last member has bid."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import FirstPrice, NthPrice, Vickrey
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.facts import as_data
from ikea_effect.screens.facts_of_groups import Pending
from ikea_effect.screens.screens import Amount, Page, Task, Values
from ikea_effect.tasks.bidding.names import GROUP, WHICH_ROUND
from ikea_effect.tasks.bidding.offer import Offer, Value, ask
from ikea_effect.tasks.bidding.practice import (
    Practiced,
    Round,
    lesson_of,
    outcome_places,
    practice_round,
    result_of,
)
from ikea_effect.tasks.bidding.price_grid import PriceGrid
from ikea_effect.tasks.bidding.rounds import Turn, draw_round_share, turns
from ikea_effect.tasks.bidding.sealed_bids.questions import made_up_bids
from ikea_effect.tasks.bidding.sealed_bids.rule import (
    SealedBid,
    Terms,
    auction_grid,
    draw_rank,
    draw_share,
    settle,
    terms,
)

AnyAuction = FirstPrice | Vickrey | NthPrice


@dataclass(frozen=True, slots=True)
class AuctionProcedure:
    """Rule, practice and bid of one auction step."""

    offer: Offer[AnyAuction]

    @property
    def root(self) -> str:
        """All sealed-bid auctions share their texts, with variants by kind."""
        return "auction"

    @property
    def grid(self) -> PriceGrid:
        """The bids of the group."""
        return auction_grid(self.offer.mechanism, self.offer.currency)

    @property
    def bids(self) -> PriceGrid:
        """The bids that are taken from this participant."""
        return self.offer.biddable(self.grid, self.offer.mechanism.within_endowment)

    @property
    def variant(self) -> str:
        """Which wording tells who buys and at which price."""
        auction = self.offer.mechanism
        if isinstance(auction, NthPrice):
            return "random-n" if auction.n == "random" else "nth-price"
        return auction.kind if auction.units == 1 else f"{auction.kind}-units"

    @property
    def places(self) -> dict[str, Value]:
        """What every text of this mechanism may name."""
        auction, grid = self.offer.mechanism, self.grid
        units = auction.n if isinstance(auction, NthPrice) else auction.units + 1
        number = units if isinstance(units, int) else 0
        return {
            "low": grid.at(0),
            "high": grid.at(-1),
            "most": self.bids.at(-1),
            "step": Money(grid.step, grid.currency),
            "endowment": self.offer.endowment,
            "size": auction.group_size,
            "others": auction.group_size - 1,
            "n": number,
            "units": number - 1,
            "reserve": Money.of(auction.reserve, grid.currency),
            "bindings": auction.rounds,
        }

    def said(self, key: str, **values: Value) -> Text:
        """A wording of this mechanism with the study's amounts."""
        return self.offer.text(f"auction.{key}", **(self.places | values))

    def rule(self) -> Task:
        """The rule, then an example with drawn numbers and what follows for one's own bid."""
        auction = self.offer.mechanism
        reserve = (self.said(f"rule.reserve.{self._paid}"),) if auction.reserve else ()
        rounds = (self.said("rule.rounds"),) if auction.rounds > 1 else ()
        unfilled = self.said(f"rule.unfilled.{self._if_fewer}")
        later = self.said(f"rule.later{'-rounds' if rounds else ''}.{auction.if_unfilled}", unfilled=unfilled)
        paragraphs = (
            self.said(f"rule.pays.{self.variant}"),
            *reserve,
            self.said("rule.ties"),
            *rounds,
            later,
            self.said(f"rule.funds.{self.offer.funds}"),
        )
        key = "auction.rule-rounds" if rounds else "auction.rule"
        yield self.offer.page("rule", key, *paragraphs, values=self.places, picture=self.offer.picture)
        best = "own-bid" if isinstance(auction, FirstPrice) else "next-bid"
        yield self.offer.page(
            "example",
            "auction.example",
            self._example(),
            *((self.said(f"example.reserve.{self._paid}"),) if auction.reserve else ()),
            self.said(f"example.best.{best}"),
        )

    @property
    def _paid(self) -> str:
        """Whose bid a buyer pays, as texts name it."""
        return "own-bid" if isinstance(self.offer.mechanism, FirstPrice) else "next-bid"

    @property
    def _if_fewer(self) -> str:
        """Which wording tells what holds in a group that does not fill up."""
        if self.variant == "random-n":
            return "place"
        return "one" if self.places["units"] == 1 else self._paid

    def _example(self) -> Text:
        """Bids of a made-up group, drawn per participant, and what they come to."""
        auction, stream = self.offer.mechanism, self.offer.stream("example")
        made_up = made_up_bids(auction, self.offer.currency, stream)
        self.offer.exemplify(made_up)
        bids = [
            SealedBid(str(member), bid.minor, auction.group_size - member)
            for member, bid in enumerate(made_up)
        ]
        agreed = self._example_terms(bids)
        paid = [Money(award.pays, self.offer.currency) for award in settle(bids, agreed) if award.bought]
        shown = self.offer.listed([Money(bid.amount, self.offer.currency) for bid in bids])
        example = self.said(
            f"example.{agreed.pays}.{'several' if agreed.units > 1 else 'one'}",
            bids=shown,
            units=agreed.units,
            n=agreed.units + 1,
            top=max(Money(bid.amount, self.offer.currency) for bid in bids),
            pays=min(paid),
        )
        drawn = self.variant == "random-n"
        return self.said("example.random-n", n=agreed.units + 1, example=example) if drawn else example

    def _example_terms(self, bids: list[SealedBid]) -> Terms:
        auction = self.offer.mechanism
        if isinstance(auction, NthPrice) and auction.n == "random":
            place = 2 + self.offer.stream("example.place").below(auction.group_size - 1)
            auction = auction.model_copy(update={"n": place})
        return terms(auction, bids, self.offer.currency)

    def practice(self, number: int) -> Task:
        """One round for a token of known worth, against bids that the computer draws."""
        offer, name = self.offer, f"practice-{number}"
        worth = offer.stream(f"{name}.worth").choice(self.grid.middle())

        def result(answered: Values) -> Practiced:
            return self._practiced(name, worth, self.grid.take(answered["amount"]))

        honest, asks = {"amount": worth.minor}, (self._amount(self.grid, None),)
        yield from practice_round(offer, number, Round("auction", worth, asks, honest, self.places, result))

    def _practiced(self, name: str, worth: Money, bid: Money) -> Practiced:
        stream, auction = self.offer.stream(f"{name}.rivals"), self.offer.mechanism
        rivals = [
            SealedBid(f"rival {number}", self.grid.at(stream.below(len(self.grid))).minor, stream.wide())
            for number in range(1, auction.group_size)
        ]
        share = draw_share(auction, stream)

        def award(amount: Money) -> tuple[bool, Money, Money]:
            group = [SealedBid("own", amount.minor, 0, share), *rivals]
            own = settle(group, terms(auction, group, self.offer.currency))[0]
            return own.bought, Money(own.price, amount.currency), Money(own.pays, amount.currency)

        bought, price, pays = award(bid)
        honestly, honest_price, honest_pays = award(worth)
        gain = worth - pays if bought else worth - worth
        honest_gain = worth - honest_pays if honestly else worth - worth
        places = outcome_places(worth, bid, price if bought else honest_price, pays)
        places["rivals"] = self.offer.listed(
            [Money(rival.amount, bid.currency) for rival in sorted(rivals, key=lambda rival: -rival.amount)]
        )
        group = [SealedBid("own", bid.minor, 0, share), *rivals]
        places["drawn"] = self._place_drawn(group)
        own_bid = isinstance(auction, FirstPrice)
        lesson = "own-bid" if own_bid else lesson_of(bid, worth, honest_gain > gain)
        notes = self._reserve_told(group, bought)
        return Practiced(bid - worth, result_of(bought, worth - pays), lesson, places, notes)

    def _reserve_told(self, group: list[SealedBid], bought: bool) -> tuple[Text, ...]:
        """What the reserve changed for the first bid of the group."""
        agreed = terms(self.offer.mechanism, group, self.offer.currency)
        if group[0].amount < agreed.reserve:
            return (self.said("practice-outcome.reserve-missed"),)
        without = settle(group, replace(agreed, reserve=0))[0]
        changed = bought and agreed.pays == "next-bid" and without.price < agreed.reserve
        return (self.said("practice-outcome.reserve-paid"),) if changed else ()

    def _place_drawn(self, group: list[SealedBid]) -> Text | str:
        """The place that was drawn among these bids, where one is."""
        if self.variant != "random-n":
            return ""
        place = terms(self.offer.mechanism, group, self.offer.currency).units + 1
        return self.said("practice-outcome.place", n=place)

    def bid(self) -> Task:
        """The sealed bid of each round: asked, measured, and left to be settled with the group's."""
        offer, bids = self.offer, []
        for turn in turns(offer):
            bids.append((yield from self._one_bid(turn)))
        stream = offer.stream(GROUP)
        rank, share = draw_rank(stream), draw_share(offer.mechanism, stream)
        yield offer.drawn(GROUP, rank, share=share)
        waits = Pending(offer.id, bids[0], rank, share)
        if len(bids) > 1:
            part = draw_round_share(offer.mechanism, offer.stream(WHICH_ROUND))
            yield offer.drawn(WHICH_ROUND, part)
            waits = replace(waits, bids_minor=[bid.minor for bid in bids], round_share=part)
        yield waits
        yield self._outcome(bids)
        return bids[0]

    def _one_bid(self, turn: Turn) -> Task:
        """The bid of one round, asked and measured; nothing of the others' is told."""
        offer = self.offer
        sealed = "sealed-place" if self.variant == "random-n" else "sealed"
        answered = yield from ask(
            offer.page(
                turn.named("amount"),
                "auction.bid",
                self.said("bid.range"),
                self.said(f"bid.{sealed}", code=offer.code("group")),
                *turn.seal(offer, "auction.bid.sealed-round"),
                values=self.places,
                asks=(self._amount(self.bids, offer.step.measure),),
                picture=offer.picture,
            )
        )
        bid = self.bids.take(answered["amount"])
        yield offer.measured(as_data(bid), turn.number - 1)
        return bid

    def _outcome(self, bids: list[Money]) -> Page:
        """That the bids are in, and when one hears what became of them."""
        offer = self.offer
        key = "auction.outcome-rounds" if len(bids) > 1 else "auction.outcome"
        values = self.places | {"bid": bids[0], "bids": offer.listed(bids)}
        funds = self.said(f"outcome.{offer.funds_after(offer.endowment)}")
        return offer.page("outcome", key, funds, values=values, picture=offer.picture)

    def _amount(self, grid: PriceGrid, measure: str | None) -> Amount:
        return Amount("amount", grid.at(0), grid.at(-1), Money(grid.step, grid.currency), measure)
