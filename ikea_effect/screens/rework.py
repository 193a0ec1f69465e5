"""The board on which a design is changed that was there before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ikea_effect.screens.design_board import DesignBoard


@dataclass(frozen=True, slots=True)
class ReworkBoard(DesignBoard):
    """A design board that knows how many parts are changed so far. Replies are those of a design board."""

    simulated: ClassVar[str] = "ikea_effect.tasks.design.rework_simulation:simulated"

    changed: int = 0
    at_most: int = 0
    measure: str | None = None
