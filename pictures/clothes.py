"""What is worn: dresses, a shoe, a scarf, watches and handbags, of these a plain and a costly one each."""

from __future__ import annotations

import math

from hand import (
    CREAM,
    DEEP,
    GRAY,
    INK,
    MUSTARD,
    NAVY,
    TEAL,
    TERRACOTTA,
    Drawing,
    area,
    box,
    dark,
    ground,
    light,
    line,
    oval,
    ring,
    star,
    toned,
)

from ikea_effect.protocol.drawing import Shape

Edge = tuple[float, float, float, float]
"""A straight line from one point to another."""

SUMMER_DRESS = Drawing(
    [
        line("M 400 190 C 410 120 420 90 430 60", MUSTARD, 20),
        line("M 600 190 C 590 120 580 90 570 60", MUSTARD, 20),
        area(
            "M 372 180 C 420 250 580 250 628 180 C 650 300 640 400 610 470 L 800 1130 C 620 1190 380 1190 200 1130 L 390 470 "
            "C 360 400 350 300 372 180 Z",
            MUSTARD,
            deep=0.16,
        ),
        area("M 390 466 L 610 466 L 618 516 L 382 516 Z", TERRACOTTA),
        *[
            line(
                f"M {470 + n * 20} 516 C {450 + n * 30} 720 {380 + n * 80} 960 {330 + n * 110} 1150",
                "#c98a2b",
                5,
            )
            for n in range(4)
        ],
        *[
            oval(x, y, 15, 15, CREAM, edge=None)
            for x, y in (
                (440, 320),
                (520, 290),
                (570, 370),
                (480, 410),
                (400, 640),
                (520, 620),
                (590, 760),
                (430, 800),
                (310, 940),
                (520, 930),
                (650, 960),
                (720, 1090),
                (410, 1060),
                (570, 1090),
                (280, 1090),
            )
        ],
    ],
    height=1220,
)

EVENING_DRESS = Drawing(
    [
        line("M 392 190 L 420 50", NAVY, 14),
        line("M 608 190 L 580 50", NAVY, 14),
        area(
            "M 382 180 C 420 190 470 200 500 260 C 530 200 580 190 618 180 C 650 280 620 380 590 460 C 640 600 660 900 800 1250 "
            "C 620 1310 380 1310 200 1250 C 340 900 360 600 410 460 C 380 380 350 280 382 180 Z",
            NAVY,
            deep=0.3,
        ),
        light(
            "M 440 500 C 410 700 400 900 310 1240 C 360 1250 390 1260 430 1264 C 450 900 450 700 470 500 Z",
            0.13,
            16,
        ),
        line("M 412 462 C 460 490 540 490 588 462", "#c9a15c", 14),
        line("M 560 640 C 580 900 620 1080 660 1270", "#16203a", 9),
        area(star(500, 476, 22, 10, 4), "#e8cf94", edge=None),
    ],
    height=1330,
)

SHIRT_DRESS = Drawing(
    [
        area("M 360 120 L 230 200 L 130 480 L 236 520 L 320 380 Z", TEAL),
        area("M 640 120 L 770 200 L 870 480 L 764 520 L 680 380 Z", TEAL),
        area(
            "M 350 110 L 650 110 L 700 240 L 660 620 L 740 1150 L 260 1150 L 340 620 L 300 240 Z",
            TEAL,
            deep=0.16,
        ),
        area("M 350 110 L 430 90 L 500 200 L 420 240 Z", toned(TEAL, 0.12)),
        area("M 650 110 L 570 90 L 500 200 L 580 240 Z", toned(TEAL, 0.12)),
        line("M 500 200 L 500 1150", DEEP, 7),
        *[oval(520, y, 13, 13, CREAM) for y in range(280, 1100, 120)],
        area("M 336 600 L 664 600 L 662 650 L 338 650 Z", "#8a5a33"),
        area(box(470, 592, 60, 66, 8), "#c9a15c"),
        line("M 370 740 L 440 740 L 440 840", DEEP, 6),
    ],
    height=1200,
)


