"""Writes the kits and toolkits that are drawn here anew: python pictures/materials.py [NAME...]

Brick sets in place of the duck of norton-2012-2, a shelf in place of the box of norton-2012-1a, and a watch and a
sneaker in place of the shirt of franke-2010-tshirt-free: each in an experiment of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from brick_sets import BIRD, DOG, FLOOR, HELICOPTER, Brick  # noqa: E402
from hand import (  # noqa: E402
    BRICK,
    CREAM,
    FOREST,
    GRAY,
    INK,
    NAVY,
    SAND,
    TEAL,
    WOOD,
    area,
    box,
    dark,
    ground,
    light,
    line,
    oval,
    toned,
)

from ikea_effect.protocol.drawing import Shape  # noqa: E402


def bricks(name: str, set_of: Sequence[Brick]) -> str:
    """The kit of a set of bricks."""
    feet = [brick.place for brick in set_of if brick.row == 0]
    left, right = min(place[0] for place in feet), max(place[2] for place in feet)
    shadow = ground((left + right) / 2, FLOOR + 4, (right - left) / 2 + 60, 24)
    parts = [(brick.id, brick.outline, tuple(brick.shapes)) for brick in set_of]
    return kit(f"A {name} of twelve bricks, seen from the side.", 830, [shadow], parts)


SIDE, BOARD = toned(WOOD, 0.08), WOOD


def _board(y: float) -> tuple[str, tuple[Shape, ...]]:
    path = box(220, y, 560, 34)
    return path, (area(path, BOARD, width=4, deep=0.12), light(box(226, y + 5, 548, 7), 0.3, 3))


def _side(x: float) -> tuple[str, tuple[Shape, ...]]:
    path = box(x, 60, 44, 1010)
    return path, (area(path, SIDE, width=4, deep=0.14), light(box(x + 6, 70, 8, 990), 0.3, 3))


def shelf() -> str:
    """A bookcase of eight parts, seen from the front."""
    back = box(222, 90, 556, 946)
    drawer = box(240, 780, 520, 214, 8)
    parts = [
        ("back", back, (area(back, toned(WOOD, -0.35), width=4), dark(box(224, 92, 550, 60), 0.2, 14))),
        ("bottom", *_board(1002)),
        ("left", *_side(176)),
        ("right", *_side(780)),
        ("lower-shelf", *_board(700)),
        ("upper-shelf", *_board(390)),
        ("top", *_board(80)),
        (
            "drawer",
            drawer,
            (
                area(drawer, SAND, width=4, deep=0.1),
                light(box(248, 787, 504, 8, 4), 0.4, 3),
                area(box(450, 846, 100, 40, 18), "#8a6a48", width=4),
            ),
        ),
    ]
    return kit("A bookcase of eight parts, seen from the front.", 1110, [ground(500, 1072, 370)], parts)


def kit(
    title: str, height: int, below: Sequence[Shape], parts: Sequence[tuple[str, str, Sequence[Shape]]]
) -> str:
    """The YAML of a kit; its tray holds the parts in another order than theirs."""
    ids = [part for part, _, _ in parts]
    tray = ids[1::3] + ids[2::3] + ids[0::3]
    lines = [
        f"# {title} Drawn for this project.",
        "# Points are thousandths of the canvas's width, from its top left corner.",
        f"height: {height}",
        "ground:",
        *(f"  - {written(shape)}" for shape in below),
        f"tray: [{', '.join(reversed(tray))}]",
        "parts:",
    ]
    for part, outline, shapes in parts:
        lines += [f"  - id: {part}", f'    outline: "{outline}"', "    shapes:"]
        lines += [f"      - {written(shape)}" for shape in shapes]
    return "\n".join(lines) + "\n"


def written(shape: Shape) -> str:
    """A shape as it is written in a kit."""
    said = shape.model_dump(exclude_defaults=True)
    order = ("path", "ellipse", "fill", "gradient", "edge", "width", "blur", "opacity")
    if "edge" not in said:
        said.pop("width", None)
    return "{" + ", ".join(f"{key}: {_value(said[key])}" for key in order if key in said) + "}"


def _value(value: object) -> str:
    match value:
        case str():
            return f'"{value}"'
        case dict():
            return "{" + ", ".join(f"{key}: {_value(one)}" for key, one in value.items()) + "}"
        case tuple() | list():
            return "[" + ", ".join(map(_value, value)) + "]"
        case _:
            return f"{value:g}"


# --- toolkits ------------------------------------------------------------------------------------------------

CASE = "#c9ccd1"


def _circle(x: float, y: float, r: float) -> str:
    k = 0.5523 * r
    return (
        f"M {x + r:g} {y:g} C {x + r:g} {y + k:g} {x + k:g} {y + r:g} {x:g} {y + r:g} "
        f"C {x - k:g} {y + r:g} {x - r:g} {y + k:g} {x - r:g} {y:g} "
        f"C {x - r:g} {y - k:g} {x - k:g} {y - r:g} {x:g} {y - r:g} "
        f"C {x + k:g} {y - r:g} {x + r:g} {y - k:g} {x + r:g} {y:g} Z"
    )


WATCH_OUTLINE = (
    "M 379 372 L 402 40 Q 500 14 598 40 L 621 372 C 690 408 742 476 752 560 L 796 566 L 796 634 L 752 640 "
    "C 742 724 690 792 621 828 L 598 1160 Q 500 1186 402 1160 L 379 828 C 294 784 242 698 242 600 C 242 502 294 416 379 372 Z"
)
"""Strap, case and crown in one."""


def _watch() -> Iterator[Shape]:
    for path in (
        "M 379 372 L 402 40 Q 420 34 440 32 L 420 360 Z",
        "M 379 828 L 402 1160 Q 420 1166 440 1168 L 420 840 Z",
    ):
        yield light(path, 0.2, 10)
    for path in (
        "M 621 372 L 598 40 Q 580 34 560 32 L 580 360 Z",
        "M 621 828 L 598 1160 Q 580 1166 560 1168 L 580 840 Z",
    ):
        yield dark(path, 0.2, 12)
    for y in (84, 1112):
        yield line(f"M 410 {y} L 590 {y}", "#000000", 4, 0.25)
    yield area(_circle(500, 600, 222), CREAM, deep=0.05)


def _metal_and_hands() -> Iterator[Shape]:
    """Holes, crown, ring, marks and hands: what is printed on dial and strap lies under them."""
    for y in (960, 1010, 1060):
        yield oval(500, y, 11, 15, "#2b2724", edge=None)
    yield area("M 730 557 L 752 560 L 800 566 L 800 634 L 752 640 L 730 643 Z", CASE, deep=0.25)
    yield area(f"{_circle(500, 600, 256)} {_circle(500, 600, 222)}", CASE, width=7, deep=0.3)
    for path in (
        "M 500 392 L 500 426",
        "M 500 774 L 500 808",
        "M 292 600 L 326 600",
        "M 674 600 L 708 600",
    ):
        yield line(path, INK, 10)
    yield line("M 500 600 L 410 520", INK, 18)
    yield line("M 500 600 L 590 452", INK, 13)
    yield oval(500, 600, 16, 16, INK, edge=None)


SHOE_OUTLINE = (
    "M 96 640 C 96 610 112 588 122 566 C 114 470 128 370 146 262 C 190 298 262 296 312 240 C 356 324 424 392 524 432 "
    "C 604 462 744 462 846 494 C 908 514 932 560 926 604 C 936 640 932 668 924 692 C 700 726 300 728 112 712 Q 92 690 96 640 Z"
)


def _shoe() -> Iterator[Shape]:
    yield light("M 150 300 C 190 330 240 330 290 300 L 300 560 L 140 560 Z", 0.12, 30)
    yield dark("M 122 540 C 300 600 700 610 926 580 L 926 620 L 118 620 Z", 0.16, 20)
    yield dark(
        "M 724 456 C 786 464 826 480 860 498 C 912 516 936 560 926 612 C 860 616 794 620 732 620 C 690 570 692 506 724 456 Z",
        0.2,
        1,
    )
    yield line("M 724 456 C 692 506 690 570 732 620", "#000000", 5, 0.3)
    yield light("M 312 240 C 356 324 424 392 524 432 L 482 464 C 390 424 322 364 292 284 Z", 0.28, 1)


def _laces_and_sole() -> Iterator[Shape]:
    """What is printed on the side lies under them, and never on the opening."""
    yield dark("M 146 262 C 190 298 262 296 312 240 L 332 284 C 290 346 198 356 140 326 Z", 0.42, 1)
    for n in range(4):
        yield line(f"M {352 + n * 44} {300 + n * 34} L {320 + n * 48} {396 + n * 26}", CREAM, 15)
    yield area(
        "M 96 640 C 96 610 112 596 122 590 C 300 632 700 634 926 606 C 936 640 932 668 924 692 C 700 726 300 728 112 712 Q 92 690 96 640 Z",
        "#f3efe6",
        width=4,
    )
    yield line("M 100 654 C 400 680 700 676 930 648", GRAY, 7)


WATCH_COLORS = {
    "black": "#2a2a2e",
    "brown": "#8a5a33",
    "brick": "#a9492f",
    "forest": FOREST,
    "navy": NAVY,
    "plum": "#5b4a7d",
}
SHOE_COLORS = {
    "teal": TEAL,
    "navy": NAVY,
    "brick": BRICK,
    "mustard": "#dba63c",
    "forest": FOREST,
    "sand": "#dcc9a8",
    "black": "#2a2a2e",
}

Company = tuple[str, Sequence[str]]


def toolkit(
    title: str, height: int, outline: str, place: str, colors: dict[str, str], size: int, letters: int,
    scales: tuple[int, int], company: Company, shapes: Sequence[Shape], above: Sequence[Shape], motifs: str,
) -> str:  # fmt: skip
    """The YAML of a toolkit; its motifs are the shirt's."""
    base, items = company
    return "\n".join(
        [
            f"# {title} Drawn for this project.",
            "# Points are thousandths of the canvas's width: the good's from the top left corner, a motif's around its middle.",
            f"height: {height}",
            f'outline: "{outline}"',
            f"area: {place}",
            "base_colors:",
            *(f'  {name}: "{color}"' for name, color in colors.items()),
            "text:",
            f"  size: {size}",
            f"  max_characters: {letters}",
            '  colors: {cream: "#fbf3e3", ink: "#26221f", terracotta: "#cf5c3f", teal: "#2f8a91", mustard: "#edb643"}',
            f"limits: {{items: 8, low_scale: {scales[0]}, high_scale: {scales[1]}}}",
            "tolerance: {position: 36, scale: 15, angle: 12}",
            "company:",
            f"  base: {base}",
            "  items:",
            *(f"    - {item}" for item in items),
            "shapes:",
            *(f"  - {written(shape)}" for shape in shapes),
            "above:",
            *(f"  - {written(shape)}" for shape in above),
            motifs.rstrip("\n"),
        ]
    ) + "\n"  # fmt: skip


