"""The drawing language of kits and toolkits: shapes in thousandths of a canvas.

A canvas is 1000 wide; x runs to the right and y down from its top left corner, as in a drawing program. A
shape is an outline with a fill, a gradient, an edge, or all of them, and may be blurred (shadows) or let what
lies below shine through. Nothing else is needed to make board, metal and cloth look like what they are.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field, model_validator

from ikea_effect.protocol.base import Declared

Color = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$", max_length=7)]
"""A color as "#rrggbb"."""

FARTHEST = 2000
"""How far from the canvas's corner anything can be drawn: its width twice over."""

Coordinate = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST)]
"""A place or length in thousandths of the canvas's width."""

Point = tuple[float, float]


class Outline(NamedTuple):
    """One run of points; closed if its last point joins its first."""

    points: tuple[Point, ...]
    closed: bool


class Box(NamedTuple):
    """A rectangle, in thousandths of the canvas."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def center(self) -> Point:
        """The point in the middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def grown(self, margin: float) -> Box:
        """The rectangle with a margin on every side."""
        return Box(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)


_NEEDS = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}
_WORD = re.compile(r"\s*([MLQCZ]|-?\d+(?:\.\d+)?)[\s,]*")


def _words(path: str) -> list[str]:
    words: list[str] = []
    at = 0
    while at < len(path):
        found = _WORD.match(path, at)
        if found is None:
            raise ValueError(
                f"'{path[at : at + 12]}' is not a part of a path. Allowed: M, L, Q, C, Z and numbers."
            )
        words.append(found[1])
        at = found.end()
    return words


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """(letter, its numbers), one by one; more numbers after a letter repeat it (M repeats as L)."""
    letter, numbers = "", list[float]()
    for word in _words(path):
        if word in _NEEDS:
            if numbers:
                raise ValueError(f"{letter} needs {_NEEDS[letter]} numbers, found {len(numbers)}.")
            letter = word
            if letter == "Z":
                yield letter, []
            continue
        if letter in ("", "Z"):
            raise ValueError("A path starts with M, and after Z comes M again.")
        numbers.append(float(word))
        if abs(numbers[-1]) > FARTHEST:
            raise ValueError(f"{word[:24]} lies too far out: at most {FARTHEST} to either side.")
        if len(numbers) == _NEEDS[letter]:
            yield letter, numbers
            letter, numbers = ("L" if letter == "M" else letter), []
    if numbers:
        raise ValueError(f"{letter} needs {_NEEDS[letter]} numbers, found {len(numbers)}.")


def _curve(start: Point, numbers: list[float]) -> Iterator[Point]:
    """Points on a quadratic or cubic curve, without its start."""
    knots = [start, *zip(numbers[::2], numbers[1::2], strict=True)]
    steps = 12 if len(knots) == 3 else 18
    order = len(knots) - 1
    for step in range(1, steps + 1):
        t = step / steps
        weights = [math.comb(order, k) * t**k * (1 - t) ** (order - k) for k in range(order + 1)]
        yield (
            sum(w * knot[0] for w, knot in zip(weights, knots, strict=True)),
            sum(w * knot[1] for w, knot in zip(weights, knots, strict=True)),
        )


@functools.lru_cache(maxsize=4096)
def outlines(path: str) -> tuple[Outline, ...]:
    """The runs of points of a path, curves broken into short lines. Raises ValueError with a sentence."""
    found: list[Outline] = []
    run: list[Point] = []
    for letter, numbers in _commands(path):
        if letter == "Z":
            found.append(Outline(tuple(run), closed=True))
            run = []
        elif letter == "M":
            if run:
                found.append(Outline(tuple(run), closed=False))
            run = [(numbers[0], numbers[1])]
        elif not run:
            raise ValueError("A path starts with M, and after Z comes M again.")
        elif letter == "L":
            run.append((numbers[0], numbers[1]))
        else:
            run.extend(_curve(run[-1], numbers))
    if run:
        found.append(Outline(tuple(run), closed=False))
    if not found or any(len(outline.points) < 2 for outline in found):
        raise ValueError("A path needs at least two points.")
    return tuple(found)


def _path(path: str) -> str:
    outlines(path)
    return path


Path = Annotated[str, Field(max_length=20_000), AfterValidator(_path)]
"""M x y, L x y, Q x y x y, C x y x y x y and Z, absolute; numbers may go on after a letter."""


THINNEST = 4
"""Thousandths that an outline measures at least, across and down: less cannot be grasped with a pointer."""


def _graspable(path: str) -> str:
    box = bounds(outlines(path))
    if min(box.width, box.height) < THINNEST:
        raise ValueError(
            f"An outline is at least {THINNEST} wide and high, found {box.width:g} x {box.height:g}."
        )
    return path


Grasp = Annotated[Path, AfterValidator(_graspable)]
"""A path around something that is taken with the pointer."""


class Gradient(Declared):
    """The color at the far end, and the line along which the fill goes over into it (x1, y1, x2, y2)."""

    color: Color
    along: tuple[Coordinate, Coordinate, Coordinate, Coordinate]


class Grain(Declared):
    """Fibers inside a filled shape, as of wood or board. Degrees are clockwise from the x axis."""

    color: Color
    angle: Annotated[float, Field(ge=-360, le=360)] = 0
    spacing: Annotated[float, Field(ge=1, le=200)] = 10  # thousandths between two fibers, about
    width: Annotated[float, Field(gt=0, le=20)] = 1
    opacity: Annotated[float, Field(gt=0, le=1)] = 0.3
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1


class Shape(Declared):
    """One outline, drawn over those before it. Several closed runs leave holes where they overlap."""

    path: Path | None = None
    ellipse: tuple[Coordinate, Coordinate, Coordinate, Coordinate] | None = None  # center x, y, radius x, y
    fill: Color | None = None
    gradient: Gradient | None = None
    grain: Grain | None = None
    edge: Color | None = None
    width: Annotated[float, Field(gt=0, le=100)] = 2
    blur: Annotated[float, Field(ge=0, le=100)] = 0
    opacity: Annotated[float, Field(gt=0, le=1)] = 1

    @model_validator(mode="after")
    def _drawable(self) -> Shape:
        if (self.path is None) == (self.ellipse is None):
            raise ValueError("A shape has a path or an ellipse, and not both.")
        if self.fill is None and self.edge is None:
            raise ValueError("A shape needs a fill or an edge, or it cannot be seen.")
        return self

    @property
    def outlines(self) -> tuple[Outline, ...]:
        """Its runs of points."""
        return outlines(self.path) if self.path is not None else (_round(self.ellipse or (0, 0, 0, 0)),)


def _round(ellipse: tuple[float, float, float, float]) -> Outline:
    x, y, rx, ry = ellipse
    turns = [2 * math.pi * step / 72 for step in range(72)]
    return Outline(tuple((x + rx * math.cos(turn), y + ry * math.sin(turn)) for turn in turns), closed=True)


def bounds(runs: tuple[Outline, ...]) -> Box:
    """The smallest rectangle around the runs."""
    xs = [x for run in runs for x, _ in run.points]
    ys = [y for run in runs for _, y in run.points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def holds(runs: tuple[Outline, ...], x: float, y: float) -> bool:
    """Whether the point lies inside (even-odd rule)."""
    inside = False
    for run in runs:
        before = run.points[-1]
        for point in run.points:
            if (point[1] > y) != (before[1] > y):
                cross = (before[0] - point[0]) * (y - point[1]) / (before[1] - point[1]) + point[0]
                inside ^= x < cross
            before = point
    return inside
