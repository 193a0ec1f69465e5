"""What participants are paid: declared once, computed exactly, told in the report."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from ikea_effect.protocol.base import Amount, Declared, Name
from ikea_effect.protocol.by_kind import Later

if TYPE_CHECKING:
    from ikea_effect.protocol.prizes import Prize
else:  # few studies have one
    Prize = Declared

AnyPrize = Annotated[Prize, Later("ikea_effect.protocol.prizes:Prize")]


class Payment(Declared):
    """What every participant is paid, and what they may bid from.

    `binding`: `all` bidding steps count, `one-random` of them is drawn for each participant, or the one that
    is named. `floor` and `cap` bound what is handed over, `round_to` is the smallest coin. Points, where
    questions or practice earn them, are paid at `points_per_unit` points for one unit of the currency.
    `sent_away` is paid to somebody who came and found no place free, `no_show` to somebody who did not come.
    `paid_by` says how: lists and receipts are worded for it. `prizes` depend on what others give, and are
    paid when the study is closed.
    """

    show_up: Amount = Decimal(0)
    endowment: Amount = Decimal(0)
    binding: Name = "all"
    floor: Amount | None = None
    cap: Amount | None = None
    round_to: Amount | None = None
    rounding: Literal["up", "nearest"] = "up"
    sent_away: Amount | None = None
    no_show: Amount | None = None
    paid_by: Literal["cash", "bank"] = "cash"
    points_per_unit: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    prizes: dict[Name, AnyPrize] = Field(default_factory=dict, max_length=12)

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Payment:
        if self.floor is not None and self.cap is not None and self.floor > self.cap:
            raise ValueError(f"The floor {self.floor} is above the cap {self.cap}.")
        if self.round_to is not None and not self.round_to:
            raise ValueError("Amounts cannot be rounded to 0. Leave round_to out to pay every cent.")
        return self

    @model_validator(mode="after")
    def _a_coin_lies_between_the_bounds(self) -> Payment:
        floor, cap, coin = self.floor, self.cap, self.round_to
        if floor is not None and cap is not None and coin and cap // coin * coin < floor:
            reached = (cap // coin + 1) * coin
            raise ValueError(
                f"No amount in coins of {coin} lies between the floor {floor} and the cap {cap}. "
                f"Write cap: {reached}, say, or a smaller coin."
            )
        return self
