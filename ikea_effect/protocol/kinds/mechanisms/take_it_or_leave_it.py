"""A yes or no at one price."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from ikea_effect.protocol.base import Amount
from ikea_effect.protocol.kinds.kind import MechanismKind
from ikea_effect.protocol.kinds.mechanisms import settled, shares
from ikea_effect.protocol.mechanism_base import Affordable, Rounds, rises


class TakeItOrLeaveIt(Rounds, Affordable):
    """One price, yes or no, carried out. Of several prices one is drawn for each participant and round."""

    kind: Literal["take-it-or-leave-it"]
    prices: tuple[Amount, ...] = Field(min_length=1, max_length=40)

    @model_validator(mode="after")
    def _prices_rise(self) -> TakeItOrLeaveIt:
        rises(self.prices)
        return self


KIND = MechanismKind(
    "take-it-or-leave-it",
    TakeItOrLeaveIt,
    "bounds",
    "alone",
    "fixed",
    "at a price to take or leave",
    settled,
    "ikea_effect.tasks.bidding.yes_or_no.screens:OfferProcedure",
    shared=shares("take-it-or-leave-it"),
    bounds="ikea_effect.diagnosis.bounds:by_one_price",
)
