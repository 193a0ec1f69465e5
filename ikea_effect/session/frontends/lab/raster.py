"""The small pictures that shapes and lines of text are drawn from, made by Pillow, drawn larger first."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFilter, ImageFont

FINER = 4  # shapes are drawn this much larger and then reduced, for smooth edges
TEXT_MARGIN = 2  # pixels around a line of text, for glyphs that reach out of their box
SHADOW = 10  # pixels that a shadow reaches around its panel


class Same:
    """An image as a key: equal only to itself, and alive as long as it is a key."""

    __slots__ = ("image",)

    def __init__(self, image: Image.Image) -> None:
        self.image = image

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.image is self.image

    def __hash__(self) -> int:
        return id(self.image)


def font_path(bold: bool = False) -> Path:
    """The house font's file."""
    name = "HouseSans-Bold.ttf" if bold else "HouseSans-Regular.ttf"
    return Path(str(resources.files("ikea_effect.session") / "fonts" / name))


@functools.lru_cache(maxsize=64)
def _font(em_px: float, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font_path(bold), em_px, layout_engine=ImageFont.Layout.BASIC)


@functools.lru_cache(maxsize=65536)
def _length(words: str, em_px: float, bold: bool) -> float:
    return _font(em_px, bold).getlength(words)


def text_width_px(words: str, em_px: float, bold: bool = False) -> float:
    """Width of one line in pixels."""
    return _length(words, round(em_px, 2), bold)


def text_box_px(words: str, em_px: float, bold: bool = False) -> tuple[int, int, int]:
    """Width and height of a line's picture, and how far below its top the middle of the capitals lies."""
    em_px = round(em_px, 2)
    ascent, descent = _font(em_px, bold).getmetrics()
    width = math.ceil(_length(words, em_px, bold)) + 2 * TEXT_MARGIN
    return width, ascent + descent + 2 * TEXT_MARGIN, TEXT_MARGIN + ascent - _capital_px(em_px, bold) // 2


@functools.lru_cache(maxsize=64)
def _capital_px(em_px: float, bold: bool) -> int:
    top = _font(em_px, bold).getbbox("H", anchor="ls")[1]
    return -int(top)


def text(words: str, em_px: float, color: str, bold: bool) -> Image.Image:
    """A line of text on nothing."""
    width, height, _ = text_box_px(words, em_px, bold)
    ascent = _font(em_px, bold).getmetrics()[0]
    mask = Image.new("L", (width, height), 0)
    ImageDraw.Draw(mask).text(
        (TEXT_MARGIN, TEXT_MARGIN + ascent), words, 255, _font(em_px, bold), anchor="ls"
    )
    return _colored(mask, color)


PanelLook = tuple[int, str | None, str | None, int, bool]
"""Radius, fill, line, width of the line, shadow."""


def panel_corner_px(look: PanelLook) -> int:
    """How much of a panel's edge belongs to its corner."""
    return max(look[0], look[3]) + 1 + (SHADOW if look[-1] else 0)


def panel_part(look: PanelLook, column: int, row: int) -> Image.Image:
    """A corner or, one pixel wide, an edge of a panel; columns and rows count 0, 1, 2."""
    corner, margin = panel_corner_px(look), SHADOW if look[-1] else 0
    whole = panel(2 * corner + 1, 2 * corner + 1, look)
    cuts = (0, margin + corner, margin + corner + 1, whole.width)
    return whole.crop((cuts[column], cuts[row], cuts[column + 1], cuts[row + 1]))


