"""Shapes of the drawing language, painted by Pillow at three or four times their size and then reduced."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence

import numpy as np
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

from ikea_effect.protocol.drawing import Box, Gradient, Grain, Outline, Shape, bounds

FINER = 4
_FINER_LARGE = 3  # from this many pixels of width on, three times is enough
_LARGE_PX = 700


class Painter:
    """Shapes onto one picture: a window `view` of a canvas, at so many pixels for each thousandth."""

    def __init__(self, view: Box, px_per_unit: float) -> None:
        self.size = (max(1, round(view.width * px_per_unit)), max(1, round(view.height * px_per_unit)))
        self.finer = _FINER_LARGE if self.size[0] > _LARGE_PX else FINER
        self.scale = px_per_unit * self.finer
        self.view = view
        fine = (self.size[0] * self.finer, self.size[1] * self.finer)
        self.image = Image.new("RGBA", fine, (0, 0, 0, 0))

    def finished(self) -> Image.Image:
        """The picture in its own size."""
        return self.image.convert("RGBa").resize(self.size, Image.Resampling.LANCZOS).convert("RGBA")

    def paint(self, shapes: Iterable[Shape]) -> None:
        """Draws the shapes, one over the other."""
        for shape in shapes:
            self._paint(shape)

    def within(self, runs: Sequence[Outline], painted: Iterable[Shape]) -> None:
        """Draws the shapes, cut off at an outline."""
        below = self.image
        self.image = Image.new("RGBA", below.size, (0, 0, 0, 0))
        self.paint(painted)
        mask = self._filled(runs, below.size, (0, 0))
        self.image.putalpha(ImageChops.multiply(self.image.getchannel("A"), mask))
        below.alpha_composite(self.image)
        self.image = below

    def lay(self, picture: Image.Image, box: Box) -> None:
        """Lays a picture over what is there, so that it fills a box of the canvas."""
        width, height = (max(1, round(side * self.scale)) for side in (box.width, box.height))
        fitted = picture.convert("RGBa").resize((width, height), Image.Resampling.LANCZOS).convert("RGBA")
        x, y = round((box.left - self.view.left) * self.scale), round((box.top - self.view.top) * self.scale)
        left, top = max(0, -x), max(0, -y)
        right, bottom = min(width, self.image.width - x), min(height, self.image.height - y)
        if right > left and bottom > top:
            self.image.alpha_composite(fitted.crop((left, top, right, bottom)), (x + left, y + top))

    def _paint(self, shape: Shape) -> None:
        runs = shape.outlines
        reach = 3 * shape.blur + (shape.width if shape.edge else 0) + 4 / self.scale
        corner, size = self._patch(bounds(runs).grown(reach))
        if size[0] <= 0 or size[1] <= 0:
            return
        if shape.fill is not None:
            mask = self._soft(self._filled(runs, size, corner), shape.blur)
            self._lay(
                colored(mask, shape.fill, shape.gradient, self._to_patch(corner)), corner, shape.opacity
            )
            if shape.grain is not None:
                fibers = ImageChops.multiply(mask, self._fibers(shape.grain, bounds(runs), size, corner))
                self._lay(colored(fibers, shape.grain.color), corner, shape.opacity)
        if shape.edge is not None:
            mask = self._soft(self._stroked(runs, shape.width, size, corner), shape.blur)
            self._lay(colored(mask, shape.edge), corner, shape.opacity)

    def _patch(self, box: Box) -> tuple[tuple[int, int], tuple[int, int]]:
        """Top left corner and size, in fine pixels, of the part of the picture that a box covers."""
        left = max(0, math.floor((box.left - self.view.left) * self.scale))
        top = max(0, math.floor((box.top - self.view.top) * self.scale))
        right = min(self.image.width, math.ceil((box.right - self.view.left) * self.scale))
        bottom = min(self.image.height, math.ceil((box.bottom - self.view.top) * self.scale))
        return (left, top), (right - left, bottom - top)

    def _to_patch(self, corner: tuple[int, int]) -> tuple[float, float, float]:
        """Scale and shift from thousandths to a patch's pixels."""
        return self.scale, -self.view.left * self.scale - corner[0], -self.view.top * self.scale - corner[1]

    def _points(self, run: Outline, corner: tuple[int, int]) -> list[tuple[float, float]]:
        scale, right, down = self._to_patch(corner)
        return [(x * scale + right, y * scale + down) for x, y in run.points]

    def _filled(self, runs: Sequence[Outline], size: tuple[int, int], corner: tuple[int, int]) -> Image.Image:
        """Where the outlines are filled; where two overlap is a hole."""
        mask = Image.new("L", size, 0)
        for run in runs:
            one = Image.new("L", size, 0)
            ImageDraw.Draw(one).polygon(self._points(run, corner), fill=255)
            mask = ImageChops.difference(mask, one)
        return mask

    def _stroked(
        self, runs: Sequence[Outline], width: float, size: tuple[int, int], corner: tuple[int, int]
    ) -> Image.Image:
        mask = Image.new("L", size, 0)
        draw = ImageDraw.Draw(mask)
        thick = max(1, round(width * self.scale))
        for run in runs:
            points = self._points(run, corner)
            around = [*points, points[0], points[1]] if run.closed else points
            draw.line(around, fill=255, width=thick, joint="curve")
            for x, y in [] if run.closed else (points[0], points[-1]):
                draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)
        return mask

    def _fibers(self, grain: Grain, box: Box, size: tuple[int, int], corner: tuple[int, int]) -> Image.Image:
        """Fine wavy lines along the grain's angle, each a little stronger or weaker; always the same ones."""
        mask = Image.new("L", size, 0)
        draw = ImageDraw.Draw(mask)
        chance = random.Random(grain.seed)
        along = (math.cos(math.radians(grain.angle)), math.sin(math.radians(grain.angle)))
        reach = math.hypot(box.width, box.height) / 2
        offset = -reach
        while offset < reach:
            begin = chance.uniform(-reach, reach)
            run = Outline(
                _fiber(chance, box, along, offset, (begin, begin + chance.uniform(0.2, 1.1) * reach)), False
            )
            weight = round(255 * grain.opacity * chance.uniform(0.25, 1))
            thick = max(1, round(chance.uniform(0.5, 1.5) * grain.width * self.scale))
            draw.line(self._points(run, corner), fill=weight, width=thick, joint="curve")
            offset += grain.spacing * chance.uniform(0.1, 0.9)
        return mask

    def _soft(self, mask: Image.Image, blur: float) -> Image.Image:
        return mask.filter(ImageFilter.GaussianBlur(blur * self.scale)) if blur else mask

    def _lay(self, patch: Image.Image, corner: tuple[int, int], opacity: float) -> None:
        if opacity < 1:
            patch.putalpha(patch.getchannel("A").point([round(value * opacity) for value in range(256)]))
        self.image.alpha_composite(patch, corner)


