"""Ten T-shirt designs, on the shirt of the T-shirt protocols. Each print is drawn on a canvas of 1000 x 1000."""

from __future__ import annotations

import math
from pathlib import Path

from hand import (
    CREAM,
    DEEP,
    FOREST,
    INK,
    LEAF,
    MUSTARD,
    ROSE,
    SKY,
    TEAL,
    TERRACOTTA,
    WIDTH_PX,
    Shapes,
    box,
    line,
    moved,
    ring,
    star,
)
from PIL import Image

from ikea_effect.protocol.drawing import Box, Shape
from ikea_effect.protocol.toolkits import load_toolkit
from ikea_effect.session.painting import Painter
from ikea_effect.session.pictures import base_picture, silhouette

TOOLKIT = (
    Path(__file__).resolve().parent.parent / "experiments/franke_2010_tshirt/materials/shirt/toolkit.yaml"
)


def _flat(path: str, fill: str) -> Shape:
    return Shape(path=path, fill=fill)


def _spot(x: float, y: float, rx: float, ry: float, fill: str) -> Shape:
    return Shape(ellipse=(x, y, rx, ry), fill=fill)


def _wheel(x: float, y: float, color: str) -> list[Shape]:
    spokes = [
        line(f"M {x} {y} L {x + 165 * math.cos(turn):.0f} {y + 165 * math.sin(turn):.0f}", color, 5)
        for turn in (step * math.pi / 6 for step in range(12))
    ]
    return [*spokes, ring(x, y, 172, 172, color, 22), _spot(x, y, 22, 22, color)]


PEAKS = [
    _spot(640, 330, 130, 130, MUSTARD),
    _flat("M 40 800 L 330 300 L 440 480 L 400 800 Z", "#57637a"),
    _flat("M 220 800 L 560 210 L 930 800 Z", TEAL),
    _flat("M 560 210 L 447 406 L 515 370 L 560 430 L 612 372 L 684 408 Z", CREAM),
    _flat("M 330 300 L 262 417 L 322 396 L 372 440 L 400 414 Z", CREAM),
    line("M 40 850 L 960 850", CREAM, 16),
    line("M 160 905 L 840 905", CREAM, 16),
    line("M 300 960 L 700 960", CREAM, 16),
]

BICYCLE = [
    *_wheel(230, 640, INK),
    *_wheel(770, 640, INK),
    line("M 230 640 L 390 360 L 660 360 L 480 640 Z", TERRACOTTA, 30),
    line("M 390 360 L 480 640", TERRACOTTA, 30),
    line("M 770 640 L 645 300", TERRACOTTA, 30),
    line("M 390 360 L 366 300", INK, 24),
    line("M 300 292 L 430 292", INK, 34),
    line("M 645 300 L 620 240 L 720 220", INK, 26),
    _spot(480, 640, 44, 44, INK),
    line("M 480 640 L 530 716 L 570 716", INK, 20),
]

CACTUS = [
    _spot(500, 430, 360, 360, "#f0c48a"),
    _flat(box(425, 160, 150, 610, 75), LEAF),
    line("M 500 560 C 370 560 300 540 300 400", LEAF, 96),
    line("M 500 480 C 640 480 700 440 700 330", LEAF, 96),
    *[line(f"M {x} 250 L {x} 740", "#567c41", 8) for x in (460, 500, 540)],
    *[_spot(x, y, 26, 26, TERRACOTTA) for x, y in ((500, 150), (300, 346), (700, 276))],
    _flat("M 330 760 L 670 760 L 630 960 L 370 960 Z", TERRACOTTA),
    _flat(box(306, 730, 388, 76, 14), "#b64d33"),
]

WHALE = [
    _flat(
        "M 90 600 C 110 360 380 300 560 380 C 690 440 740 560 830 560 C 800 480 830 400 900 360 "
        "C 900 410 915 440 950 470 C 930 500 925 520 930 560 C 930 700 790 810 560 820 C 300 830 100 780 90 600 Z",
        DEEP,
    ),
    _flat(
        "M 100 660 C 220 700 420 700 560 640 C 620 720 700 760 780 770 C 640 830 420 836 290 806 "
        "C 190 782 116 736 100 660 Z",
        CREAM,
    ),
    *[
        line(
            f"M {190 + 80 * n} {706 + 8 * n} C {200 + 80 * n} 740 {216 + 80 * n} 768 {240 + 80 * n} {792 - 2 * n}",
            "#8fb4bd",
            9,
        )
        for n in range(4)
    ],
    _spot(240, 590, 17, 20, CREAM),
    line("M 330 300 C 320 220 270 190 220 210", CREAM, 22),
    line("M 330 300 C 340 210 400 170 450 200", CREAM, 22),
    line("M 330 300 L 332 210", CREAM, 22),
]

CASSETTE = [
    _flat(box(80, 240, 840, 540, 50), MUSTARD),
    _flat(box(140, 300, 720, 300, 30), CREAM),
    line("M 190 345 L 810 345", TERRACOTTA, 16),
    line("M 190 385 L 810 385", TEAL, 16),
    _flat(box(250, 425, 500, 140, 70), INK),
    *[_spot(x, 495, 52, 52, CREAM) for x in (340, 660)],
    *[_flat(star(x, 495, 34, 20, 6), INK) for x in (340, 660)],
    _flat(box(430, 455, 140, 80, 8), "#7d6a52"),
    _flat("M 260 780 L 310 650 L 690 650 L 740 780 Z", "#c98a2b"),
    *[_spot(x, 725, 18, 18, INK) for x in (360, 640)],
]

