"""Prices to say yes or no to, and a price to set on a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from ikea_effect.money import Money
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.ask import Ask, whole_between

if TYPE_CHECKING:
    from ikea_effect.screens.waiting import Bidder


@dataclass(frozen=True, slots=True)
class PriceList(Ask):
    """One choice per row. Value: {"rows": ["buy" | "keep", ...]}, from the lowest price up.

    With `single_switch` a click in a row answers every row: buying at a price is buying at all lower ones.
    `says` is what stands in each row; without it the price does. `bidder` is who answers, where that is not
    the participant of this session.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.price_list:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.prices:PRICE_LIST"

    prices: tuple[Money, ...]
    buy: Text
    keep: Text
    single_switch: bool = True
    measure: str | None = None
    bidder: Bidder | None = None
    says: tuple[Text, ...] = ()

    @override
    def takes(self, value: Any) -> bool:
        rows = value.get("rows") if isinstance(value, dict) and len(value) == 1 else None
        if not isinstance(rows, list | tuple) or len(rows) != len(self.prices):
            return False
        known = all(row in ("buy", "keep") for row in rows)
        return known and not (self.single_switch and "buy" in _from_first(rows, "keep"))


def _from_first(rows: Sequence[str], name: str) -> Sequence[str]:
    """The rows from the first one of this name on."""
    return rows[rows.index(name) :] if name in rows else ()


@dataclass(frozen=True, slots=True)
class PriceSlider(Ask):
    """A price set on a line without a start mark. Value: whole minor units."""

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.amount:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.prices:PRICE_SLIDER"

    low: Money
    high: Money
    step: Money
    measure: str | None = None

    @override
    def takes(self, value: Any) -> bool:
        return whole_between(value, self.low.minor, self.high.minor, self.step.minor)
