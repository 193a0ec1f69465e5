"""Five stars in a row, as many of them filled as were given."""

from __future__ import annotations

import math

from ikea_effect.session.frontends.lab.canvas import Canvas, Point

_FILLED, _EMPTY = "#dd9a22", "#e2dcd4"
_RADIUS = 0.0105
_STEP = 0.0245
STARS_WIDE = 5 * _STEP


def _star(left_half: bool) -> tuple[Point, ...]:
    turns = range(5, 11) if left_half else range(10)
    return tuple(_corner(turn) for turn in (*turns, *((0,) if left_half else ())))


def _corner(turn: int) -> Point:
    """The corners clockwise from the top, tips and notches by turns."""
    radius = _RADIUS * (0.46 if turn % 2 else 1.0)
    angle = math.pi / 2 - turn * math.pi / 5
    return radius * math.cos(angle), radius * math.sin(angle)


WHOLE, HALF = _star(False), _star(True)


def draw_stars(canvas: Canvas, left: float, y: float, stars: float) -> None:
    """Five stars from `left` on, filled to the nearest half."""
    halves = round(stars * 2)
    for number in range(5):
        at = (left + _STEP * (number + 0.5), y)
        canvas.polygon(WHOLE, fill=_FILLED if halves >= 2 * number + 2 else _EMPTY, at=at)
        if halves == 2 * number + 1:
            canvas.polygon(HALF, fill=_FILLED, at=at)
