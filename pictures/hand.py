"""The hand that every picture is drawn with: a few strokes of the drawing language, and how they are kept.

A canvas is 1000 wide. Light falls from the top left; edges are a darker tone of what they enclose, never black.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ikea_effect.protocol.drawing import Box, Gradient, Shape
from ikea_effect.session.painting import Painter

WIDTH_PX = 600
MOST_BYTES = 40_000

INK = "#4a4038"
CREAM = "#fbf3e3"
TERRACOTTA = "#cf5c3f"
BRICK = "#a9492f"
MUSTARD = "#edb643"
OCHER = "#c98a2b"
TEAL = "#2f8a91"
DEEP = "#1f5f66"
SKY = "#a8c6d4"
NAVY = "#27354f"
FOREST = "#31544a"
LEAF = "#6f9a55"
SAND = "#dcc9a8"
WOOD = "#c99b66"
GRAY = "#8b8f94"
ROSE = "#d98c8c"

Shapes = Sequence[Shape]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn, on a canvas of this height; cut off at the outline of `within`."""

    shapes: Shapes
    height: float = 1000
    within: Shape | None = None


def toned(color: str, by: float) -> str:
    """The color darker (below 0, to -1 for black) or lighter (above 0, to 1 for white)."""
    parts = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    target = 255 if by > 0 else 0
    return "#" + "".join(f"{round(part + (target - part) * abs(by)):02x}" for part in parts)


def area(path: str, fill: str, *, edge: str | None = "", width: float = 5, deep: float = 0.0) -> Shape:
    """A filled outline; `edge` None for none, "" for a darker tone; `deep` shades it toward the bottom right."""
    line = toned(fill, -0.35) if edge == "" else edge
    shape = Shape(path=path, fill=fill, edge=line, width=width)
    if not deep:
        return shape
    points = [point for run in shape.outlines for point in run.points]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    along = (min(xs), min(ys), max(xs), max(ys))
    return Shape(
        path=path, fill=fill, edge=line, width=width, gradient=Gradient(color=toned(fill, -deep), along=along)
    )


def line(path: str, color: str = INK, width: float = 8, opacity: float = 1) -> Shape:
    """A stroke."""
    return Shape(path=path, edge=color, width=width, opacity=opacity)


def oval(
    x: float,
    y: float,
    rx: float,
    ry: float,
    fill: str,
    *,
    edge: str | None = "",
    width: float = 5,
    deep: float = 0.0,
) -> Shape:
    """A filled ellipse around (x, y)."""
    rim = toned(fill, -0.35) if edge == "" else edge
    shade = Gradient(color=toned(fill, -deep), along=(x - rx, y - ry, x + rx, y + ry)) if deep else None
    return Shape(ellipse=(x, y, rx, ry), fill=fill, edge=rim, width=width, gradient=shade)


def ring(x: float, y: float, rx: float, ry: float, color: str, width: float = 8) -> Shape:
    """The line of an ellipse."""
    return Shape(ellipse=(x, y, rx, ry), edge=color, width=width)


def light(path: str, opacity: float = 0.35, blur: float = 6) -> Shape:
    """Where light falls on what lies below."""
    return Shape(path=path, fill="#ffffff", opacity=opacity, blur=blur)


def dark(path: str, opacity: float = 0.14, blur: float = 10) -> Shape:
    """Where what lies below is in shadow."""
    return Shape(path=path, fill="#2a1a10", opacity=opacity, blur=blur)


def ground(x: float, y: float, rx: float, ry: float = 26) -> Shape:
    """The shadow that something casts on what it stands on."""
    return Shape(ellipse=(x, y, rx, ry), fill="#000000", opacity=0.16, blur=14)


def box(x: float, y: float, width: float, height: float, r: float = 0) -> str:
    """The path of a rectangle from its top left corner, its corners rounded."""
    right, bottom = x + width, y + height
    if not r:
        return f"M {x:g} {y:g} L {right:g} {y:g} L {right:g} {bottom:g} L {x:g} {bottom:g} Z"
    return (
        f"M {x + r:g} {y:g} L {right - r:g} {y:g} Q {right:g} {y:g} {right:g} {y + r:g} "
        f"L {right:g} {bottom - r:g} Q {right:g} {bottom:g} {right - r:g} {bottom:g} "
        f"L {x + r:g} {bottom:g} Q {x:g} {bottom:g} {x:g} {bottom - r:g} "
        f"L {x:g} {y + r:g} Q {x:g} {y:g} {x + r:g} {y:g} Z"
    )


def star(x: float, y: float, outer: float, inner: float, points: int = 5, turn: float = -90) -> str:
    """The path of a star (or, with equal radii, of a polygon)."""
    corners = []
    for place in range(2 * points):
        angle = math.radians(turn + place * 180 / points)
        radius = inner if place % 2 else outer
        corners.append(f"{x + radius * math.cos(angle):.1f} {y + radius * math.sin(angle):.1f}")
    return "M " + " L ".join(corners) + " Z"