def _watch(strap: str, case: str, dial: str, hands: str, marks: str) -> Drawing:
    ticks = [
        line("M 500 400 L 500 430", marks, 9),
        line("M 500 770 L 500 800", marks, 9),
        line("M 300 600 L 330 600", marks, 9),
        line("M 670 600 L 700 600", marks, 9),
    ]
    return Drawing(
        [
            area("M 370 380 L 400 60 Q 500 30 600 60 L 630 380 Z", strap, deep=0.15),
            area("M 370 820 L 400 1140 Q 500 1180 600 1140 L 630 820 Z", strap, deep=0.2),
            *[
                line(f"M {400 + d} {y} L {600 - d} {y}", toned(strap, -0.25), 5)
                for y, d in ((120, 6), (1084, 6))
            ],
            *[oval(500, y, 12, 16, toned(strap, -0.45), edge=None) for y in (980, 1030, 930)],
            area(box(736, 566, 56, 68, 12), case, deep=0.25),
            oval(500, 600, 258, 258, case, deep=0.3, width=7),
            oval(500, 600, 222, 222, dial, deep=0.08),
            *ticks,
            line("M 500 600 L 410 520", hands, 18),
            line("M 500 600 L 590 452", hands, 13),
            line("M 500 600 L 560 720", TERRACOTTA, 6),
            oval(500, 600, 16, 16, hands, edge=None),
            light(
                "M 330 500 C 370 430 440 396 500 392 C 430 440 390 500 372 580 C 350 570 336 540 330 500 Z",
                0.35,
                8,
            ),
        ],
        height=1210,
    )


WATCH = _watch("#8a5a33", "#c9ccd1", CREAM, INK, INK)
WATCH_MOODS = _watch("#5b4a7d", "#c9ccd1", "#e0697f", CREAM, CREAM)
WATCH_LUXURY = _watch("#23262c", "#d6b25e", "#1d2a44", "#f0dca0", "#f0dca0")

SHOE = Drawing(
    [
        ground(500, 716, 420),
        area(
            "M 110 640 C 110 600 120 580 130 560 L 900 570 C 930 600 930 640 920 680 C 700 716 300 716 120 700 Q 106 680 110 640 Z",
            "#f3efe6",
        ),
        area(
            "M 130 590 C 120 480 130 380 150 270 C 190 300 260 300 310 250 C 350 330 420 400 520 440 C 600 470 740 470 840 500 "
            "C 900 520 920 560 912 604 C 700 630 300 630 130 590 Z",
            TEAL,
            deep=0.18,
        ),
        area(
            "M 720 462 C 780 470 820 486 850 504 C 900 520 920 560 912 604 C 850 612 790 616 730 618 C 690 570 690 510 720 462 Z",
            toned(TEAL, -0.2),
        ),
        area("M 150 270 C 190 300 260 300 310 250 L 330 290 C 290 350 200 360 146 330 Z", toned(TEAL, -0.25)),
        area("M 310 250 C 350 330 420 400 520 440 L 480 470 C 390 430 320 370 290 290 Z", toned(TEAL, 0.25)),
        *[
            line(f"M {350 + n * 44} {306 + n * 34} L {318 + n * 48} {400 + n * 26}", CREAM, 15)
            for n in range(4)
        ],
        line("M 170 520 C 300 440 420 560 620 500", CREAM, 20),
        line("M 122 648 C 400 672 700 668 922 640", GRAY, 7),
    ],
    height=780,
)


def _stripe(y: float, left: Edge, right: Edge, drop: float, color: str) -> Shape:
    """A band across, 34 high, from one slanting edge to the other, which it meets `drop` lower."""
    corners = [(left, y), (right, y + drop), (right, y + drop + 34), (left, y + 34)]
    points = [f"{x1 + (x2 - x1) * (at - y1) / (y2 - y1):.0f} {at:.0f}" for (x1, y1, x2, y2), at in corners]
    return area("M " + " L ".join(points) + " Z", color, edge=None)


