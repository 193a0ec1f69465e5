"""A kit's pictures at the sizes in use, kept from screen to screen."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import NamedTuple

from PIL import Image

from ikea_effect.protocol.drawing import holds
from ikea_effect.protocol.kits import Kit, Part
from ikea_effect.session.frontends.lab.canvas import Point
from ikea_effect.session.pictures import ground_picture, part_picture


class Flight(NamedTuple):
    """A part on its way from where it was let go to where it belongs."""

    part: str
    start: Point
    share: float  # of its full size


class InHand(NamedTuple):
    """A part that goes with the pointer, and goes on doing so on the next screen: it was turned."""

    part: str
    pointer: Point
    grab: Point  # from the pointer to the part's middle
    by_keys: bool = False  # it goes by the arrows


@dataclass(eq=False, slots=True)
class KitArt:
    """The pictures of a kit, and what goes on from one screen to the next."""

    kit: Kit
    pictures: dict[tuple[str, float], Image.Image] = field(default_factory=dict)
    under_way: set[float] = field(default_factory=set)
    flight: Flight | None = None
    in_hand: InHand | None = None
    focus: str | None = None

    def part(self, part: str, px_per_unit: float) -> Image.Image:
        """The part at a size, painted once."""
        key = (part, px_per_unit)
        if key not in self.pictures:
            self.pictures[key] = part_picture(self.kit.part(part), px_per_unit)
        return self.pictures[key]

    def prepare(self, px_per_unit: float) -> None:
        """Paints the parts at full size beside the loop, so that none is waited for when it is taken up."""
        if px_per_unit not in self.under_way:
            self.under_way.add(px_per_unit)
            threading.Thread(target=self._paint_all, args=(px_per_unit,), daemon=True).start()

    def _paint_all(self, px_per_unit: float) -> None:
        for part in self.kit.order:
            self.part(part, px_per_unit)

    def ground(self, px_per_unit: float) -> Image.Image:
        """What lies under the good, painted once."""
        key = ("", px_per_unit)
        if key not in self.pictures:
            self.pictures[key] = ground_picture(self.kit, round(1000 * px_per_unit))
        return self.pictures[key]


_ART: dict[int, KitArt] = {}


def art_of(kit: Kit) -> KitArt:
    """The kit's pictures, the same ones at every call."""
    found = _ART.get(id(kit))
    if found is None or found.kit is not kit:
        found = _ART[id(kit)] = KitArt(kit)
    return found


def grip(part: Part) -> Point:
    """A place of the canvas at which the part can be taken up: its middle, if it is not empty there."""
    points = part.runs[0].points
    half = len(points) // 2
    between = [
        ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        for a, b in zip(points, points[half:] + points[:half], strict=True)
    ]
    return next((at for at in (part.slot, *between) if holds(part.runs, *at)), part.slot)


def turned(across: float, up: float, degrees: int) -> Point:
    """A step across and up, turned counter-clockwise by quarters."""
    return {0: (across, up), 90: (-up, across), 180: (-across, -up), 270: (up, -across)}[degrees]
