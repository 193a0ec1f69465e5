"""A hypothetical amount, typed or set on a line."""

from __future__ import annotations

from typing import Literal

from ikea_effect.protocol.kinds.kind import MechanismKind, no_columns
from ikea_effect.protocol.kinds.mechanisms import shares
from ikea_effect.protocol.mechanism_base import Grid


class OpenEnded(Grid):
    """A hypothetical amount, typed."""

    kind: Literal["open-ended"]


class PriceSlider(Grid):
    """A hypothetical amount, set on a line without a start mark."""

    kind: Literal["price-slider"]


OPEN_ENDED = MechanismKind(
    "open-ended",
    OpenEnded,
    "amount",
    "never",
    "none",
    "by stating an amount",
    no_columns,
    "ikea_effect.tasks.bidding.stated.screens:StatedProcedure",
    shared=shares("hypothetical"),
)


PRICE_SLIDER = MechanismKind(
    "price-slider",
    PriceSlider,
    "amount",
    "never",
    "none",
    "on a slider",
    no_columns,
    "ikea_effect.tasks.bidding.stated.screens:StatedProcedure",
    shared=shares("hypothetical"),
)
