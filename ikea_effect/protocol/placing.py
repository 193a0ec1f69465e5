"""Where the points of a flat sheet lie once it is folded: turned, mirrored and moved, never stretched."""

from __future__ import annotations

from typing import NamedTuple

from ikea_effect.protocol.drawing import Point


class Placing(NamedTuple):
    """Where the sheet's points lie now: x = xx x + xy y + x0, y = yx x + yy y + y0."""

    xx: float = 1.0
    xy: float = 0.0
    yx: float = 0.0
    yy: float = 1.0
    x0: float = 0.0
    y0: float = 0.0

    def at(self, point: Point) -> Point:
        """The place of a point of the sheet."""
        x, y = point
        return self.xx * x + self.xy * y + self.x0, self.yx * x + self.yy * y + self.y0

    def then(self, later: Placing) -> Placing:
        """This one, and another after it."""
        x0, y0 = later.at((self.x0, self.y0))
        return Placing(
            later.xx * self.xx + later.xy * self.yx,
            later.xx * self.xy + later.xy * self.yy,
            later.yx * self.xx + later.yy * self.yx,
            later.yx * self.xy + later.yy * self.yy,
            x0,
            y0,
        )


AS_IT_WAS = Placing()
