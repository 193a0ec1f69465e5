"""An order of one's own: of a scale's items, or of what can be chosen."""

from __future__ import annotations

from typing import Literal

from ikea_effect.protocol.kinds.kind import Column, Columns

Order = Literal["declared", "random"]
"""As declared for everyone, or another one for each."""


def order_column(name: str, order: Order, what: str) -> Columns:
    """The order in which everyone saw them, where it differs; `what` are Items or Options."""
    if order != "random":
        return ()
    return (
        Column(f"{name}.order", "text", f"{what} of {name} in the order as shown", of=name, signs="program"),
    )