def watch(motifs: str) -> str:
    """A wristwatch: the color of its strap, and what is printed on dial and strap."""
    items = (
        "{motif: sun, x: 0, y: -100, scale: 45, angle: 0}",
        "{motif: star, x: 0, y: 430, scale: 55, angle: 0}",
        "{motif: star, x: 0, y: 318, scale: 45, angle: 0}",
    )
    return toolkit(
        "A wristwatch, the colors of its strap, and what can be printed on dial and strap.", 1200, WATCH_OUTLINE,
        "[290, 50, 710, 1150]", WATCH_COLORS, 46, 10, (20, 120), ("navy", items), tuple(_watch()),
        tuple(_metal_and_hands()), motifs,
    )  # fmt: skip


def shoe(motifs: str) -> str:
    """A sneaker: its color, and what is printed on its side."""
    items = (
        "{motif: waves, x: -70, y: -90, scale: 110, angle: 0}",
        "{motif: sun, x: -290, y: -20, scale: 70, angle: 0}",
    )
    return toolkit(
        "A sneaker, its colors, and what can be printed on its side.", 800, SHOE_OUTLINE,
        "[130, 300, 900, 610]", SHOE_COLORS, 60, 12, (30, 160), ("teal", items), tuple(_shoe()),
        tuple(_laces_and_sole()), motifs,
    )  # fmt: skip


def files() -> dict[str, str]:
    """{place under experiments/: what stands there}."""
    motifs = (HERE.parent / "experiments/franke_2010_tshirt_free/materials/shirt/toolkit.yaml").read_text(
        "utf-8"
    )
    motifs = motifs[motifs.index("motifs:\n") :]
    return {
        "norton_2012_2_bird/materials/bird/kit.yaml": bricks("bird", BIRD),
        "norton_2012_2_dog/materials/dog/kit.yaml": bricks("dog", DOG),
        "norton_2012_2_helicopter/materials/helicopter/kit.yaml": bricks("helicopter", HELICOPTER),
        "norton_2012_1a_shelf/materials/shelf/kit.yaml": shelf(),
        "franke_2010_tshirt_free_watch/materials/watch/toolkit.yaml": watch(motifs),
        "franke_2010_tshirt_free_sneaker/materials/sneaker/toolkit.yaml": shoe(motifs),
    }


if __name__ == "__main__":
    for name, text in files().items():
        if len(sys.argv) == 1 or any(wanted in name for wanted in sys.argv[1:]):
            path = HERE.parent / "experiments" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            print(name)
