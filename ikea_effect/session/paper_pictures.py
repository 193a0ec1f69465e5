"""Pictures of folded paper: layer on layer, each with a soft shadow on what lies below."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

from ikea_effect.protocol.drawing import Box, Outline, Shape, bounds
from ikea_effect.protocol.paper import Face, Paper
from ikea_effect.protocol.sheets import Made, PaperSheet, Printed, box_of, made_of
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
    picture = _painted((sheet.front, sheet.back, sheet.edge), sheet.printed, paper, view, px_per_unit)
    if not sheet.ground:
        return picture
    ground = Painter(view, px_per_unit)
    ground.paint(sheet.ground)
    return Image.alpha_composite(ground.finished(), picture)


@functools.lru_cache(maxsize=64)
def _painted(
    colors: tuple[str, str, str], printed: Printed, paper: Paper, view: Box, px_per_unit: float
) -> Image.Image:
    size = max(1, round(view.width * px_per_unit)), max(1, round(view.height * px_per_unit))
    fine = Image.new("RGBA", (size[0] * _FINER, size[1] * _FINER), (0, 0, 0, 0))
    for face in paper.faces:
        _lay(fine, face, colors, view, px_per_unit * _FINER)
        _print(fine, face, printed, view, px_per_unit * _FINER)
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


def _print(picture: Image.Image, face: Face, printed: Printed, view: Box, scale: float) -> None:
    """What is printed on the side of a face that is up, as far as the face reaches."""
    for shape in printed.front if face.front else printed.back:
        runs = tuple(
            Outline(tuple(face.placed.at(at) for at in run.points), run.closed) for run in shape.outlines
        )
        box = bounds(runs).grown(shape.width)
        left, top = math.floor((box.left - view.left) * scale), math.floor((box.top - view.top) * scale)
        size = math.ceil(box.width * scale) + 2, math.ceil(box.height * scale) + 2
        corner = max(0, left), max(0, top)
        right, bottom = min(picture.width, left + size[0]), min(picture.height, top + size[1])
        if right <= corner[0] or bottom <= corner[1]:
            continue
        patch = _Patch(view, scale, corner, (right - corner[0], bottom - corner[1]))
        paper = patch.mask([Outline(face.points, closed=True)])
        for mask, color in _inks(shape, runs, patch):
            _stain(picture, ImageChops.multiply(paper, mask), color, corner)


def _inks(shape: Shape, runs: Sequence[Outline], patch: _Patch) -> Iterator[tuple[Image.Image, str]]:
    if shape.fill is not None:
        yield patch.mask(runs), shape.fill
    if shape.edge is not None:
        yield patch.mask(runs, shape.width), shape.edge


class _Patch(NamedTuple):
    """A part of a picture."""

    view: Box
    scale: float
    corner: tuple[int, int]
    size: tuple[int, int]

    def mask(self, runs: Sequence[Outline], width: float | None = None) -> Image.Image:
        """What lies within these runs, or on their lines."""
        mask = Image.new("L", self.size, 0)
        draw = ImageDraw.Draw(mask)
        for run in runs:
            points = [
                (
                    (x - self.view.left) * self.scale - self.corner[0],
                    (y - self.view.top) * self.scale - self.corner[1],
                )
                for x, y in run.points
            ]
            if width is None:
                draw.polygon(points, fill=255)
            else:
                points += points[:2] if run.closed else []
                draw.line(points, fill=255, width=max(1, round(width * self.scale)), joint="curve")
        return mask


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
        _print(picture, face, sheet.printed, view, px_per_unit)
    return picture
