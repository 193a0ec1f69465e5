"""The pictures that are drawn for the project: all there, small, and what the check takes."""

from __future__ import annotations

import runpy
from pathlib import Path

from ikea_effect.protocol.picture_files import picture_problem

MOST_BYTES = 40_000


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.png")}


def test_every_drawing_is_kept_as_a_picture_and_nothing_else_is(checkout: Path) -> None:
    program = runpy.run_path(str(checkout / "pictures" / "draw.py"))
    drawn = {*program["drawings"](), *(f"shirts/{name}" for name in program["SHIRTS"])}
    assert names(checkout / "pictures") == drawn


def test_every_picture_is_small_and_whole(checkout: Path) -> None:
    pictures = sorted((checkout / "pictures").rglob("*.png"))
    assert [(path.name, problem) for path in pictures if (problem := picture_problem(path))] == []
    assert [path.name for path in pictures if path.stat().st_size > MOST_BYTES] == []
