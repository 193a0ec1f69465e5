"""What is eaten and drunk: fruit, crisps in bags without a name, a milkshake."""

from __future__ import annotations

from hand import (
    CREAM,
    INK,
    LEAF,
    MUSTARD,
    TERRACOTTA,
    Drawing,
    area,
    dark,
    ground,
    light,
    line,
    oval,
    star,
    toned,
)

_APPLE = (
    "M 500 330 C 430 270 250 260 200 440 C 160 600 260 880 400 900 C 450 906 470 880 500 880 "
    "C 530 880 550 906 600 900 C 740 880 840 600 800 440 C 750 260 570 270 500 330 Z"
)
APPLE = Drawing(
    [
        ground(500, 905, 290),
        area(_APPLE, "#c8432f", deep=0.25),
        light(
            "M 270 420 C 250 500 260 600 300 680 C 280 560 300 470 350 390 C 320 380 286 390 270 420 Z",
            0.45,
            10,
        ),
        dark(
            "M 420 330 C 460 380 540 380 580 330 C 540 316 520 330 500 338 C 480 330 460 316 420 330 Z",
            0.35,
            8,
        ),
        line("M 500 346 C 496 270 510 220 540 180", "#6b4a2f", 22),
        area("M 530 250 C 580 160 690 150 740 170 C 720 260 620 300 530 250 Z", LEAF),
        line("M 540 246 C 600 220 660 196 724 176", "#567c41", 6),
    ]
)

_BANANA = "M 170 300 C 180 560 400 790 760 780 C 820 778 850 740 840 716 C 600 700 400 540 300 250 C 280 230 190 240 170 300 Z"
BANANA = Drawing(
    [
        ground(520, 806, 330),
        area(
            "M 230 250 C 250 560 480 760 800 740 C 850 736 860 700 846 680 C 640 640 440 500 330 200 C 300 190 240 200 230 250 Z",
            "#d9a92e",
        ),
        area(_BANANA, "#f0c63f", deep=0.12),
        line("M 232 290 C 280 520 480 710 810 740", "#cf9d26", 7),
        area("M 172 296 L 190 180 L 240 166 L 300 250 C 260 240 190 240 172 296 Z", "#c9b35a"),
        area("M 830 712 L 880 726 L 872 762 L 800 774 Z", INK),
    ],
    height=900,
)

_ORANGE = [
    oval(500, 520, 350, 340, "#e8912d", deep=0.2),
    light(
        "M 260 400 C 300 300 380 240 460 230 C 380 290 320 370 300 480 C 270 470 256 440 260 400 Z", 0.4, 14
    ),
    *[
        oval(x, y, 5, 5, "#c9741c", edge=None)
        for x, y in (
            (420, 640),
            (500, 700),
            (590, 620),
            (640, 500),
            (520, 560),
            (450, 780),
            (680, 660),
            (600, 760),
            (380, 540),
        )
    ],
    area(star(500, 214, 46, 18, 5), LEAF),
    line("M 500 210 L 506 160", "#6b4a2f", 18),
    area("M 506 190 C 570 100 680 96 720 120 C 690 200 600 230 506 190 Z", LEAF),
]
ORANGE = Drawing([ground(500, 866, 300), *_ORANGE], height=920)

PEAR = Drawing(
    [
        ground(500, 946, 290),
        area(
            "M 500 230 C 580 230 610 310 620 400 C 640 520 790 580 790 740 C 790 880 650 940 500 940 C 350 940 210 880 210 740 "
            "C 210 580 360 520 380 400 C 390 310 420 230 500 230 Z",
            "#b9bf4e",
            deep=0.22,
        ),
        light(
            "M 300 680 C 310 590 390 560 420 460 C 430 560 370 660 360 780 C 330 780 296 740 300 680 Z",
            0.4,
            12,
        ),
        line("M 500 236 C 500 180 520 140 556 110", "#6b4a2f", 22),
        area("M 520 180 C 590 110 680 120 710 146 C 670 210 590 226 520 180 Z", LEAF),
    ],
    height=1000,
)

