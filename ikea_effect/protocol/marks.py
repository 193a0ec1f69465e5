"""Where a value stands: its way from the top of a file, and its line and column."""

from __future__ import annotations

from typing import NamedTuple

Steps = tuple[str | int, ...]
"""The way from the top of a file to one value: ("timeline", 2, "assembly", "good")."""


class Mark(NamedTuple):
    """A place in a file; both count from 1."""

    line: int
    column: int


def written(steps: Steps) -> str:
    """The way as people write it: timeline[2].assembly.good."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return "".join(parts).removeprefix(".")