def moved(shapes: Shapes, x: float, y: float, scale: float = 1) -> list[Shape]:
    """The shapes, scaled around the corner and then put elsewhere."""
    return [_moved(shape, x, y, scale) for shape in shapes]


def _moved(shape: Shape, x: float, y: float, scale: float) -> Shape:
    changed: dict[str, object] = {"width": max(0.5, shape.width * scale), "blur": shape.blur * scale}
    if shape.path is not None:
        changed["path"] = _moved_path(shape.path, x, y, scale)
    if shape.ellipse is not None:
        cx, cy, rx, ry = shape.ellipse
        changed["ellipse"] = (x + cx * scale, y + cy * scale, rx * scale, ry * scale)
    if shape.gradient is not None:
        x1, y1, x2, y2 = shape.gradient.along
        along = (x + x1 * scale, y + y1 * scale, x + x2 * scale, y + y2 * scale)
        changed["gradient"] = Gradient(color=shape.gradient.color, along=along)
    return shape.model_copy(update=changed)


def _moved_path(path: str, x: float, y: float, scale: float) -> str:
    words, place = [], 0
    for word in path.replace(",", " ").split():
        if word.isalpha():
            words.append(word)
            place = 0
        else:
            words.append(f"{(y if place % 2 else x) + float(word) * scale:.2f}")
            place += 1
    return " ".join(words)


def painted(drawing: Drawing) -> Image.Image:
    """The drawing on a transparent ground."""
    painter = Painter(Box(0, 0, 1000, drawing.height), WIDTH_PX / 1000)
    if drawing.within is None:
        painter.paint(drawing.shapes)
    else:
        painter.within(drawing.within.outlines, drawing.shapes)
    return painter.finished()


def keep(picture: Image.Image, path: Path) -> None:
    """Writes the picture as PNG, with as many colors as fit into MOST_BYTES."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for colors in (208, 160, 120, 90, 64, 40, 24):
        raw = _png(_reduced(picture, colors))
        if len(raw) <= MOST_BYTES:
            break
    path.write_bytes(raw)


_SHADES, _EDGES = 24, 23
"""How many depths of shadow on the ground are kept, and how many other colors that let it shine through."""


def _reduced(picture: Image.Image, colors: int) -> Image.Image:
    """The picture with so many opaque colors, and a few transparent ones."""
    pixels = np.asarray(picture)
    alpha, inside = pixels[..., 3], picture.convert("RGB")
    palette = _row(np.asarray(inside)[alpha == 255]).quantize(
        colors, method=Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE
    )
    body = np.array(inside.quantize(palette=palette, dither=Image.Dither.NONE))
    thin = (alpha < 255) & (alpha > 0)
    shadow = thin & (pixels[..., :3].sum(axis=2) == 0)
    rim = _row(pixels[thin & ~shadow]).quantize(_EDGES, method=Image.Quantize.FASTOCTREE)
    body[thin & ~shadow] = np.asarray(rim)[0] + _FIRST
    deepest = max(1, int(alpha[shadow].max(initial=1)))
    body[shadow] = _FIRST + _EDGES + alpha[shadow].astype(int) * (_SHADES - 1) // deepest
    body[alpha == 0] = 255
    depths = [(0, 0, 0, (step + 0.5) * deepest / _SHADES) for step in range(_SHADES)]
    return _indexed(body, _table(palette, rim, np.array(depths).astype(np.uint8)))


_FIRST = 255 - _SHADES - _EDGES


def _row(pixels: NDArray[np.uint8]) -> Image.Image:
    """The pixels as a picture of one line, and of one pixel at least."""
    return Image.fromarray((pixels if len(pixels) else np.zeros((1, 4), np.uint8))[None, :, :])


def _table(palette: Image.Image, rim: Image.Image, depths: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Red, green, blue and alpha of each of the 256 colors: opaque ones, edges, shadows, nothing."""
    table = np.zeros((256, 4), np.uint8)
    opaque = np.array(palette.getpalette("RGB"), np.uint8).reshape(-1, 3)[:_FIRST]
    table[: len(opaque), :3], table[: len(opaque), 3] = opaque, 255
    edges = np.array(rim.getpalette("RGBA"), np.uint8).reshape(-1, 4)[:_EDGES]
    table[_FIRST : _FIRST + len(edges)] = edges
    table[_FIRST + _EDGES : 255] = depths
    return table


def _indexed(body: NDArray[np.uint8], table: NDArray[np.uint8]) -> Image.Image:
    indexed = Image.frombytes("P", body.shape[::-1], body.astype(np.uint8).tobytes())
    indexed.putpalette(table[:, :3].tobytes())
    indexed.info["transparency"] = table[:, 3].tobytes()
    return indexed


def _png(picture: Image.Image) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "PNG", optimize=True)
    return kept.getvalue()
