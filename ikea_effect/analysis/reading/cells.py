"""Single cells of a table: text to numbers and levels, and every cell that is neither."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ikea_effect.errors import did_you_mean, listed


@dataclass(frozen=True, slots=True)
class Rejected:
    """Cells of one column that cannot be read, and why."""

    column: str
    rows: pd.Index
    what: str

    def __str__(self) -> str:
        return f"  {rows_written(self.rows)}, column {self.column}: {self.what}"


def rows_written(rows: Iterable[object], most: int | None = None) -> str:
    """The rows in words, "row 2" or "rows 2, 4-6": every row (or the first `most`), neighbors joined."""
    found = list(rows)
    if most is not None and len(found) > most:
        return f"{rows_written(found[:most])} and {len(found) - most} more"
    if not all(isinstance(row, int | np.integer) for row in found):
        parts = [str(row) for row in found]
    else:
        parts = _ranges(np.asarray(found, dtype=np.int64))
    return f"row{'s' if len(found) > 1 else ''} {', '.join(parts)}"


def _ranges(rows: np.ndarray) -> list[str]:
    breaks = np.flatnonzero(np.diff(rows) != 1) + 1
    starts, ends = rows[np.r_[0, breaks]], rows[np.r_[breaks - 1, len(rows) - 1]]
    return [str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True)]


def as_levels(
    column: pd.Series, levels: Sequence[str], rejected: list[Rejected], missing: Sequence[str] = ()
) -> pd.Series:
    """The column as one of the levels; unknown ones are rejected."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    names = pd.Index(list(levels))
    codes = names.get_indexer_for(pd.Index(column))
    if (rest := codes < 0).any():
        text = cell_text(column[rest])
        codes[rest] = names.get_indexer_for(pd.Index(text))
        unknown = text[~text.isin([*levels, *missing])]
        for value, rows in unknown.groupby(unknown, sort=False):
            said = f"'{value}' is not a level" if value else "is empty; levels are"
            hint = did_you_mean(str(value), levels)
            rejected.append(Rejected(str(column.name), rows.index, f"{said} ({listed(levels)}).{hint}"))
    return pd.Series(pd.Categorical.from_codes(codes, names), index=column.index, name=column.name)


def cell_text(column: pd.Series) -> pd.Series:
    """The cells as text without spaces around it, "" where there is none."""
    return column.astype(object).where(column.notna(), "").astype(str).str.strip()
