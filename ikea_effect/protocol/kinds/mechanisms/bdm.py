"""Becker-DeGroot-Marschak: a bid against a price that is drawn."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ikea_effect.protocol.base import Amount, Declared
from ikea_effect.protocol.kinds.kind import MechanismKind
from ikea_effect.protocol.kinds.mechanisms import settled
from ikea_effect.protocol.mechanism_base import Grid, Rounds


class PriceWeight(Declared):
    """A price that can be drawn, `weight` times as likely as one with weight 1."""

    price: Amount
    weight: Annotated[int, Field(ge=1, le=1_000_000)] = 1


class Bdm(Rounds, Grid):
    """Becker-DeGroot-Marschak: a bid against a price drawn from the grid, or from `prices` if declared.

    With `trade: sell` the participant holds the good and states the least to part with it for.
    `within_endowment` takes no bid that what is left of the endowment cannot pay.
    """

    kind: Literal["bdm"]
    pays: Literal["drawn-price", "own-bid"] = "drawn-price"
    ties: Literal["buys", "does-not-buy"] = "buys"
    trade: Literal["buy", "sell"] = "buy"
    prices: tuple[PriceWeight, ...] = Field(default=(), max_length=500)
    within_endowment: bool = False

    @model_validator(mode="after")
    def _prices_can_be_bid(self) -> Bdm:
        off = [str(entry.price) for entry in self.prices if not self.holds(entry.price)]
        if off:
            raise ValueError(f"Prices {', '.join(off)} are not on the grid of bids.")
        if self.prices and self.examples:
            raise ValueError("With `prices`, examples show these prices: leave `examples` out.")
        if self.trade == "sell" and (self.pays == "own-bid" or self.within_endowment):
            raise ValueError("Selling takes `pays: drawn-price` and no `within_endowment`.")
        return self


def _texts(declared: Bdm) -> tuple[str, ...]:
    return ("bdm-sell" if declared.trade == "sell" else "bdm",)


KIND = MechanismKind(
    "bdm",
    Bdm,
    "amount",
    "alone",
    "drawn",
    "in a Becker–DeGroot–Marschak procedure",
    settled,
    "ikea_effect.tasks.bidding.bdm.screens:BdmProcedure",
    shared=_texts,
)
