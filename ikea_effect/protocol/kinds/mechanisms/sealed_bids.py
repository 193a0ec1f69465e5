"""Auctions by sealed bids: first-price, Vickrey, nth-price."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from pydantic import Field, model_validator

from ikea_effect.protocol.base import Amount
from ikea_effect.protocol.kinds.kind import Column, Columns, MechanismKind, Study
from ikea_effect.protocol.kinds.mechanisms import settled, shares
from ikea_effect.protocol.mechanism_base import Grid, Rounds

if TYPE_CHECKING:
    from ikea_effect.protocol.kinds.steps.bidding import Bidding


class Auction(Rounds, Grid):
    """Sealed bids of a group, settled when its last member has bid.

    Groups form in the order of bids, among everyone or within a condition. What becomes of a group that
    never fills is declared: `settle` among those who bid (two at least), or `no-sale`. Equal bids are ranked
    by a number that each bidder's own stream draws. Of several rounds the same one counts for a whole group.
    """

    group_size: int = Field(ge=2, le=40)
    among: Literal["everyone", "condition"] = "everyone"
    if_unfilled: Literal["settle", "no-sale"] = "no-sale"
    reserve: Amount = Decimal(0)
    within_endowment: bool = False

    @model_validator(mode="after")
    def _reserve_can_be_bid(self) -> Auction:
        if self.reserve and not self.holds(self.reserve):
            raise ValueError(f"The reserve {self.reserve} is not on the grid of bids.")
        return self


A = TypeVar("A", bound=Auction)


def scarce(auction: A, units: int) -> A:
    """The auction, if someone goes without. Raises ValueError if there are units for all."""
    if units >= auction.group_size:
        raise ValueError(f"{units} units for a group of {auction.group_size}: nobody would have to bid.")
    return auction


class FirstPrice(Auction):
    """The highest bidders (one for each unit) buy and pay their own bids."""

    kind: Literal["first-price"]
    units: int = Field(default=1, ge=1, le=39)

    @model_validator(mode="after")
    def _scarce(self) -> FirstPrice:
        return scarce(self, self.units)


class Vickrey(Auction):
    """The highest bidders (one for each unit) buy and pay the highest bid that did not win."""

    kind: Literal["vickrey"]
    units: int = Field(default=1, ge=1, le=39)

    @model_validator(mode="after")
    def _scarce(self) -> Vickrey:
        return scarce(self, self.units)


class NthPrice(Auction):
    """The n - 1 highest bidders buy and pay the n-th highest bid; n is declared or drawn (2..group_size)."""

    kind: Literal["nth-price"]
    n: Annotated[int, Field(ge=2, le=40)] | Literal["random"]

    @model_validator(mode="after")
    def _scarce(self) -> NthPrice:
        return self if self.n == "random" else scarce(self, self.n - 1)


def _auction(step: Bidding, study: Study) -> Columns:
    group = "The group whose bids were settled together; empty while it waits for others"
    price = "What the good cost in the group's auction; of several prices, one's own"
    return (Column(f"{step.id}.group", "text", group, signs="program"), *settled(step, study, price))


FIRST_PRICE = MechanismKind(
    "first-price",
    FirstPrice,
    "amount",
    "group",
    "none",
    "in a first-price auction",
    _auction,
    "ikea_effect.tasks.bidding.sealed_bids.screens:AuctionProcedure",
    shared=shares("auction"),
)


VICKREY = MechanismKind(
    "vickrey",
    Vickrey,
    "amount",
    "group",
    "none",
    "in a Vickrey auction",
    _auction,
    "ikea_effect.tasks.bidding.sealed_bids.screens:AuctionProcedure",
    shared=shares("auction"),
)


NTH_PRICE = MechanismKind(
    "nth-price",
    NthPrice,
    "amount",
    "group",
    "none",
    "in an nth-price auction",
    _auction,
    "ikea_effect.tasks.bidding.sealed_bids.screens:AuctionProcedure",
    shared=shares("auction"),
)
