"""A kit's pictures at the sizes in use, kept from screen to screen."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import NamedTuple

from PIL import Image

from ikea_effect.protocol.materials import Kit
from ikea_effect.session.frontends.lab.canvas import Point
from ikea_effect.session.pictures import ground_picture, part_picture


class Flight(NamedTuple):
    """A part on its way from where it was let go to where it belongs."""

    part: str
    start: Point
    share: float  # of its full size


@dataclass(eq=False, slots=True)
class KitArt:
    """The pictures of a kit, and what goes on from one screen to the next."""

    kit: Kit
    pictures: dict[tuple[str, float], Image.Image] = field(default_factory=dict)
    under_way: set[float] = field(default_factory=set)
    flight: Flight | None = None
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
