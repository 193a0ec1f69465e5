"""The way of a part that is carried by the pointer: how far, and how often it was held still."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ikea_effect.session.frontends.lab.canvas import Point

STILL_S = 1.0
"""Held still for so long is a pause."""

_TREMOR = 0.003
"""Height units within which a hand that holds still moves."""


@dataclass(eq=False, slots=True)
class Trace:
    """Where the pointer is, and what came before. Times are the screen's, in seconds."""

    at: Point
    since_s: float  # when it came to where it is
    path: float = 0.0  # in height units
    pauses: int = 0
    resting: bool = False

    def move(self, to: Point, now_s: float) -> None:
        """The pointer went on; where it hardly moves it rests."""
        self.rest(now_s)
        step = math.dist(to, self.at)
        if step > _TREMOR:
            self.path += step
            self.at, self.since_s, self.resting = to, now_s, False

    def rest(self, now_s: float) -> None:
        """Time went by: a pause begins where the pointer has stayed for long enough."""
        if not self.resting and now_s - self.since_s >= STILL_S:
            self.resting, self.pauses = True, self.pauses + 1

    @property
    def words(self) -> dict[str, int]:
        """What a reply says of it."""
        return {"path": round(self.path * 1000), "pauses": self.pauses}
