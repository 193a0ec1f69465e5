"""A hypothetical yes or no at one price, and again at another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from ikea_effect.protocol.base import Amount, Declared
from ikea_effect.protocol.kinds.kind import Column, Columns, MechanismKind, Study
from ikea_effect.protocol.kinds.mechanisms import shares
from ikea_effect.protocol.mechanism_base import rises

if TYPE_CHECKING:
    from ikea_effect.protocol.kinds.steps.bidding import Bidding


class PriceSet(Declared):
    """A first price, and the one that follows a no (`lower`) or a yes (`higher`)."""

    first: Amount
    lower: Amount
    higher: Amount

    @model_validator(mode="after")
    def _prices_rise(self) -> PriceSet:
        rises((self.lower, self.first, self.higher))
        return self


class DoubleBounded(Declared):
    """A hypothetical yes or no at one price, and again at a higher or lower one; each set equally likely."""

    kind: Literal["double-bounded"]
    price_sets: tuple[PriceSet, ...] = Field(min_length=1, max_length=40)


def _double_bounded(step: Bidding, study: Study) -> Columns:
    asked = {"first": "first", "second": "next, higher after yes and lower after no"}
    said = {"first": "first price", "second": "second price"}
    return tuple(
        column
        for name in asked
        for column in (
            Column(
                f"{step.id}.{name}_price", "amount", f"The price asked about {asked[name]}", study.currency
            ),
            Column(
                f"{step.id}.{name}_answer",
                "text",
                f"Whether the participant would buy at the {said[name]}",
                values=("yes", "no"),
            ),
        )
    )


KIND = MechanismKind(
    "double-bounded",
    DoubleBounded,
    "bounds",
    "never",
    "fixed",
    "at two prices in turn",
    _double_bounded,
    "ikea_effect.tasks.bidding.yes_or_no.double_bounded:DoubleBoundedProcedure",
    shared=shares("double-bounded", "hypothetical"),
    bounds="ikea_effect.diagnosis.bounds:by_two_prices",
)