def panel(width: int, height: int, look: PanelLook) -> Image.Image:
    """A rounded box, exactly width x height; a shadow adds the same margin on all sides."""
    radius, fill, line, line_px, shadow = look
    image = Image.new("RGBA", (width, height), fill or (255, 255, 255, 0))
    if line:
        ImageDraw.Draw(image).rectangle((0, 0, width - 1, height - 1), outline=line, width=line_px)
    corner = min(max(radius, line_px) + 1, width // 2, height // 2)
    rounded = _corner(corner, radius, fill, line, line_px)
    for turned, at in (
        (rounded, (0, 0)),
        (rounded.transpose(Image.Transpose.FLIP_LEFT_RIGHT), (width - corner, 0)),
        (rounded.transpose(Image.Transpose.FLIP_TOP_BOTTOM), (0, height - corner)),
        (rounded.transpose(Image.Transpose.ROTATE_180), (width - corner, height - corner)),
    ):
        image.paste(turned, at)
    return _with_shadow(image, radius) if shadow else image


def _corner(side: int, radius: int, fill: str | None, line: str | None, line_px: int) -> Image.Image:
    """The top left corner of a panel."""
    image = Image.new("RGBA", (side * FINER, side * FINER), (255, 255, 255, 0))
    reach = 2 * (side + radius + line_px) * FINER
    width = line_px * FINER if line else 0
    radius = min(radius, side) * FINER
    ImageDraw.Draw(image).rounded_rectangle(
        (0, 0, reach, reach), radius, fill=fill, outline=line, width=width
    )
    return _smaller(image, (side, side))


def _with_shadow(image: Image.Image, radius: int) -> Image.Image:
    size = (image.width + 2 * SHADOW, image.height + 2 * SHADOW)
    mask = Image.new("L", size, 0)
    box = (SHADOW, SHADOW + 2, size[0] - SHADOW - 1, size[1] - SHADOW + 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius, fill=36)
    shaded = _colored(mask.filter(ImageFilter.GaussianBlur(SHADOW / 3)), "#3a2f26")
    shaded.alpha_composite(image, (SHADOW, SHADOW))
    return shaded


def disc(diameter: int, fill: str | None, line: str | None, line_px: int) -> Image.Image:
    """A circle, exactly diameter x diameter."""
    side = diameter * FINER
    image = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    box = (0, 0, side - 1, side - 1)
    ImageDraw.Draw(image).ellipse(box, fill=fill, outline=line, width=line_px * FINER if line else 0)
    return _smaller(image, (diameter, diameter))


def polygon(
    points: Sequence[tuple[float, float]], fill: str | None, line: str | None, line_px: int, dashed: bool
) -> Image.Image:
    """A shape whose origin lies in the middle of the picture, so that it turns around it."""
    reach_x = math.ceil(max(abs(x) for x, _ in points)) + line_px + 3
    reach_y = math.ceil(max(abs(y) for _, y in points)) + line_px + 3
    image = Image.new("RGBA", (2 * reach_x * FINER, 2 * reach_y * FINER), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    corners = [((x + reach_x) * FINER, (y + reach_y) * FINER) for x, y in points]
    if fill and len(points) > 2:
        draw.polygon(corners, fill=fill)
    if line:
        width = line_px * FINER
        closed = [*corners, corners[0], corners[1]] if len(points) > 2 else corners
        for stroke in _dashes(closed[:-1] if len(points) > 2 else closed, 5 * width) if dashed else [closed]:
            draw.line(stroke, fill=line, width=width, joint="curve")
    return _smaller(image, (2 * reach_x, 2 * reach_y))


def _dashes(corners: Sequence[tuple[float, float]], length: float) -> list[list[tuple[float, float]]]:
    strokes = []
    for (x0, y0), (x1, y1) in itertools.pairwise(corners):
        steps = max(1, round(math.hypot(x1 - x0, y1 - y0) / length))
        steps += 1 - steps % 2
        for step in range(0, steps, 2):
            ends = (step / steps, (step + 1) / steps)
            strokes.append([(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share) for share in ends])
    return strokes


def _smaller(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image.convert("RGBa").resize(size, Image.Resampling.BOX).convert("RGBA")


def _colored(mask: Image.Image, color: str) -> Image.Image:
    image = Image.new("RGBA", mask.size, ImageColor.getrgb(color)[:3])
    image.putalpha(mask)
    return image


def shrink(size: tuple[int, int], target: tuple[float, float]) -> int:
    """How many times smaller, as a whole number, a picture is kept that is drawn at `target` pixels."""
    return max(1, math.floor(min(size[0] / max(target[0], 1), size[1] / max(target[1], 1)) + 0.01))


def reduced(image: Image.Image, factor: int) -> Image.Image:
    """The picture with transparency, `factor` times smaller."""
    image = image.convert("RGBA")
    return image.convert("RGBa").reduce(factor).convert("RGBA") if factor > 1 else image


def placed(image: Image.Image, size: tuple[float, float] | None, angle: float, opacity: float) -> Image.Image:
    """The picture at `size` pixels, turned counter-clockwise, at an opacity."""
    if size is not None and (round(size[0]), round(size[1])) != image.size:
        whole = (max(1, round(size[0])), max(1, round(size[1])))
        image = image.convert("RGBa").resize(whole, Image.Resampling.BILINEAR).convert("RGBA")
    if angle:
        image = image.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    if opacity < 1:
        image = image.copy()
        image.putalpha(image.getchannel("A").point(lambda value: round(value * opacity)))
    return image
