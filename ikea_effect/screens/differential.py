"""A row between two opposite words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ikea_effect.screens.screens import RatingItem


@dataclass(frozen=True, slots=True)
class OppositeWords(RatingItem):
    """A rating between two words of its own, `low_anchor` and `high_anchor`. Value: a whole number.

    Neighbors with the same range stand below each other.
    """

    control: ClassVar[str] = "ikea_effect.session.frontends.lab.differentials:CONTROL"