def colored(
    mask: Image.Image,
    color: str,
    gradient: Gradient | None = None,
    to_patch: tuple[float, float, float] | None = None,
) -> Image.Image:
    """The mask as a patch of color, or of one that goes over into another."""
    if gradient is None or to_patch is None:
        patch = Image.new("RGBA", mask.size, ImageColor.getrgb(color))
    else:
        patch = _faded(mask.size, color, gradient, to_patch)
    patch.putalpha(mask)
    return patch


def _faded(
    size: tuple[int, int], color: str, gradient: Gradient, to_patch: tuple[float, float, float]
) -> Image.Image:
    """A patch that goes over from one color into another, in 256 steps."""
    scale, right, down = to_patch
    x1, y1, x2, y2 = (at * scale + (down if place % 2 else right) for place, at in enumerate(gradient.along))
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) / 255 or 1.0
    across = ((np.arange(size[0]) - x1) * (x2 - x1) / length).astype(np.float32)
    downward = ((np.arange(size[1]) - y1) * (y2 - y1) / length).astype(np.float32)
    share = Image.fromarray(np.clip(downward[:, None] + across[None, :], 0, 255).astype(np.uint8))
    ends = zip(ImageColor.getrgb(color)[:3], ImageColor.getrgb(gradient.color)[:3], strict=True)
    bands = [
        share.point([round(near + step / 255 * (far - near)) for step in range(256)]) for near, far in ends
    ]
    return Image.merge("RGB", bands).convert("RGBA")


def _fiber(
    chance: random.Random, box: Box, along: tuple[float, float], offset: float, reach: tuple[float, float]
) -> tuple[tuple[float, float], ...]:
    """Points of one fiber: along a direction, `offset` beside the middle of the box."""
    (x, y), (dx, dy) = box.center, along
    phase, sway = chance.uniform(0, 6.28), chance.uniform(0.2, 1.2)
    points = []
    for step in range(9):
        far = reach[0] + (reach[1] - reach[0]) * step / 8
        aside = offset + sway * math.sin(phase + step * 0.8)
        points.append((x + far * dx - aside * dy, y + far * dy + aside * dx))
    return tuple(points)
