"""A yes or no at each of several rising prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from ikea_effect.protocol.base import Amount
from ikea_effect.protocol.kinds.kind import Column, Columns, MechanismKind, Study
from ikea_effect.protocol.kinds.mechanisms import rounds_of, settled, shares
from ikea_effect.protocol.mechanism_base import Affordable, Rounds, rises

if TYPE_CHECKING:
    from ikea_effect.protocol.kinds.steps.bidding import Bidding


class PriceList(Rounds, Affordable):
    """A yes or no at each of several rising prices; one row is drawn and carried out.

    Free choices may be inconsistent (yes at a price, no at a lower one): they are flagged, and the declared
    rule says which bounds they give: the widest that fits, or those at the first or the last switch.
    """

    kind: Literal["price-list"]
    prices: tuple[Amount, ...] = Field(min_length=2, max_length=40)
    switching: Literal["single", "free"] = "single"
    inconsistent: Literal["widest", "first-switch", "last-switch"] = "widest"

    @model_validator(mode="after")
    def _prices_rise(self) -> PriceList:
        rises(self.prices)
        return self


def _price_list(step: Bidding, study: Study) -> Columns:
    """Whether answers fit together: in all rounds and, where there are several, in each."""
    rounds, meaning = rounds_of(step), "Whether no price was taken above one that was refused"
    each = [
        Column(f"{step.id}.consistent_{number}", "boolean", f"{meaning}, in round {number}")
        for number in range(1, rounds + 1)
        if rounds > 1
    ]
    whole = Column(f"{step.id}.consistent", "boolean", meaning + (", in every round" if each else ""))
    return (whole, *each, *settled(step, study))


KIND = MechanismKind(
    "price-list",
    PriceList,
    "bounds",
    "alone",
    "fixed",
    "on a price list",
    _price_list,
    "ikea_effect.tasks.bidding.yes_or_no.screens:PriceListProcedure",
    shared=shares("price-list"),
    bounds="ikea_effect.diagnosis.bounds:by_price_list",
)
