"""Toys: a train, a car, four sets of bricks and a bracelet of loops."""

from __future__ import annotations

import math

from hand import (
    BRICK,
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
    Drawing,
    area,
    box,
    ground,
    light,
    line,
    oval,
    ring,
    toned,
)

from ikea_effect.protocol.drawing import Shape


def _wheel(x: float, y: float, r: float, color: str, hub: str = MUSTARD) -> list[Shape]:
    return [
        oval(x, y, r, r, color, deep=0.2),
        oval(x, y, r * 0.62, r * 0.62, toned(color, 0.14)),
        oval(x, y, r * 0.22, r * 0.22, hub),
    ]


TRAIN = Drawing(
    [
        ground(500, 826, 440),
        area(box(110, 590, 790, 90, 20), BRICK, deep=0.15),
        area(box(330, 360, 440, 240, 60), TEAL, deep=0.2),
        *[line(f"M {x} 366 L {x} 596", MUSTARD, 16) for x in (460, 640)],
        area(box(120, 220, 260, 380, 16), TERRACOTTA, deep=0.15),
        area(box(90, 160, 320, 70, 26), NAVY),
        area(box(172, 280, 156, 150, 20), "#cfe0e6"),
        light("M 190 290 L 250 290 L 200 420 L 184 420 Z", 0.6, 4),
        area("M 640 364 L 656 230 L 624 170 L 756 170 L 724 230 L 740 364 Z", NAVY, deep=0.2),
        area("M 500 362 Q 500 290 540 290 Q 580 290 580 362 Z", MUSTARD),
        oval(772, 480, 46, 70, MUSTARD, deep=0.2),
        area("M 880 600 L 950 700 L 860 700 L 850 620 Z", toned(BRICK, -0.2)),
        *_wheel(240, 700, 116, NAVY),
        *_wheel(500, 730, 86, NAVY),
        *_wheel(720, 730, 86, NAVY),
        line("M 240 700 L 500 730 L 720 730", GRAY, 20),
        *[
            oval(x, y, rx, rx * 0.8, CREAM, edge="#d9cbb4").model_copy(update={"opacity": 0.95})
            for x, y, rx in ((700, 116, 52), (780, 74, 66))
        ],
    ],
    height=870,
)

CAR = Drawing(
    [
        ground(500, 690, 440),
        area(
            "M 90 600 C 80 500 100 450 190 430 L 290 410 C 350 270 400 230 520 230 C 650 230 710 290 770 410 "
            "C 880 430 920 470 920 600 Q 920 630 890 630 L 120 630 Q 92 630 90 600 Z",
            TERRACOTTA,
            deep=0.2,
        ),
        area("M 340 404 C 380 310 420 284 490 282 L 490 404 Z", "#cfe0e6"),
        area("M 530 282 C 620 286 660 330 700 404 L 530 404 Z", "#cfe0e6"),
        line("M 510 284 L 510 620", toned(TERRACOTTA, -0.25), 6),
        line("M 540 466 L 590 466", CREAM, 14),
        line("M 96 540 L 916 540", MUSTARD, 20),
        oval(890, 490, 24, 34, "#f6e3a8"),
        area(box(88, 470, 40, 50, 12), BRICK),
        *_wheel(270, 620, 100, INK, CREAM),
        *_wheel(740, 620, 100, INK, CREAM),
        light("M 400 256 C 440 240 540 236 590 250 C 520 254 440 262 400 256 Z", 0.4, 6),
    ],
    height=740,
)


def _brick(x: float, y: float, studs: int, color: str, rows: float = 1) -> list[Shape]:
    """A brick from its top left corner: 60 to a stud, 72 high for each row."""
    width, height = 60 * studs, 72 * rows
    on_top = [
        shape
        for n in range(studs)
        for shape in (area(box(x + 12 + 60 * n, y - 16, 36, 18, 5), toned(color, 0.1), width=4),)
    ]
    return [
        *on_top,
        area(box(x, y, width, height, 4), color, deep=0.14, width=4),
        light(box(x + 6, y + 6, width - 12, 9, 4), 0.28, 3),
    ]


def _bricks(rows: list[tuple[float, float, int, str]]) -> list[Shape]:
    """Bricks by column (in studs), row (from the top), length, color; the lowest first."""
    ordered = sorted(rows, key=lambda row: -row[1])
    return [
        shape
        for column, row, studs, color in ordered
        for shape in _brick(80 + 60 * column, 120 + 72 * row, studs, color)
    ]


def _eye(column: float, row: float) -> list[Shape]:
    x, y = 80 + 60 * column, 120 + 72 * row
    return [oval(x, y, 17, 17, CREAM), oval(x + 3, y + 2, 8, 8, INK, edge=None)]


