"""What a view draws on: a few shapes, one line of text, a picture. Pure: no window, no PsychoPy.

Units are heights: the middle of the window is (0, 0), y points up and runs from -0.5 to 0.5, x from
-aspect/2 to aspect/2. Angles are degrees counter-clockwise. Colors are "#rrggbb" or "#rrggbbaa". All but a
plain rectangle is a small picture made once by Pillow, kept, and drawn again at the cost of one textured
quad; so a window and a `Sheet` (an image in memory) show the same pixels on every system.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

from PIL import Image

from ikea_effect.session.frontends.lab import raster
from ikea_effect.session.picture_files import picture_file

Point = tuple[float, float]
_LARGE_PX = 60_000  # from here on a panel is drawn in parts

INK, MUTED, FAINT, LINE, PAPER, SHADE = "#26221f", "#6d655e", "#a39a91", "#d9d2ca", "#ffffff", "#f6f3ef"
ACCENT, ACCENT_DARK, ACCENT_SOFT = "#1d6b72", "#15535a", "#e3f0f0"
RIGHT, RIGHT_SOFT, WRONG, WRONG_SOFT = "#2f7d4f", "#e6f3ea", "#b3402e", "#fbebe7"
BACKGROUND = "#faf8f5"


class Canvas(ABC):
    """Draws in height units on something of `size_px`."""

    def __init__(self, size_px: tuple[int, int]) -> None:
        self.size_px = size_px

    @abstractmethod
    def _fill(self, left: int, top: int, right: int, bottom: int, color: str) -> None:
        """Fills a box of whole pixels, from the top left corner."""

    @abstractmethod
    def _stamp(
        self,
        key: Hashable,
        make: Callable[[], Image.Image],
        middle: tuple[float, float],
        size: tuple[float, float] | None,
        angle: float,
        opacity: float,
    ) -> None:
        """Draws the picture kept under `key`, made by `make` when it is not there; `size` in pixels."""

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.size_px[0] / self.size_px[1]

    def to_px(self, at: Point) -> tuple[float, float]:
        """Pixels from the top left corner."""
        width, height = self.size_px
        return width / 2 + at[0] * height, height / 2 - at[1] * height

    def to_units(self, x_px: float, y_px: float) -> Point:
        """Height units of a place in pixels from the top left corner."""
        width, height = self.size_px
        return (x_px - width / 2) / height, (height / 2 - y_px) / height

    def px(self, length: float) -> int:
        """A length in whole pixels, at least 1."""
        return max(1, round(length * self.size_px[1]))

    def rectangle(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A filled box around (x, y), its edges on whole pixels."""
        left, top = self.to_px((x - width / 2, y + height / 2))
        right, bottom = self.to_px((x + width / 2, y - height / 2))
        self._fill(
            round(left),
            round(top),
            max(round(right), round(left) + 1),
            max(round(bottom), round(top) + 1),
            fill,
        )

    def panel(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str | None = PAPER,
        line: str | None = None,
        line_width: float = 0.0015,
        radius: float = 0.012,
        shadow: bool = False,
    ) -> None:
        """A rounded box around (x, y); with `shadow` it seems to lie a little above the page."""
        size = (self.px(width), self.px(height))
        look: raster.PanelLook = (self.px(radius), fill, line, self.px(line_width), shadow)
        if size[0] * size[1] < _LARGE_PX:
            self._snapped(
                ("panel", *size, *look), lambda: raster.panel(size[0], size[1], look), (x, y), *size
            )
        else:
            self._large_panel((x, y), size, look)

    def _large_panel(self, at: Point, size: tuple[int, int], look: raster.PanelLook) -> None:
        """A panel from its corners, its edges drawn out, and a plain middle: cheap at any size."""
        corner, margin = raster.panel_corner_px(look), raster.SHADOW if look[-1] else 0
        x, y = self.to_px(at)
        left, top = round(x - size[0] / 2), round(y - size[1] / 2)
        columns = (left - margin, left + corner, left + size[0] - corner, left + size[0] + margin)
        rows = (top - margin, top + corner, top + size[1] - corner, top + size[1] + margin)
        for column, row in ((c, r) for c in range(3) for r in range(3) if (c, r) != (1, 1)):
            wide, high = columns[column + 1] - columns[column], rows[row + 1] - rows[row]
            self._stamp(
                ("panel-part", look, column, row),
                lambda column=column, row=row: raster.panel_part(look, column, row),  # type: ignore[misc]
                (columns[column] + wide / 2, rows[row] + high / 2),
                (float(wide), float(high)),
                0.0,
                1.0,
            )
        if look[1]:
            self._fill(columns[1], rows[1], columns[2], rows[2], look[1])

    def disc(
        self,
        x: float,
        y: float,
        diameter: float,
        *,
        fill: str | None,
        line: str | None = None,
        line_width: float = 0.002,
    ) -> None:
        """A filled circle with an outline."""
        look = (self.px(diameter), fill, line, self.px(line_width))
        self._snapped(("disc", *look), lambda: raster.disc(*look), (x, y), look[0], look[0])

    def polygon(
        self,
        points: Sequence[Point],
        *,
        fill: str | None,
        line: str | None = None,
        line_width: float = 0.0015,
        at: Point = (0.0, 0.0),
        angle: float = 0.0,
        dashed: bool = False,
        opacity: float = 1.0,
    ) -> None:
        """A closed shape. `points` are relative to `at`, around which the shape is turned."""
        height = self.size_px[1]
        in_px = tuple((round(x * height, 2), round(-y * height, 2)) for x, y in points)
        look = (in_px, fill, line, self.px(line_width) if line else 0, dashed)
        self._stamp(("polygon", *look), lambda: raster.polygon(*look), self.to_px(at), None, angle, opacity)

    def line(self, start: Point, end: Point, color: str, width: float = 0.0015) -> None:
        """A straight line."""
        (x0, y0), (x1, y1) = start, end
        if x0 == x1 or y0 == y1:
            self.rectangle((x0 + x1) / 2, (y0 + y1) / 2, abs(x1 - x0) or width, abs(y1 - y0) or width, color)
            return
        self.polygon([(0, 0), (x1 - x0, y1 - y0)], fill=None, line=color, line_width=width, at=start)

    def text(
        self,
        words: str,
        x: float,
        y: float,
        size: float,
        *,
        color: str = INK,
        bold: bool = False,
        align: str = "left",
    ) -> None:
        """One line in the house font. `y` is the middle of its capitals; `align` is left, center or right."""
        if not words.strip():
            return
        em = size * self.size_px[1]
        width = raster.text_width_px(words, em, bold)
        left = self.to_px((x, y))[0] - {"left": 0.0, "center": width / 2, "right": width}[align]
        look = (words, round(em, 2), color, bold)
        image_width, image_height, to_middle = raster.text_box_px(words, em, bold)
        top = round(self.to_px((x, y))[1] - to_middle)
        middle = (round(left) - raster.TEXT_MARGIN + image_width / 2, top + image_height / 2)
        self._stamp(("text", *look), lambda: raster.text(*look), middle, None, 0.0, 1.0)

    def text_width(self, words: str, size: float, *, bold: bool = False) -> float:
        """Width of one line in height units, as it will be drawn."""
        return raster.text_width_px(words, size * self.size_px[1], bold) / self.size_px[1]

    def picture(
        self,
        image: Image.Image | Path,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        angle: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """A picture scaled to width x height around (x, y). An image object is uploaded once."""
        size = (width * self.size_px[1], height * self.size_px[1])
        upright = angle == 0.0
        middle = self.to_px((x, y))
        if upright:
            size = (float(round(size[0])), float(round(size[1])))
            middle = (
                round(middle[0] - size[0] / 2) + size[0] / 2,
                round(middle[1] - size[1] / 2) + size[1] / 2,
            )
        shown = picture_file(image) if isinstance(image, Path) else image
        factor = raster.shrink(shown.size, size)
        self._stamp(
            ("picture", raster.Same(shown), factor),
            lambda: raster.reduced(shown, factor),
            middle,
            size,
            angle,
            opacity,
        )

    def _snapped(
        self, key: Hashable, make: Callable[[], Image.Image], at: Point, width_px: int, height_px: int
    ) -> None:
        """Draws with the edges on whole pixels."""
        x, y = self.to_px(at)
        middle = (round(x - width_px / 2) + width_px / 2, round(y - height_px / 2) + height_px / 2)
        self._stamp(key, make, middle, None, 0.0, 1.0)


class Unseen(Canvas):
    """A canvas on which nothing appears: for where things would stand on a window of this size."""

    def _fill(self, left: int, top: int, right: int, bottom: int, color: str) -> None:
        """Nothing is filled."""

    def _stamp(
        self,
        key: Hashable,
        make: Callable[[], Image.Image],
        middle: tuple[float, float],
        size: tuple[float, float] | None,
        angle: float,
        opacity: float,
    ) -> None:
        """Nothing is drawn, and nothing made for it."""


class Sheet(Canvas):
    """A canvas in memory: the same pixels as the window's, without one."""

    def __init__(self, size_px: tuple[int, int]) -> None:
        super().__init__(size_px)
        self.image = Image.new("RGB", size_px, BACKGROUND)
        self._kept: dict[Hashable, Image.Image] = {}

    def _fill(self, left: int, top: int, right: int, bottom: int, color: str) -> None:
        patch = Image.new("RGBA", (right - left, bottom - top), color)
        self.image.paste(patch, (left, top), patch)

    def _stamp(
        self,
        key: Hashable,
        make: Callable[[], Image.Image],
        middle: tuple[float, float],
        size: tuple[float, float] | None,
        angle: float,
        opacity: float,
    ) -> None:
        image = self._kept.setdefault(key, make()) if key not in self._kept else self._kept[key]
        image = raster.placed(image, size, angle, opacity)
        self.image.paste(
            image, (round(middle[0] - image.width / 2), round(middle[1] - image.height / 2)), image
        )
