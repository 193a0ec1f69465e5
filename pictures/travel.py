"""A train as one travels in today, between hills."""

from __future__ import annotations

from hand import (
    CREAM,
    INK,
    MUSTARD,
    NAVY,
    SKY,
    TEAL,
    TERRACOTTA,
    Drawing,
    area,
    box,
    light,
    line,
    oval,
    toned,
)

from ikea_effect.protocol.drawing import Shape

_NOSE = "M 640 330 C 760 330 850 370 905 452 Q 926 500 900 520 L 640 520 Z"


def _windows() -> list[Shape]:
    panes = [
        area(box(x, 372, 84, 62, 10), "#dfeaef", edge=toned(NAVY, 0.2), width=3) for x in range(88, 560, 104)
    ]
    return [
        *panes,
        *[
            light(f"M {x} 430 L {x + 26} 376 L {x + 44} 376 L {x + 20} 430 Z", 0.6, 2)
            for x in range(96, 560, 104)
        ],
    ]


TRAIN = Drawing(
    [
        area(box(20, 60, 960, 600, 30), "#e4eef2", edge=None),
        oval(770, 168, 62, 62, MUSTARD, edge=None),
        area(
            "M 20 470 C 160 300 300 300 430 440 C 560 290 760 280 980 450 L 980 560 L 20 560 Z",
            "#a9c4a0",
            edge=None,
        ),
        area(
            "M 20 500 C 220 400 420 420 600 490 C 760 430 880 430 980 480 L 980 600 L 20 600 Z",
            "#86a97f",
            edge=None,
        ),
        area(
            "M 20 572 L 980 572 L 980 630 Q 980 660 950 660 L 50 660 Q 20 660 20 630 Z", "#8a7a66", edge=None
        ),
        line("M 20 568 L 980 568", INK, 9),
        *[line(f"M {x} 572 L {x - 12} 600", toned("#8a7a66", -0.35), 12) for x in range(60, 980, 58)],
        area("M 40 330 L 650 330 L 650 520 L 40 520 Z", CREAM, deep=0.06),
        area(_NOSE, CREAM, deep=0.1),
        area("M 40 468 L 908 468 Q 922 500 900 520 L 40 520 Z", TEAL, edge=None),
        line("M 40 462 L 905 462", TERRACOTTA, 9),
        *_windows(),
        area("M 700 366 C 770 372 826 400 862 440 L 700 440 Z", NAVY, edge=None),
        light("M 730 432 L 752 378 L 786 388 L 768 432 Z", 0.35, 2),
        area(box(604, 366, 62, 140, 10), toned(CREAM, -0.08), width=3),
        area(box(614, 378, 42, 54, 8), SKY, width=2),
        oval(884, 492, 15, 11, "#f6e3a8", width=3),
        *[oval(x, 540, 27, 27, INK, edge=None) for x in (120, 190, 520, 590, 780, 850)],
        *[oval(x, 540, 11, 11, "#c9ccd1", edge=None) for x in (120, 190, 520, 590, 780, 850)],
    ],
    height=720,
)

DRAWINGS = {"travel/train": TRAIN}