SCARF = Drawing(
    [
        area(
            "M 300 180 C 380 110 620 110 700 180 C 740 260 690 350 600 380 C 540 398 460 398 400 380 C 310 350 260 260 300 180 Z",
            toned(TERRACOTTA, -0.1),
        ),
        dark(
            "M 380 210 C 440 170 560 170 620 210 C 630 250 580 280 500 284 C 420 280 370 250 380 210 Z",
            0.45,
            5,
        ),
        area("M 430 370 L 340 1060 L 560 1080 L 590 384 Z", toned(TERRACOTTA, -0.08), deep=0.12),
        *[
            _stripe(y, (430, 370, 340, 1060), (600, 370, 600, 1080), 12, c)
            for y, c in ((880, CREAM), (940, TEAL), (1000, CREAM))
        ],
        area("M 470 350 C 520 330 590 330 630 350 L 760 1000 L 560 1046 Z", TERRACOTTA, deep=0.14),
        *[
            _stripe(y, (470, 350, 560, 1046), (630, 350, 760, 1000), -42, c)
            for y, c in ((860, CREAM), (920, TEAL), (980, CREAM))
        ],
        area(
            "M 300 200 C 340 300 660 330 706 220 C 730 320 680 400 560 420 C 420 430 280 340 300 200 Z",
            TERRACOTTA,
            deep=0.1,
        ),
        *[
            line(
                f"M {570 + n * 22} {1044 - n * 5} L {576 + n * 24} {1120 - n * 5}", toned(TERRACOTTA, -0.2), 8
            )
            for n in range(9)
        ],
        *[
            line(
                f"M {350 + n * 24} {1064 + n * 2} L {346 + n * 24} {1130 + n * 2}",
                toned(TERRACOTTA, -0.25),
                8,
            )
            for n in range(9)
        ],
    ],
    height=1170,
)


def _handbag(color: str, metal: str, fine: bool) -> Drawing:
    """A handbag: quilted with a chain, or plain with straps."""
    quilt = [
        line(f"M {200 + n * 100} 470 L {500 + n * 100} 900", toned(color, -0.22), 5) for n in range(-3, 6)
    ]
    quilt += [
        line(f"M {200 + n * 100} 900 L {500 + n * 100} 470", toned(color, -0.22), 5) for n in range(-3, 6)
    ]
    chain = [_link(step, metal) for step in range(31)]
    straps = [line("M 330 450 C 340 100 660 100 670 450", toned(color, -0.3), 34)]
    body = "M 180 440 L 820 440 L 860 880 Q 860 930 810 930 L 190 930 Q 140 930 140 880 Z"
    return Drawing(
        [
            ground(500, 938, 370),
            *(chain if fine else straps),
            area(body, color, deep=0.22),
            *(_cut(quilt) if fine else [line("M 170 500 L 830 500", toned(color, -0.3), 6)]),
            area("M 172 430 L 828 430 L 800 640 Q 500 740 200 640 Z", toned(color, 0.08), deep=0.1)
            if fine
            else area(box(300, 600, 400, 230, 16), toned(color, -0.1)),
            area(box(450, 640, 100, 76, 14), metal, deep=0.25)
            if fine
            else line("M 300 650 L 700 650", toned(color, -0.35), 6),
        ],
        height=1000,
    )


def _link(step: int, metal: str) -> Shape:
    """One link of the chain: seen from the front and from the side by turns."""
    turn = math.radians(186 + step * 168 / 30)
    flat = step % 2
    return ring(
        500 + 310 * math.cos(turn), 440 + 330 * math.sin(turn), 24 - 12 * flat, 20 - 8 * flat, metal, 10
    )


def _cut(lines: list[Shape]) -> list[Shape]:
    """Only the lines that stay on the bag."""
    return [one for one in lines if all(170 <= x <= 830 for run in one.outlines for x, _ in run.points)]


HANDBAG_LUXURY = _handbag("#7d2936", "#d6b25e", True)
HANDBAG = _handbag("#b79b74", "#8b8f94", False)

DRAWINGS: dict[str, Drawing] = {
    "dresses/summer": SUMMER_DRESS,
    "dresses/evening": EVENING_DRESS,
    "dresses/shirt": SHIRT_DRESS,
    "things/watch": WATCH,
    "things/watch-luxury": WATCH_LUXURY,
    "things/watch-moods": WATCH_MOODS,
    "things/shoe": SHOE,
    "things/scarf": SCARF,
    "things/handbag": HANDBAG,
    "things/handbag-luxury": HANDBAG_LUXURY,
}
