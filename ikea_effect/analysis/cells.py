"""Single cells of a table: text to numbers and levels, and every cell that is neither."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ikea_effect.errors import did_you_mean, listed

LARGEST = 1e15
"""Beyond it an amount in cents is no longer exact."""


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
        text = _text(column[rest])
        codes[rest] = names.get_indexer_for(pd.Index(text))
        unknown = text[~text.isin([*levels, *missing])]
        for value, rows in unknown.groupby(unknown, sort=False):
            said = f"'{value}' is not a level" if value else "is empty; levels are"
            hint = did_you_mean(str(value), levels)
            rejected.append(Rejected(str(column.name), rows.index, f"{said} ({listed(levels)}).{hint}"))
    return pd.Series(pd.Categorical.from_codes(codes, names), index=column.index, name=column.name)


def _text(column: pd.Series) -> pd.Series:
    return column.astype(object).where(column.notna(), "").astype(str).str.strip()


def as_numbers(
    column: pd.Series, rejected: list[Rejected], missing: Sequence[str], notes: list[str]
) -> pd.Series:
    """The column as finite numbers, NaN where a cell is empty; text and infinity are rejected."""
    name = str(column.name)
    if pd.api.types.is_bool_dtype(column):
        rejected.append(Rejected(name, column.index, "holds true and false, not numbers"))
        return column
    numbers = _quickly(column)
    huge = numbers.abs().between(LARGEST, np.inf, inclusive="neither")
    for value, rows in numbers[huge].groupby(numbers[huge], sort=False):
        rejected.append(Rejected(name, rows.index, f"{value:g} is too large to be exact"))
    rest = numbers.isna() | np.isinf(numbers.to_numpy())
    if not rest.any():
        return numbers
    text = _text(column[rest])
    text = text[~text.isin([*missing, "<NA>"])]
    if len(text) and _decimal_commas(text, column, rest):
        notes.append(f"{name} is written with decimal commas.")
        numbers[text.index] = pd.to_numeric(text.str.replace(",", ".", regex=False))
        return numbers
    for value, rows in text.groupby(text, sort=False):
        rejected.append(Rejected(name, rows.index, f"'{value}' is not a number"))
    return numbers


def _quickly(column: pd.Series) -> pd.Series:
    """The column as numbers, NaN for what is none; text goes through Arrow, ten times as fast, if it can."""
    import pyarrow as pa

    if pd.api.types.is_numeric_dtype(column):
        return column.astype(np.float64)
    try:
        values = pa.array(column, type=pa.string()).cast(pa.float64()).to_numpy(zero_copy_only=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pd.to_numeric(column, errors="coerce").astype(np.float64)
    return pd.Series(values, index=column.index, name=column.name)


def _decimal_commas(text: pd.Series, column: pd.Series, rest: pd.Series) -> bool:
    """Whether all failed cells have a decimal comma and no other cell a point: one sign per column."""
    if not text.str.fullmatch(r"[+-]?[0-9]+,[0-9]+").all():
        return False
    return not column[~rest].astype(str).str.contains(".", regex=False).any()
