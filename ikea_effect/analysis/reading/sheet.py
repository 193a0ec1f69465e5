"""What every kind of file is read into: cells of text below a header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A file's cells as text, its header, and the row of the first cells.

    `separator` stands between the cells of a text. `value_labels` is {column: {code: label}}, where a file
    says what its codes mean. `short` are the places of rows that end before the header does.
    """

    cells: pd.DataFrame
    header: tuple[str, ...]
    first_row: int
    separator: str = ""
    has_quotes: bool = False
    short: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def header_place(rows: Sequence[Sequence[str]]) -> int:
    """The place of the header: the first row with two cells that say something; titles above it have one."""
    held = [sum(bool(cell.strip()) for cell in row) for row in rows]
    return next((place for place, cells in enumerate(held) if cells > 1), 0)


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """The names of the header; a column without one is called by its place, so that no two are alike."""
    return tuple(name.strip() or f"(column {place})" for place, name in enumerate(header, start=1))


def above_header(lines: int) -> tuple[str, ...]:
    """A note on the lines above the header, where there are any."""
    if not lines:
        return ()
    return (
        f"row{'s' if lines > 1 else ''} {'1-' * (lines > 1)}{lines}: above the header, not read as data.",
    )