HELICOPTER = Drawing(
    [
        ground(470, 890, 340),
        *_bricks(
            [
                (2, 10, 9, NAVY),
                (3.5, 9, 1, GRAY),
                (8, 9, 1, GRAY),
                (2, 8, 8, TERRACOTTA),
                (1, 7, 9, TERRACOTTA),
                (1, 6, 3, SKY),
                (4, 6, 6, TERRACOTTA),
                (2, 5, 2, SKY),
                (4, 5, 11, TERRACOTTA),
                (4, 4, 4, MUSTARD),
                (13, 4, 2, TERRACOTTA),
                (14, 3, 1, MUSTARD),
                (5, 3, 1, GRAY),
                (0, 2, 11, NAVY),
            ]
        ),
        *[
            line(
                f"M {80 + 60 * 14.5 + 64 * math.cos(t):.0f} {120 + 72 * 4.5 + 64 * math.sin(t):.0f} "
                f"L {80 + 60 * 14.5 - 64 * math.cos(t):.0f} {120 + 72 * 4.5 - 64 * math.sin(t):.0f}",
                GRAY,
                16,
            )
            for t in (0.5, 2.07)
        ],
    ],
    height=960,
)

BIRD = Drawing(
    [
        ground(500, 890, 240),
        *_bricks(
            [
                (5, 10, 2, MUSTARD),
                (8, 10, 2, MUSTARD),
                (5.5, 9, 1, MUSTARD),
                (8.5, 9, 1, MUSTARD),
                (5, 8, 6, TEAL),
                (4, 7, 9, TEAL),
                (3, 6, 8, TEAL),
                (11, 6, 4, DEEP),
                (3, 5, 7, TEAL),
                (12, 5, 3, DEEP),
                (3, 4, 4, TEAL),
                (13, 4, 2, DEEP),
                (2.5, 3, 4, TEAL),
                (2.5, 2, 4, TEAL),
                (3, 1, 3, TEAL),
                (1, 2.999, 1, MUSTARD),
                (1.5, 2, 1, MUSTARD),
                (4, 0, 1, TERRACOTTA),
            ]
        ),
        *_bricks([(6, 6, 4, SKY), (6.5, 5, 4, SKY), (7, 7, 3, SKY)]),
        *_eye(4, 2.3),
    ],
    height=960,
)

DOG = Drawing(
    [
        ground(500, 890, 370),
        *_bricks(
            [
                (3, 10, 2, WOOD),
                (10, 10, 2, WOOD),
                (3, 9, 2, WOOD),
                (10, 9, 2, WOOD),
                (3, 8, 2, WOOD),
                (10, 8, 2, WOOD),
                (3, 7, 9, WOOD),
                (3, 6, 9, WOOD),
                (3, 5, 9, WOOD),
                (12, 4, 1, WOOD),
                (12, 5, 1, WOOD),
                (12, 3, 1, "#8a5a33"),
                (3, 4, 3, TERRACOTTA),
                (2, 3, 4, WOOD),
                (1, 2, 5, WOOD),
                (0, 3, 2, WOOD),
                (2, 1, 4, WOOD),
                (0, 2, 1, INK),
            ]
        ),
        *_bricks(
            [
                (5, 2, 1, "#8a5a33"),
                (5, 1, 1, "#8a5a33"),
                (5, 3, 1, "#8a5a33"),
                (6, 6, 2, "#8a5a33"),
                (7, 5, 2, "#8a5a33"),
            ]
        ),
        *_eye(3.2, 1.7),
    ],
    height=960,
)

DUCK = Drawing(
    [
        ground(480, 890, 330),
        *_bricks(
            [
                (5, 10, 2, TERRACOTTA),
                (8, 10, 2, TERRACOTTA),
                (5.5, 9, 1, TERRACOTTA),
                (8.5, 9, 1, TERRACOTTA),
                (4, 8, 8, MUSTARD),
                (3, 7, 10, MUSTARD),
                (3, 6, 11, MUSTARD),
                (3, 5, 6, MUSTARD),
                (12, 5, 2, MUSTARD),
                (4, 4, 3, MUSTARD),
                (3, 3, 4, MUSTARD),
                (3, 2, 4, MUSTARD),
                (4, 1, 3, MUSTARD),
                (1, 3, 2, TERRACOTTA),
            ]
        ),
        *_bricks([(7, 7, 4, "#c98a2b"), (7, 6, 5, "#c98a2b")]),
        *_eye(4.4, 2.3),
    ],
    height=960,
)


def _loop(turn: float, radius: float, color: str) -> Shape:
    x, y = 500 + radius * 1.2 * math.cos(turn), 420 + radius * 0.8 * math.sin(turn)
    return ring(x, y, 44, 34, color, 20)


BRACELET = Drawing(
    [
        ground(500, 766, 380),
        *[
            _loop(n * math.tau / 46 - math.pi / 2, radius, color)
            for n in range(46)
            for radius, color in (
                (300, (TEAL, MUSTARD, TERRACOTTA)[n % 3]),
                (332, (MUSTARD, TERRACOTTA, TEAL)[n % 3]),
            )
        ],
        area(box(455, 626, 90, 110, 30), "#e9e6df", deep=0.15),
        ring(500, 682, 22, 30, GRAY, 8),
    ],
    height=830,
)


DRAWINGS: dict[str, Drawing] = {
    "toys/train": TRAIN,
    "toys/car": CAR,
    "toys/bracelet": BRACELET,
    "bricks/helicopter": HELICOPTER,
    "bricks/bird": BIRD,
    "bricks/dog": DOG,
    "bricks/duck": DUCK,
}
