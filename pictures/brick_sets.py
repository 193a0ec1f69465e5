"""Three sets of twelve bricks, in the order in which they are built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hand import (
    CREAM,
    DEEP,
    GRAY,
    INK,
    MUSTARD,
    NAVY,
    SKY,
    TEAL,
    TERRACOTTA,
    WOOD,
    area,
    box,
    light,
    oval,
    toned,
)

from ikea_effect.protocol.drawing import Shape

STUD, ROW, LEFT, FLOOR = 66, 78, 38, 770
"""A brick's stud and row in thousandths, where the first column begins, and where the lowest row stands."""


@dataclass(frozen=True, slots=True)
class Brick:
    """A brick: column and row (from the left and from below) of its lower left corner, studs, color, rows."""

    id: str
    column: int
    row: float
    studs: int
    color: str
    rows: float = 1
    eye: bool = False

    @property
    def place(self) -> tuple[int, float, int, float]:
        """Left, top, right and bottom, without its studs."""
        left, bottom = LEFT + STUD * self.column, FLOOR - ROW * self.row
        return left, bottom - ROW * self.rows, left + STUD * self.studs, bottom

    @property
    def outline(self) -> str:
        """Around the brick and its studs."""
        left, top, right, bottom = self.place
        over = " ".join(
            f"L {x + 13} {top:g} L {x + 13} {top - 14:g} L {x + 53} {top - 14:g} L {x + 53} {top:g}"
            for x in range(left, right, STUD)
        )
        return f"M {left} {top:g} {over} L {right} {top:g} L {right} {bottom:g} L {left} {bottom:g} Z"

    @property
    def shapes(self) -> Iterator[Shape]:
        """Its studs, its side, the light on it, and an eye."""
        left, top, right, bottom = self.place
        for x in range(left, right, STUD):
            yield area(box(x + 13, top - 14, 40, 18, 4), toned(self.color, 0.1), width=4)
        yield area(box(left, top, right - left, bottom - top), self.color, width=4, deep=0.14)
        yield light(box(left + 8, top + 8, right - left - 16, 9), 0.28, 3)
        if self.eye:
            yield oval(left + 60, top + 50, 20, 20, CREAM, width=4)
            yield oval(left + 57, top + 52, 9, 9, INK, edge=None)


DARK = "#8a5a33"

BIRD = (
    Brick("left-foot", 4, 0, 2, MUSTARD),
    Brick("right-foot", 7, 0, 2, MUSTARD),
    Brick("belly", 4, 1, 5, TEAL),
    Brick("body", 3, 2, 8, TEAL),
    Brick("chest", 2, 3, 4, TEAL),
    Brick("wing", 6, 3, 4, SKY),
    Brick("tail", 10, 3, 3, DEEP),
    Brick("tail-tip", 11, 4, 3, DEEP),
    Brick("neck", 1, 4, 4, TEAL),
    Brick("beak", 0, 5, 2, MUSTARD),
    Brick("head", 2, 5, 3, TEAL, 1.4, eye=True),
    Brick("comb", 3, 6.4, 1, TERRACOTTA),
)

DOG = (
    Brick("front-leg", 3, 0, 2, WOOD, 2),
    Brick("back-leg", 9, 0, 2, WOOD, 2),
    Brick("belly", 3, 2, 8, WOOD),
    Brick("chest", 3, 3, 3, WOOD),
    Brick("spot", 6, 3, 2, DARK),
    Brick("rump", 8, 3, 3, WOOD),
    Brick("tail", 10, 4, 1, DARK, 1.6),
    Brick("collar", 3, 4, 2, TERRACOTTA),
    Brick("jaw", 0, 5, 4, WOOD),
    Brick("ear", 4, 5, 1, DARK, 1.6),
    Brick("nose", 0, 6, 1, INK, 0.8),
    Brick("head", 1, 6, 3, WOOD, 1.4, eye=True),
)

HELICOPTER = (
    Brick("skid", 2, 0, 8, NAVY),
    Brick("front-strut", 3, 1, 2, GRAY),
    Brick("back-strut", 7, 1, 2, GRAY),
    Brick("floor", 2, 2, 8, TERRACOTTA),
    Brick("nose", 1, 3, 3, SKY),
    Brick("cabin", 4, 3, 6, TERRACOTTA),
    Brick("window", 2, 4, 2, SKY),
    Brick("boom", 4, 4, 9, TERRACOTTA),
    Brick("roof", 4, 5, 4, MUSTARD),
    Brick("tail", 11, 5, 2, MUSTARD),
    Brick("mast", 5, 6, 2, GRAY),
    Brick("rotor", 1, 7, 10, NAVY),
)
