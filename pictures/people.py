"""Drawn people: portraits of whoever designed or reviewed something, and stand-ins for photographs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hand import (
    BRICK,
    CREAM,
    DEEP,
    FOREST,
    MUSTARD,
    NAVY,
    ROSE,
    SAND,
    SKY,
    TEAL,
    TERRACOTTA,
    Drawing,
    area,
    box,
    dark,
    line,
    moved,
    oval,
    toned,
)
from shirts import WAVES

from ikea_effect.protocol.drawing import Shape


@dataclass(frozen=True, slots=True)
class Look:
    """How a drawn person looks."""

    skin: str
    hair: str
    style: str  # short | long | bun | curly | bald | bob
    top: str
    glasses: bool = False
    beard: bool = False


_BODY = (
    "M 120 1000 C 124 850 190 780 330 740 C 400 720 430 690 430 560 L 570 560 C 570 690 600 720 670 740 "
    "C 810 780 876 850 880 1000 Z"
)
_TOP = (
    "M 120 1000 C 124 850 190 780 330 740 C 360 732 384 720 400 706 C 440 790 560 790 600 706 C 616 720 640 732 670 740 "
    "C 810 780 876 850 880 1000 Z"
)
_FACE = "M 345 380 C 345 250 410 190 500 190 C 590 190 655 250 655 380 C 655 500 600 600 500 600 C 400 600 345 500 345 380 Z"

_BEHIND = {  # hair that falls behind the head
    "long": "M 310 400 C 280 200 390 110 500 110 C 620 110 720 200 692 400 C 690 560 740 680 720 780 L 280 780 "
    "C 262 680 312 560 310 400 Z",
    "bob": "M 300 400 C 280 210 390 120 500 120 C 620 120 720 210 700 400 C 700 500 712 560 690 610 L 310 610 "
    "C 290 560 300 500 300 400 Z",
    "bun": "M 430 130 C 400 60 450 20 500 20 C 556 20 600 60 572 130 Z",
}

_OVER = {  # hair over the forehead
    "short": "M 330 390 C 310 220 390 130 510 134 C 630 138 690 230 668 390 C 650 340 640 300 600 270 C 540 290 440 290 "
    "390 268 C 360 300 348 340 330 390 Z",
    "long": "M 326 430 C 310 230 390 132 500 132 C 612 132 690 230 676 430 C 650 360 640 310 560 230 C 500 300 400 330 "
    "358 340 C 344 370 340 400 326 430 Z",
    "bob": "M 326 420 C 310 230 390 132 500 132 C 612 132 690 230 676 420 C 660 360 650 330 640 300 C 560 312 440 312 "
    "360 296 C 346 330 340 370 326 420 Z",
    "bun": "M 330 400 C 312 210 400 120 500 120 C 604 120 688 210 670 400 C 650 330 620 270 560 240 C 500 230 440 240 "
    "430 246 C 380 280 350 330 330 400 Z",
}

_CURLS = [
    (345, 300),
    (370, 215),
    (430, 160),
    (505, 140),
    (580, 160),
    (635, 215),
    (658, 300),
    (500, 205),
    (425, 225),
    (577, 225),
]


def _hair(look: Look) -> list[Shape]:
    if look.style == "curly":
        return [oval(x, y, 76, 72, look.hair, edge=None) for x, y in _CURLS]
    if look.style == "bald":
        return [
            area("M 340 420 C 328 360 340 320 352 300 C 356 350 352 390 352 430 Z", look.hair, edge=None),
            area("M 660 420 C 672 360 660 320 648 300 C 644 350 648 390 648 430 Z", look.hair, edge=None),
        ]
    return [area(_OVER[look.style], look.hair, edge=None)]


def _features(look: Look) -> list[Shape]:
    shade, brow = toned(look.skin, -0.3), toned(look.hair, -0.25)
    glasses = [
        line("M 372 400 C 372 362 470 362 470 400 C 470 446 372 446 372 400 Z", "#3b3430", 7),
        line("M 530 400 C 530 362 628 362 628 400 C 628 446 530 446 530 400 Z", "#3b3430", 7),
        line("M 470 396 Q 500 384 530 396", "#3b3430", 7),
    ]
    return [
        *[oval(x, 402, 11, 14, "#33291f", edge=None) for x in (424, 576)],
        line("M 390 356 Q 424 340 456 354", brow, 11),
        line("M 544 354 Q 576 340 610 356", brow, 11),
        line("M 500 410 Q 486 462 500 472 Q 508 474 514 470", shade, 8),
        line("M 446 522 Q 500 558 554 522", toned(BRICK, -0.1), 11),
        oval(408, 470, 30, 20, ROSE, edge=None).model_copy(update={"opacity": 0.35, "blur": 6}),
        oval(592, 470, 30, 20, ROSE, edge=None).model_copy(update={"opacity": 0.35, "blur": 6}),
        *(glasses if look.glasses else []),
    ]


_BEARD = (
    "M 346 400 C 360 470 380 480 420 484 C 450 476 550 476 580 484 C 620 480 640 470 654 400 C 664 540 600 640 500 640 "
    "C 400 640 336 540 346 400 Z"
)


def bust(look: Look) -> list[Shape]:
    """Head and shoulders, on a canvas of 1000 x 1000."""
    behind = [area(_BEHIND[look.style], toned(look.hair, -0.12), edge=None)] if look.style in _BEHIND else []
    mouth = [line("M 446 530 Q 500 562 554 530", toned(look.skin, 0.25), 11)] if look.beard else []
    return [
        *behind,
        area(_BODY, look.skin, edge=None),
        dark("M 432 600 C 460 660 540 660 568 600 L 572 690 C 540 720 460 720 428 690 Z", 0.16, 8),
        area(_TOP, look.top, edge=None),
        line("M 400 706 C 440 790 560 790 600 706", toned(look.top, -0.25), 9),
        *[oval(x, 410, 28, 44, toned(look.skin, -0.05), edge=None) for x in (346, 654)],
        area(_FACE, look.skin, edge=None, deep=0.08),
        *([area(_BEARD, look.hair, edge=None)] if look.beard else []),
        *_features(look),
        *mouth,
        *_hair(look),
    ]


LOOKS = {
    "1": Look("#e8b894", "#5b3a26", "long", TEAL),
    "2": Look("#c98d66", "#2b211c", "short", MUSTARD, beard=True),
    "3": Look("#8a5a3c", "#241a16", "curly", TERRACOTTA),
    "4": Look("#f0c9a8", "#c9a15c", "bob", NAVY, glasses=True),
    "5": Look("#dba47c", "#8d8a86", "bald", FOREST, glasses=True),
    "6": Look("#6f4630", "#1f1714", "bun", SKY),
    "7": Look("#f0c9a8", "#a9592f", "short", DEEP),
    "8": Look("#d9a179", "#9a9895", "bob", BRICK),
}


def _portrait(look: Look) -> Drawing:
    ground = [oval(500, 500, 496, 496, toned(SAND, 0.35), edge=None)]
    return Drawing([*ground, *moved(bust(look), 60, 150, 0.88)], within=oval(500, 500, 496, 496, SAND))


def _room() -> list[Shape]:
    """A corner of a living room."""
    return [
        area(box(0, 0, 1000, 1250), "#e4d6c2", edge=None, deep=0.1),
        area(box(0, 980, 1000, 270), "#b98d62", edge=None),
        line("M 0 980 L 1000 980", "#a57b53", 8),
        area(box(80, 120, 300, 380), "#cfe0e6", edge="#f6f0e6", width=22),
        line("M 230 120 L 230 500", "#f6f0e6", 14),
        line("M 80 310 L 380 310", "#f6f0e6", 14),
        area(box(700, 160, 220, 260), CREAM, edge="#8a6a48", width=14),
        oval(810, 260, 52, 52, MUSTARD, edge=None),
        area("M 716 406 L 790 300 L 850 370 L 880 340 L 906 406 Z", TEAL, edge=None),
        area("M 850 980 L 960 980 L 940 1120 L 870 1120 Z", TERRACOTTA),
        *[
            line(f"M 905 980 C 905 860 {x} 830 {x + d} 760", FOREST, 26)
            for x, d in ((860, -30), (905, 0), (960, 30))
        ],
    ]


def _studio() -> list[Shape]:
    """An even backdrop under even light."""
    return [
        area(box(0, 0, 1000, 1250), "#eceae6", edge=None, deep=0.12),
        area("M 0 1010 Q 500 960 1000 1010 L 1000 1250 L 0 1250 Z", "#d8d5cf", edge=None),
        dark("M 120 1250 Q 500 1010 880 1250 Z", 0.12, 40),
    ]


def _photo(look: Look, studio: bool, x: float = 0, y: float = 0, scale: float = 1) -> Drawing:
    """Somebody in the shirt with the waves, down to the waist."""
    wide = [
        area(
            "M 120 990 C 90 1100 70 1180 66 1300 L 934 1300 C 930 1180 910 1100 880 990 Z",
            look.top,
            edge=None,
        ),
        dark("M 226 960 C 250 1080 246 1180 236 1300 L 200 1300 C 212 1180 216 1080 210 960 Z", 0.2, 10),
        dark("M 774 960 C 750 1080 754 1180 764 1300 L 800 1300 C 788 1180 784 1080 790 960 Z", 0.2, 10),
    ]
    whole = [*bust(look), *wide, *moved(WAVES, 340, 850, 0.32)]
    return Drawing([*(_studio() if studio else _room()), *moved(whole, x, y, scale)], height=1250)


def _dressed(number: str) -> Look:
    """One of the people in the same white shirt."""
    return replace(LOOKS[number], top="#f6f4ef")


DRAWINGS: dict[str, Drawing] = {
    **{f"people/portrait-{number}": _portrait(look) for number, look in LOOKS.items()},
    "people/customer-woman": _photo(_dressed("1"), False, 70, 170, 0.86),
    "people/customer-man": _photo(_dressed("2"), False, 40, 150, 0.9),
    "people/customer-woman-older": _photo(_dressed("8"), False, 90, 190, 0.84),
    "people/customer-man-older": _photo(_dressed("5"), False, 60, 160, 0.88),
    "people/model-woman": _photo(_dressed("1"), True, 20, 110, 0.96),
    "people/model-man": _photo(_dressed("2"), True, 20, 110, 0.96),
    "people/model-woman-older": _photo(_dressed("8"), True, 20, 110, 0.96),
    "people/model-man-older": _photo(_dressed("5"), True, 20, 110, 0.96),
}
