"""What every kind of file is read into: cells of text below a header."""

from __future__ import annotations

from collections.abc import Mapping
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
