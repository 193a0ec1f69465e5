"""Columns and values renamed to what the protocol calls them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ikea_effect.errors import AnalysisError, did_you_mean, listed


def renamed(data: pd.DataFrame, mapping: Mapping[str, str]) -> pd.DataFrame:
    """The data with their columns and levels by our names.

    Raises: AnalysisError for a name that is not there.
    """
    columns = {theirs: ours for theirs, ours in mapping.items() if theirs in data.columns}
    levels = {theirs: ours for theirs, ours in mapping.items() if theirs not in data.columns}
    as_read = data
    for theirs, ours in levels.items():
        column, colon, value = theirs.rpartition(":")
        if not colon or column not in data.columns:
            raise AnalysisError(
                f"--map names column '{column or theirs}', which the data do not have."
                f"{did_you_mean(column or theirs, data.columns)} Columns: {listed(data.columns)}."
            )
        named = _cells_that_say(as_read[column], value, ours)
        data = data.assign(**{column: data[column].mask(named, ours)})
    names = list(columns.values())
    for theirs, ours in columns.items():
        if ours in data.columns and ours != theirs and ours not in columns:
            raise AnalysisError(f"--map {theirs}={ours}: the data already have a column {ours}.")
        if names.count(ours) > 1:
            raise AnalysisError(f"--map {theirs}={ours}: several columns are to be named {ours}.")
    return data.rename(columns=columns)


def _cells_that_say(column: pd.Series, value: str, ours: str) -> pd.Series:
    """Which cells hold the value that is to be renamed. Raises AnalysisError if none does."""
    text = column.str.strip()
    if not (named := text == value.strip()).any():
        found = [str(one) for one in text.drop_duplicates().iloc[:12]]
        said = f"--map {column.name}:{value}={ours}: no cell of {column.name} says '{value}'."
        raise AnalysisError(f"{said}{did_you_mean(value, found)} It says: {listed(found)}.")
    return named
