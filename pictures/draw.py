"""Draws every picture of this folder anew: python pictures/draw.py [NAME...]"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import clothes  # noqa: E402
import food  # noqa: E402
import household  # noqa: E402
import paper  # noqa: E402
import people  # noqa: E402
import toys  # noqa: E402
import travel  # noqa: E402
from hand import Drawing, keep, painted  # noqa: E402
from shirts import SHIRTS, shirt  # noqa: E402


def drawings() -> dict[str, Drawing]:
    """Every drawing but the shirts, by name (folder/file)."""
    folders = (people, food, clothes, household, toys, paper, travel)
    return {name: drawing for folder in folders for name, drawing in folder.DRAWINGS.items()}


def pictures(wanted: list[str]) -> Iterator[tuple[str, Image.Image]]:
    """The pictures whose names begin with one of those wanted (all without any)."""
    for name, (color, on_it) in SHIRTS.items():
        if _matches(f"shirts/{name}", wanted):
            yield f"shirts/{name}", shirt(color, on_it)
    for name, drawing in drawings().items():
        if _matches(name, wanted):
            yield name, painted(drawing)


def _matches(name: str, wanted: list[str]) -> bool:
    return not wanted or any(name.startswith(one) for one in wanted)


if __name__ == "__main__":
    for name, picture in pictures(sys.argv[1:]):
        keep(picture, HERE / f"{name}.png")
        print(name, (HERE / f"{name}.png").stat().st_size)
