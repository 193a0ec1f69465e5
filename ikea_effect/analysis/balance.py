"""Whether randomization made comparable cells: counts, and standardized differences without tests."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ikea_effect.analysis.question import Values
from ikea_effect.protocol.models import Protocol


@dataclass(frozen=True, slots=True)
class Difference:
    """How far two cells are apart on one column (one level of it, if it holds text), in pooled SDs.

    Source: Austin (2009). None where neither cell varies and yet they differ.
    """

    column: str
    high: str
    low: str
    standardized: float | None
    means: tuple[float, float]


def cell_names(protocol: Protocol, table: pd.DataFrame) -> pd.Series:
    """Each row's cell: "level", or "factor=level,factor=level" of the factors between participants."""
    between = [
        name for name, factor in protocol.factors.items() if not factor.within and name in table.columns
    ]
    if len(between) == 1:
        return table[between[0]].astype(str)
    found = pd.Series("", index=table.index)
    for name in between:  # whoever is in a role without the factor has no level of it
        part = (name + "=" + table[name].astype(str)).where(table[name].notna(), "")
        found = found + np.where((found != "") & (part != ""), ",", "") + part
    return found


def counts(protocol: Protocol, table: pd.DataFrame) -> dict[str, int]:
    """How many rows each cell holds, in the order in which cells are declared."""
    found = cell_names(protocol, table).value_counts()
    keys = [list(condition.items()) for condition in protocol.conditions]
    alone = all(len(pairs) == 1 for pairs in keys)
    names = [pairs[0][1] if alone else ",".join(f"{f}={v}" for f, v in pairs) for pairs in keys]
    return {name: int(found.get(name, 0)) for name in names}


def differences(protocol: Protocol, table: pd.DataFrame, columns: Sequence[str]) -> tuple[Difference, ...]:
    """Every two cells compared on every column: what stood fixed before the assignment (age, gender)."""
    cells = cell_names(protocol, table)
    names = [name for name, count in counts(protocol, table).items() if count]
    found = []
    for column in columns:
        for shown, values in _numbers(table[column]).items():
            groups = {name: values[(cells == name).to_numpy() & np.isfinite(values)] for name in names}
            found += [_difference(shown, high, low, groups) for high, low in itertools.combinations(names, 2)]
    return tuple(found)


def _numbers(column: pd.Series) -> dict[str, Values]:
    """The column's numbers; a column of text as one share per level."""
    name = str(column.name)
    if pd.api.types.is_numeric_dtype(column):
        return {name: column.to_numpy(dtype=np.float64, na_value=np.nan)}
    text = column.astype(object)
    levels = sorted(str(level) for level in text.dropna().unique())
    return {
        f"{name}={level}": np.where(text.isna(), np.nan, (text.astype(str) == level).astype(np.float64))
        for level in levels
    }


def _difference(column: str, high: str, low: str, groups: dict[str, Values]) -> Difference:
    one, other = groups[high], groups[low]
    if not len(one) or not len(other):
        return Difference(column, high, low, None, (math.nan, math.nan))
    means = (float(one.mean()), float(other.mean()))
    spread = math.sqrt((_variance(one) + _variance(other)) / 2)
    if spread == 0:
        return Difference(column, high, low, 0.0 if means[0] == means[1] else None, means)
    return Difference(column, high, low, (means[0] - means[1]) / spread, means)


def _variance(values: Values) -> float:
    return float(values.var(ddof=1)) if len(values) > 1 else 0.0
