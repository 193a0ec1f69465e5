"""Columns and values renamed to what the protocol calls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ikea_effect.analysis.reading.files import LABEL, VALUE_LABELS
from ikea_effect.analysis.reading.ids import NOT_THE_PERSON
from ikea_effect.errors import AnalysisError, did_you_mean, listed
from ikea_effect.protocol.kinds import main_column
from ikea_effect.protocol.models import Protocol


def renamed(
    parts: Sequence[pd.DataFrame], protocol: Protocol, names: Mapping[str, str], notes: list[str]
) -> list[pd.DataFrame]:
    """The files with their columns and values by our names. A name has to be in one of the files at least.

    Raises: AnalysisError for a name that is in none.
    """
    every = list(dict.fromkeys(str(column) for part in parts for column in part.columns))
    ours_too = {*protocol.factors, *protocol.measures, *protocol.other_columns}
    apart = {theirs for theirs, ours in names.items() if ours == NOT_THE_PERSON and theirs in every}
    apart = set() if NOT_THE_PERSON in ours_too else apart
    columns = {theirs: ours for theirs, ours in names.items() if theirs in every and theirs not in apart}
    values: dict[str, dict[str, str]] = {}
    for theirs, ours in names.items():
        if theirs not in columns and theirs not in apart:
            column, value = _value_in(parts, theirs, ours, every, notes)
            values.setdefault(column, {})[value] = ours
    parts = [_with_values(part, values) for part in parts]
    parts = [_with_capitals(_with_names(part, columns), protocol, notes) for part in parts]
    return [_with_labels(part, columns, protocol, notes) for part in parts]


def _with_names(part: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    columns = {theirs: ours for theirs, ours in names.items() if theirs in part.columns}
    renames = list(columns.values())
    for theirs, ours in columns.items():
        if ours in part.columns and ours != theirs and ours not in columns:
            raise AnalysisError(f"--map {theirs}={ours}: the data already have a column {ours}.")
        if renames.count(ours) > 1:
            raise AnalysisError(f"--map {theirs}={ours}: several columns are to be named {ours}.")
    return part.rename(columns=columns)


def _with_capitals(part: pd.DataFrame, protocol: Protocol, notes: list[str]) -> pd.DataFrame:
    """The file with WTP read as wtp, where no column has the name itself and one has it in capitals."""
    names: dict[str, str] = {}
    for ours in ("participant", *protocol.factors, *protocol.measures):
        near = [str(column) for column in part.columns if str(column).lower() == ours.lower()]
        if ours not in near and len(near) == 1:
            names[near[0]] = ours
    where = f" in {part.attrs[LABEL]}" if part.attrs.get(LABEL) else ""
    notes += [f"Column {theirs}{where} was read as {ours}." for theirs, ours in names.items()]
    return part.rename(columns=names)


def _with_labels(
    part: pd.DataFrame, columns: Mapping[str, str], protocol: Protocol, notes: list[str]
) -> pd.DataFrame:
    """The file with the labels that SPSS or Stata keeps beside codes, where these are the declared levels."""
    declared = {name: list(factor.levels) for name, factor in protocol.factors.items()}
    for name in protocol.measures:
        if (column := main_column(protocol, name)) is not None and column.values:
            declared[name] = list(column.values)
    for theirs, named in part.attrs.get(VALUE_LABELS, {}).items():
        ours = columns.get(theirs, theirs)
        if ours in part.columns and ours in declared and not part[ours].isin(declared[ours]).any():
            part = part.assign(**{ours: part[ours].replace(dict(named))})
            said = ", ".join(f"{code} {label}" for code, label in named.items())
            notes.append(f"{theirs}: codes were read as the file labels them ({said}).")
    return part


def _value_in(
    parts: Sequence[pd.DataFrame], theirs: str, ours: str, every: Sequence[str], notes: list[str]
) -> tuple[str, str]:
    """Column and value of "their column:their value". Raises AnalysisError if no cell holds it."""
    column, colon, value = (part.strip() for part in theirs.rpartition(":"))
    if not colon or column not in every:
        raise AnalysisError(
            f"--map names column '{column or theirs}', which the data do not have."
            f"{did_you_mean(column or theirs, every)} Columns: {listed(every)}."
        )
    cells = pd.concat([part[column] for part in parts if column in part.columns]).str.strip()
    named = {
        label: code
        for part in parts
        for code, label in part.attrs.get(VALUE_LABELS, {}).get(column, {}).items()
    }
    value = value if (cells == value).any() else named.get(value, value)
    count = int((cells == value).sum())
    if not count:
        found = [str(one) for one in cells.drop_duplicates().iloc[:12]]
        said = f"--map {theirs}={ours}: no cell of {column} says '{value}'."
        raise AnalysisError(f"{said}{did_you_mean(value, found)} It says: {listed(found)}.")
    notes.append(f"{column}: '{value}' was read as '{ours}' in {count} cell{'s' * (count > 1)}.")
    return column, value


def _with_values(part: pd.DataFrame, values: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """The file with its values renamed, all at once: two can change places."""
    data = part.copy(deep=False)
    for column, names in values.items():
        if column in data.columns:
            cells = data[column].str.strip()
            data[column] = cells.map(names).where(cells.isin(list(names)), data[column])
    return data
