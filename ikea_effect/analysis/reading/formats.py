"""The numbers of a column, as they are written."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ikea_effect.analysis.reading.cells import Rejected, cell_text

LARGEST = 1e15
"""Beyond it an amount in cents is no longer exact."""


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
    text = cell_text(column[rest])
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
