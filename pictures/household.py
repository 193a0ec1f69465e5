"""Things of a household: a phone, a shelf, a mug, a lamp, a chair."""

from __future__ import annotations

from hand import (
    BRICK,
    CREAM,
    DEEP,
    FOREST,
    GRAY,
    INK,
    LEAF,
    MUSTARD,
    NAVY,
    ROSE,
    SAND,
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

from ikea_effect.protocol.drawing import Grain

PHONE = Drawing(
    [
        ground(500, 1080, 260),
        area(box(280, 70, 440, 1000, 66), "#2b2e35", edge="#15171b", width=6),
        area(box(306, 98, 388, 944, 44), "#cfe0e6", edge=None, deep=0.25),
        area(
            "M 306 760 C 400 640 470 700 540 620 C 600 560 650 560 694 520 L 694 1000 Q 694 1042 650 1042 L 350 1042 Q 306 1042 306 1000 Z",
            TEAL,
            edge=None,
        ),
        area(
            "M 306 880 C 400 800 500 860 560 790 C 620 740 660 740 694 720 L 694 1000 Q 694 1042 650 1042 L 350 1042 Q 306 1042 306 1000 Z",
            DEEP,
            edge=None,
        ),
        oval(590, 330, 74, 74, MUSTARD, edge=None),
        area(box(430, 112, 140, 34, 17), "#15171b", edge=None),
        line("M 440 1016 L 560 1016", CREAM, 10),
        light("M 330 110 L 470 110 L 330 520 Z", 0.25, 4),
        line("M 722 300 L 722 400", "#15171b", 10),
    ],
    height=1130,
)


_SHELF = [box(200, y, 600, 34) for y in (90, 400, 700, 1010)]
SHELF = Drawing(
    [
        ground(500, 1110, 350),
        area(box(220, 100, 560, 940), toned(WOOD, -0.35), edge=None),
        *[area(path, WOOD, deep=0.1) for path in _SHELF],
        *[area(box(x, 70, 40, 1030), toned(WOOD, 0.08), deep=0.12) for x in (180, 780)],
        *[
            area(box(x, 400 - h, 44, h), c)
            for x, h, c in ((250, 220, TEAL), (298, 190, MUSTARD), (346, 230, BRICK), (394, 200, NAVY))
        ],
        area("M 600 400 L 700 400 L 684 300 L 616 300 Z", TERRACOTTA),
        *[line(f"M 650 300 C 650 240 {650 + d} 220 {650 + 2 * d} 180", LEAF, 18) for d in (-34, 0, 34)],
        *[
            area(box(x, 700 - h, 44, h), c)
            for x, h, c in ((600, 210, FOREST), (648, 180, ROSE), (696, 220, SAND))
        ],
        area(box(270, 570, 200, 130, 10), SKY),
        oval(370, 635, 30, 30, CREAM),
        area(box(260, 830, 480, 180, 12), SAND),
        area(box(450, 880, 100, 40, 18), "#8a6a48"),
    ],
    height=1150,
)


MUG = Drawing(
    [
        ground(460, 850, 300),
        ring(760, 520, 130, 160, toned(SKY, -0.15), 56),
        area("M 190 260 L 730 260 L 700 800 Q 694 850 640 850 L 280 850 Q 226 850 220 800 Z", SKY, deep=0.18),
        oval(460, 262, 270, 56, CREAM),
        oval(460, 274, 236, 40, "#6b4a2f", edge=None),
        light("M 250 360 L 310 364 L 330 780 L 284 780 Z", 0.4, 8),
        *[line(f"M {x} 190 C {x - 40} 140 {x + 40} 110 {x} 50", GRAY, 12, 0.4) for x in (380, 460, 540)],
    ],
    height=920,
)

LAMP = Drawing(
    [
        ground(500, 1160, 220),
        area("M 340 120 L 660 120 L 800 520 L 200 520 Z", MUSTARD, deep=0.12),
        light("M 380 140 L 440 140 L 360 500 L 290 500 Z", 0.4, 12),
        line("M 500 524 L 500 1100", "#8a5a33", 30),
        oval(500, 1120, 180, 40, "#8a5a33", deep=0.2),
        line("M 620 524 L 620 640", INK, 5),
        oval(620, 654, 13, 13, INK, edge=None),
    ],
    height=1200,
)

CHAIR = Drawing(
    [
        ground(500, 1130, 330),
        *[line(f"M {a} 700 L {b} 1110", toned(WOOD, -0.15), 34) for a, b in ((380, 350), (700, 740))],
        area("M 240 90 Q 500 50 760 90 L 730 560 L 270 560 Z", WOOD, deep=0.12).model_copy(
            update={"grain": Grain(color="#8a5a33", angle=90, spacing=26, width=2, opacity=0.5)}
        ),
        *[line(f"M {x} 140 L {x + (500 - x) * 0.1:.0f} 540", toned(WOOD, -0.3), 6) for x in (380, 500, 620)],
        area("M 230 560 L 770 560 L 840 700 L 160 700 Z", TEAL, deep=0.15),
        area("M 160 700 L 840 700 L 836 740 L 164 740 Z", DEEP),
        *[line(f"M {a} 740 L {b} 1110", WOOD, 40) for a, b in ((210, 170), (790, 830))],
    ],
    height=1170,
)

DRAWINGS: dict[str, Drawing] = {
    "things/phone": PHONE,
    "things/shelf": SHELF,
    "things/mug": MUG,
    "things/lamp": LAMP,
    "things/chair": CHAIR,
}