BALLOON = [
    _flat(
        "M 500 60 C 760 60 880 240 850 400 C 826 530 640 640 590 740 L 410 740 C 360 640 174 530 150 400 "
        "C 120 240 240 60 500 60 Z",
        TERRACOTTA,
    ),
    _flat(
        "M 500 60 C 610 60 690 240 680 400 C 672 530 590 640 560 740 L 440 740 C 410 640 328 530 320 400 "
        "C 310 240 390 60 500 60 Z",
        MUSTARD,
    ),
    _flat(
        "M 500 60 C 540 60 572 240 570 400 C 568 530 536 640 526 740 L 474 740 C 464 640 432 530 430 400 "
        "C 428 240 460 60 500 60 Z",
        CREAM,
    ),
    line("M 420 745 L 440 840", INK, 10),
    line("M 580 745 L 560 840", INK, 10),
    _flat("M 420 836 L 580 836 L 560 950 L 440 950 Z", "#8a5a33"),
    line("M 60 850 C 90 810 150 810 170 850 C 200 820 250 830 260 860", CREAM, 18),
    line("M 720 880 C 750 840 810 840 830 880 C 860 850 910 860 920 890", CREAM, 18),
]


def _leaflet(at: float, side: int) -> Shape:
    reach = 300 * math.sin(math.pi * (0.22 + 0.74 * at))
    y = 860 - 760 * at
    tip = 500 + side * reach
    return _flat(
        f"M 500 {y:.0f} C {500 + side * reach * 0.35:.0f} {y - 96:.0f} {tip - side * 70:.0f} {y - 150:.0f} {tip:.0f} "
        f"{y - 150:.0f} C {tip - side * 20:.0f} {y - 60:.0f} {500 + side * reach * 0.5:.0f} {y + 10:.0f} 500 {y:.0f} Z",
        LEAF if side < 0 else "#4f7f5b",
    )


FERN = [
    *[_leaflet(step / 8, side) for step in range(8) for side in (-1, 1)],
    _flat("M 480 190 C 470 110 490 60 500 30 C 512 60 532 110 520 190 Z", LEAF),
    line("M 500 960 L 500 120", FOREST, 18),
]

SHAPES = [
    _flat(box(100, 120, 380, 380), TEAL),
    _spot(710, 310, 190, 190, TERRACOTTA),
    _flat("M 100 900 L 290 540 L 480 900 Z", MUSTARD),
    _flat("M 520 540 L 900 540 L 900 900 C 690 900 520 740 520 540 Z", INK),
    _flat("M 100 120 L 480 120 L 100 500 Z", DEEP),
    _spot(710, 310, 84, 84, CREAM),
]

CAT = [
    _spot(500, 470, 410, 410, MUSTARD),
    *[
        _spot(x, y, r, r, "#dca035")
        for x, y, r in ((330, 300, 60), (640, 260, 40), (720, 420, 54), (260, 520, 36))
    ],
    _flat(
        "M 300 930 C 270 760 340 620 420 560 C 370 490 370 420 380 330 L 450 400 C 480 388 530 388 560 400 L 630 330 "
        "C 640 420 640 500 586 562 C 680 640 720 780 700 930 Z",
        INK,
    ),
    line("M 690 900 C 830 930 890 850 850 760 C 836 730 800 730 796 764", INK, 44),
    *[_spot(x, 470, 22, 26, MUSTARD) for x in (448, 562)],
    _flat("M 492 512 L 518 512 L 505 528 Z", ROSE),
    line("M 60 940 L 940 940", INK, 22),
]

WAVES = [
    _spot(640, 320, 170, 170, TERRACOTTA),
    *[
        line(
            f"M 60 {y} C 160 {y - 90} 240 {y - 90} 330 {y} C 420 {y + 90} 500 {y + 90} 590 {y} "
            f"C 680 {y - 90} 760 {y - 90} 850 {y} C 880 {y + 30} 910 {y + 46} 940 {y + 54}",
            color,
            52,
        )
        for y, color in ((480, DEEP), (600, TEAL), (720, "#6fb2b3"), (840, SKY))
    ],
]

SHIRTS: dict[str, tuple[str, Shapes]] = {  # print: color of the shirt, what is on it
    "peaks": ("black", PEAKS),
    "bicycle": ("sand", BICYCLE),
    "cactus": ("white", CACTUS),
    "whale": ("sky", WHALE),
    "cassette": ("forest", CASSETTE),
    "balloon": ("navy", BALLOON),
    "fern": ("white", FERN),
    "shapes": ("white", SHAPES),
    "cat": ("sand", CAT),
    "waves": ("white", WAVES),
}


def shirt(color: str, on_it: Shapes, width_px: int = WIDTH_PX) -> Image.Image:
    """A shirt of that color with the print in its middle."""
    toolkit = load_toolkit(TOOLKIT)
    painter = Painter(Box(0, 0, 1000, toolkit.height), width_px / 1000)
    painter.paint(moved(on_it, 310, 270, 0.38))
    layer = painter.finished()
    plain = base_picture(toolkit, color, width_px)
    assert layer.size == silhouette(toolkit, width_px).size
    return Image.alpha_composite(plain, layer)
