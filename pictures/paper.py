"""Folded paper: a crane and a frog, fold by fold."""

from __future__ import annotations

import math

from hand import CREAM, INK, Drawing, area, ground, line, oval, toned

from ikea_effect.protocol.drawing import Shape

_PAPER = "#d96b4f"
_FROG = "#7fae5f"


def _facet(points: str, color: str, shade: float = 0.0) -> Shape:
    return area(f"M {points} Z", toned(color, shade), width=4)


def _fold(path: str) -> list[Shape]:
    """Dashes where the next fold goes: a straight line from one point to another, "x y x y"."""
    x1, y1, x2, y2 = (float(part) for part in path.split())
    length = math.hypot(x2 - x1, y2 - y1)
    count = int(length // 44)
    return [
        line(
            f"M {x1 + (x2 - x1) * n / count:.0f} {y1 + (y2 - y1) * n / count:.0f} "
            f"L {x1 + (x2 - x1) * (n + 0.5) / count:.0f} {y1 + (y2 - y1) * (n + 0.5) / count:.0f}",
            INK,
            6,
            0.6,
        )
        for n in range(count)
    ]


CRANE = {
    "1": Drawing(
        [
            ground(500, 906, 330),
            _facet("120 120 L 880 120 L 880 880 L 120 880", _PAPER),
            *_fold("120 120 880 880"),
            *_fold("880 120 120 880"),
        ]
    ),
    "2": Drawing(
        [
            ground(500, 816, 380),
            _facet("500 180 L 940 780 L 60 780", _PAPER),
            _facet("500 180 L 500 780 L 60 780", _PAPER, 0.1),
            *_fold("500 180 500 780"),
        ],
        height=900,
    ),
    "3": Drawing(
        [
            ground(500, 956, 250),
            _facet("500 90 L 860 500 L 500 940 L 140 500", _PAPER),
            _facet("500 90 L 500 940 L 140 500", _PAPER, 0.1),
            line("M 500 90 L 500 940", toned(_PAPER, -0.3), 5),
            *_fold("500 90 330 720"),
            *_fold("500 90 670 720"),
        ]
    ),
    "4": Drawing(
        [
            ground(500, 976, 190),
            _facet("500 60 L 700 520 L 500 960 L 300 520", _PAPER),
            _facet("500 60 L 500 960 L 300 520", _PAPER, 0.12),
            line("M 500 520 L 500 960", toned(_PAPER, -0.4), 7),
            line("M 300 520 L 700 520", toned(_PAPER, -0.3), 4),
            *_fold("408 730 592 730"),
        ]
    ),
    "5": Drawing(
        [
            ground(500, 936, 250),
            _facet("500 330 L 660 620 L 500 920 L 340 620", _PAPER),
            _facet("500 330 L 500 920 L 340 620", _PAPER, 0.12),
            _facet("420 700 L 120 130 L 500 560", _PAPER, 0.06),
            _facet("580 700 L 880 130 L 500 560", _PAPER, -0.1),
        ]
    ),
    "6": Drawing(
        [
            ground(500, 846, 260),
            _facet("560 620 L 930 250 L 500 480", _PAPER, -0.16),
            _facet("440 620 L 90 250 L 150 240 L 520 520", _PAPER, -0.02),
            _facet("90 250 L 40 360 L 150 300", _PAPER, 0.12),
            _facet("500 330 L 720 640 L 500 830 L 300 640", _PAPER, -0.08),
            _facet("520 560 L 700 90 L 760 560 L 560 760", _PAPER, 0.14),
            _facet("480 600 L 300 60 L 250 560 L 470 790", _PAPER, 0.02),
            _facet("480 600 L 300 60 L 520 500 L 560 740 L 470 790", _PAPER, 0.2),
        ],
        height=900,
    ),
}

FROG = {
    "1": Drawing(
        [
            ground(500, 956, 250),
            _facet("260 60 L 740 60 L 740 930 L 260 930", _FROG),
            *_fold("260 60 740 500"),
            *_fold("740 60 260 500"),
            *_fold("260 280 740 280"),
        ]
    ),
    "2": Drawing(
        [
            ground(500, 936, 250),
            _facet("260 440 L 740 440 L 740 910 L 260 910", _FROG),
            _facet("500 110 L 780 440 L 220 440", _FROG, 0.14),
            line("M 500 110 L 500 440", toned(_FROG, -0.25), 5),
            *_fold("260 690 740 690"),
        ]
    ),
    "3": Drawing(
        [
            ground(500, 866, 250),
            _facet("380 430 L 620 430 L 620 840 L 380 840", _FROG),
            _facet("500 110 L 740 440 L 260 440", _FROG, 0.14),
            _facet("260 440 L 330 210 L 470 150 L 500 110", _FROG, -0.1),
            _facet("740 440 L 670 210 L 530 150 L 500 110", _FROG, -0.06),
            line("M 500 430 L 500 840", toned(_FROG, -0.3), 6),
            *_fold("380 640 620 640"),
        ],
        height=920,
    ),
    "4": Drawing(
        [
            ground(500, 806, 270),
            _facet("380 430 L 620 430 L 640 640 L 360 640", _FROG),
            _facet("360 640 L 640 640 L 760 780 L 240 780", _FROG, -0.12),
            _facet("500 110 L 700 440 L 300 440", _FROG, 0.14),
            _facet("300 440 L 190 300 L 260 280 L 420 240", _FROG, -0.1),
            _facet("700 440 L 810 300 L 740 280 L 580 240", _FROG, -0.06),
            *_fold("360 700 640 700"),
        ],
        height=860,
    ),
    "5": Drawing(
        [
            ground(500, 826, 380),
            _facet("280 560 L 110 790 L 250 810 L 420 640", _FROG, -0.22),
            _facet("720 560 L 890 790 L 750 810 L 580 640", _FROG, -0.22),
            _facet("330 470 L 670 470 L 760 690 L 620 800 L 380 800 L 240 690", _FROG, -0.06),
            _facet("330 470 L 500 640 L 670 470 L 760 690 L 500 760 L 240 690", _FROG, 0.05),
            _facet("360 430 L 200 620 L 150 600 L 320 360", _FROG, -0.1),
            _facet("640 430 L 800 620 L 850 600 L 680 360", _FROG, -0.1),
            _facet("500 150 L 720 440 L 500 540 L 280 440", _FROG, 0.16),
            line("M 500 150 L 500 540", toned(_FROG, -0.2), 5),
            *[oval(x, 370, 36, 36, CREAM) for x in (404, 596)],
            *[oval(x, 374, 16, 18, INK, edge=None) for x in (404, 596)],
        ],
        height=880,
    ),
}

DRAWINGS: dict[str, Drawing] = {
    **{f"paper/crane-{number}": drawing for number, drawing in CRANE.items()},
    **{f"paper/frog-{number}": drawing for number, drawing in FROG.items()},
}
