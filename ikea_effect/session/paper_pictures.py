"""Pictures of folded paper: layer on layer, each with a soft shadow on what lies below."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

from PIL import Image, ImageColor, ImageDraw, ImageFilter

from ikea_effect.protocol.drawing import Box
from ikea_effect.protocol.paper import Face, Paper
from ikea_effect.protocol.sheets import Made, PaperSheet, box_of, made_of
from ikea_effect.session.painting import Painter

AROUND = 50.0
"""Thousandths around a finished piece."""

_FINER = 2  # painted this much larger and then reduced
_SHADOW = 9.0  # thousandths that a layer's shadow reaches


def piece_view(sheet: PaperSheet, paper: Paper) -> Box:
    """What a picture of a piece shows: the finished piece and this one, at the same scale for every piece."""
    meant, own = sheet.box.grown(AROUND), box_of(paper).grown(AROUND / 2)
    return Box(
        min(meant.left, own.left),
        min(meant.top, own.top),
        max(meant.right, own.right),
        max(meant.bottom, own.bottom),
    )


def piece_picture(sheet: PaperSheet, done: Sequence[Made], width_px: int) -> Image.Image:
    """The piece as it was folded, as wide as that. What was painted last is kept: nobody may draw on it."""
    paper = made_of(sheet, done)
    view = piece_view(sheet, paper)
    return paper_picture(sheet, paper, view, width_px / view.width)


def paper_picture(sheet: PaperSheet, paper: Paper, view: Box, px_per_unit: float) -> Image.Image:
    """The paper as it lies, as the view cuts it out; nobody may draw on it."""
    picture = _painted((sheet.front, sheet.back, sheet.edge), paper, view, px_per_unit)
    if not sheet.ground:
        return picture
    ground = Painter(view, px_per_unit)
    ground.paint(sheet.ground)
    return Image.alpha_composite(ground.finished(), picture)


@functools.lru_cache(maxsize=64)
def _painted(colors: tuple[str, str, str], paper: Paper, view: Box, px_per_unit: float) -> Image.Image:
    size = max(1, round(view.width * px_per_unit)), max(1, round(view.height * px_per_unit))
    fine = Image.new("RGBA", (size[0] * _FINER, size[1] * _FINER), (0, 0, 0, 0))
    for face in paper.faces:
        _lay(fine, face, colors, view, px_per_unit * _FINER)
    return fine.convert("RGBa").resize(size, Image.Resampling.BOX).convert("RGBA")


def _lay(fine: Image.Image, face: Face, colors: tuple[str, str, str], view: Box, scale: float) -> None:
    """One layer onto those below: its shadow around it, its paper, its edge."""
    front, back, edge = colors
    points = [((x - view.left) * scale, (y - view.top) * scale) for x, y in face.points]
    margin = math.ceil(_SHADOW * scale) + 2
    left, top = (max(0, math.floor(min(at[axis] for at in points)) - margin) for axis in (0, 1))
    right, bottom = (
        min(fine.size[axis], math.ceil(max(at[axis] for at in points)) + margin) for axis in (0, 1)
    )
    if right <= left or bottom <= top:
        return
    here = [(x - left, y - top) for x, y in points]
    mask = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(mask).polygon(here, fill=255)
    _stain(fine, _soft(mask, _SHADOW * scale), "#2b2118", (left, top))
    _stain(fine, mask, front if face.front else back, (left, top))
    rim = Image.new("L", mask.size, 0)
    ImageDraw.Draw(rim).line([*here, here[0], here[1]], fill=150, width=max(2, round(1.5 * scale)))
    _stain(fine, rim, edge, (left, top))


def _soft(mask: Image.Image, reach: float) -> Image.Image:
    """A weak shadow around a mask, blurred where it is small, which is as soft and much faster."""
    shrink = max(1, round(reach / 3))
    size = max(1, mask.width // shrink), max(1, mask.height // shrink)
    small = mask.resize(size, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(reach / shrink / 2))
    return small.resize(mask.size, Image.Resampling.BILINEAR).point([round(at * 0.28) for at in range(256)])


def _stain(fine: Image.Image, mask: Image.Image, color: str, corner: tuple[int, int]) -> None:
    patch = Image.new("RGBA", mask.size, ImageColor.getrgb(color))
    patch.putalpha(mask)
    fine.alpha_composite(patch, corner)


def quick_picture(sheet: PaperSheet, paper: Paper, view: Box, px_per_unit: float) -> Image.Image:
    """The paper without shadows, for while a corner is moved: made anew many times in a second."""
    size = max(1, round(view.width * px_per_unit)), max(1, round(view.height * px_per_unit))
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    for face in paper.faces:
        points = [((x - view.left) * px_per_unit, (y - view.top) * px_per_unit) for x, y in face.points]
        draw.polygon(points, fill=sheet.front if face.front else sheet.back, outline=sheet.edge)
    return picture