_GRAPES = [
    (x, y)
    for row, (y, count) in enumerate(((380, 5), (490, 4), (600, 4), (710, 3), (810, 2), (900, 1)))
    for x in [500 + (n - (count - 1) / 2) * 128 + (20 if row % 2 else -6) for n in range(count)]
]
GRAPES = Drawing(
    [
        line("M 500 330 C 500 240 520 190 570 140", "#6b4a2f", 22),
        area(
            "M 470 330 C 380 350 270 290 240 210 C 290 220 300 190 330 170 C 370 190 400 150 430 150 C 500 200 510 280 470 330 Z",
            LEAF,
        ),
        *[
            shape
            for x, y in _GRAPES
            for shape in (
                oval(x, y, 76, 76, "#6b4a7f", deep=0.25),
                oval(x - 24, y - 26, 18, 14, "#b8a0c9", edge=None),
            )
        ],
    ],
    height=1000,
)


def _bag(color: str, band: str, flakes: str) -> Drawing:
    """A bag of crisps without a name on it."""
    return Drawing(
        [
            ground(500, 1166, 330),
            area(
                "M 190 90 L 810 90 L 830 160 C 800 400 800 800 840 1080 L 820 1150 L 180 1150 L 160 1080 C 200 800 200 400 170 160 Z",
                color,
                deep=0.22,
            ),
            dark("M 760 170 C 730 420 740 800 780 1090 L 836 1080 C 800 800 800 400 830 170 Z", 0.25, 14),
            light("M 210 170 C 240 420 236 800 204 1080 L 250 1090 C 280 800 280 420 262 170 Z", 0.4, 14),
            *[
                line(f"M {x} 92 L {x + (2 if x < 500 else -2)} 158", toned(color, -0.2), 4)
                for x in range(210, 810, 30)
            ],
            *[line(f"M {x} 1084 L {x} 1148", toned(color, -0.2), 4) for x in range(200, 820, 30)],
            area(
                "M 186 420 C 400 360 600 480 812 420 L 812 640 C 600 700 400 580 186 640 Z", band, edge=None
            ),
            *[
                shape
                for x, y, turn in ((360, 880, 1), (540, 830, -1), (660, 930, 1), (480, 970, -1))
                for shape in (
                    area(
                        f"M {x - 110} {y} C {x - 90} {y - 76 * turn - 20} {x + 70} {y - 90} {x + 116} {y - 20} "
                        f"C {x + 90} {y + 66} {x - 70} {y + 70} {x - 110} {y} Z",
                        "#f0cf7a",
                        deep=0.12,
                    ),
                    line(
                        f"M {x - 70} {y} C {x - 30} {y - 36} {x + 30} {y - 36} {x + 74} {y - 12}",
                        "#d9a94a",
                        7,
                    ),
                )
            ],
            area(star(500, 530, 70, 34, 8), flakes, edge=None),
        ],
        height=1230,
    )


CRISPS = _bag(TERRACOTTA, CREAM, MUSTARD)
CRISPS_GREEN = _bag("#6f9a55", CREAM, TERRACOTTA)
CRISPS_BLUE = _bag("#4a7fa0", CREAM, MUSTARD)

MILKSHAKE = Drawing(
    [
        ground(500, 1146, 230),
        area(
            "M 300 250 L 700 250 L 630 1080 Q 626 1140 570 1140 L 430 1140 Q 374 1140 370 1080 Z",
            "#dfeaec",
            edge="#9fb4b8",
        ),
        oval(500, 250, 200, 34, "#eef5f6", edge="#9fb4b8"),
        area(
            "M 318 400 L 682 400 L 622 1066 Q 618 1110 566 1110 L 434 1110 Q 382 1110 378 1066 Z",
            "#eab0ae",
            edge=None,
            deep=0.1,
        ),
        oval(500, 400, 182, 30, "#f4cbc8", edge="#d88e8c"),
        *[
            oval(x, y, 9, 5, "#fae3e1", edge="#d88e8c")
            for x, y in ((400, 396), (428, 410), (560, 388), (604, 402), (578, 414))
        ],
        light("M 350 470 L 400 470 L 440 1060 L 412 1060 Z", 0.5, 5),
        *[
            oval(x, y, 9, 9, "#d88e8c", edge=None)
            for x, y in ((520, 560), (580, 640), (540, 740), (570, 860), (500, 930), (540, 1020))
        ],
    ],
    height=1190,
)

DRAWINGS: dict[str, Drawing] = {
    "fruit/apple": APPLE,
    "fruit/banana": BANANA,
    "fruit/orange": ORANGE,
    "fruit/pear": PEAR,
    "fruit/grapes": GRAPES,
    "crisps/red": CRISPS,
    "crisps/green": CRISPS_GREEN,
    "crisps/blue": CRISPS_BLUE,
    "things/milkshake": MILKSHAKE,
}
