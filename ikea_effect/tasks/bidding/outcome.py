"""What an answer comes to: a settlement, who holds the good and who pays."""

from __future__ import annotations

from typing import NamedTuple

from ikea_effect.money import Money


class Settlement(NamedTuple):
    """What one round means for the participant.

    `pays` is zero if nothing changes hands, and negative if the good is sold to the lab.
    """

    bought: bool
    price: Money
    pays: Money
    sold: bool = False


def nothing(currency: str) -> Money:
    """No money."""
    return Money(0, currency)
