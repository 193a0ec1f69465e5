"""A file's rows and columns as a mapping file says: rows dropped, values renamed, wide made long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from ikea_effect.analysis.basis import LeftOut
from ikea_effect.analysis.reading.answers import with_answers
from ikea_effect.analysis.reading.cells import MISSING, Rejected, rows_written
from ikea_effect.analysis.reading.mapping_file import Column, Long, MappingFile, Rows
from ikea_effect.analysis.reading.price_lists import with_bounds
from ikea_effect.analysis.reading.shapes import LABELS
from ikea_effect.errors import AnalysisError, did_you_mean, listed


class Reshaped(NamedTuple):
    """The files as a mapping says, how many rows they held below their labels, and which were dropped."""

    parts: list[pd.DataFrame]
    read: int
    dropped: tuple[LeftOut, ...] = ()


def reshaped(
    parts: Sequence[pd.DataFrame],
    mapping: MappingFile,
    rejected: list[Rejected],
    notes: list[str],
    counts: Callable[[str], bool] = frozenset[str]().__contains__,
) -> Reshaped:
    """The files as the mapping says. A column that it names has to be in one of them at least.

    `counts` says of a column that the mapping does not name whether something rests on it all the same.
    Raises: AnalysisError for a column that is in none, and for rows that cannot be joined.
    """
    if mapping.answers:
        parts = [with_answers(part, mapping.answers, notes) for part in parts]
    _refuse_unknown(parts, mapping)
    parts = [_without_labels(part, mapping, notes) for part in parts]
    read = sum(map(len, parts))
    parts, dropped = _without_rows(parts, mapping, notes)
    return Reshaped([_in_shape(part, mapping, rejected, notes, counts) for part in parts], read, dropped)


def _without_labels(part: pd.DataFrame, mapping: MappingFile, notes: list[str]) -> pd.DataFrame:
    left = mapping.label_rows - part.attrs.get(LABELS, 0)
    if left <= 0:
        return part
    notes.append(f"{rows_written(part.index[:left])}: labels, as the mapping says; not read as data.")
    return part.iloc[left:]


def _in_shape(
    part: pd.DataFrame,
    mapping: MappingFile,
    rejected: list[Rejected],
    notes: list[str],
    counts: Callable[[str], bool],
) -> pd.DataFrame:
    if mapping.one_row_per in part.columns:
        named = set(theirs_named(mapping.model_copy(update={"drop_rows": ()})))
        part = _joined(part, mapping, notes, lambda column: column in named or counts(column))
    for measure, listed_prices in mapping.price_lists.items():
        part = with_bounds(part, measure, listed_prices, rejected, notes)
    columns = _columns(mapping)
    for ours, column in columns.items():
        part = _in_one_column(part, ours, column, notes)
        part = _with_values(part, ours, column, notes)
    names = {column.column: ours for ours, column in columns.items() if column.column in part.columns}
    taken = [ours for theirs, ours in names.items() if ours in part.columns and ours not in names]
    notes += [f"Their own column {ours} was not read; the mapping says where {ours} is." for ours in taken]
    part = part.drop(columns=taken).rename(columns=names)
    return _long(part, mapping.long, notes) if mapping.long else part


def _columns(mapping: MappingFile) -> dict[str, Column]:
    first = {"participant": Column(column=mapping.participant)} if mapping.participant else {}
    return first | mapping.columns


def theirs_named(mapping: MappingFile) -> Iterator[str]:
    """Every column of theirs that the mapping names."""
    yield from (theirs for column in _columns(mapping).values() for theirs in (column.column, *column.or_in))
    yield from (rows.column for rows in mapping.drop_rows)
    yield from (theirs for prices in mapping.price_lists.values() for theirs in prices.prices)
    if mapping.long:
        yield from (theirs for levels in mapping.long.columns.values() for theirs in levels.values())
    if mapping.one_row_per:
        yield mapping.one_row_per


def _refuse_unknown(parts: Sequence[pd.DataFrame], mapping: MappingFile) -> None:
    every = list(dict.fromkeys(str(column) for part in parts for column in part.columns))
    for theirs in theirs_named(mapping):
        if theirs not in every:
            raise AnalysisError(
                f"The mapping names column '{theirs}', which the data do not have."
                f"{did_you_mean(theirs, every)} Columns: {listed(every)}."
            )


def _without_rows(
    parts: Sequence[pd.DataFrame], mapping: MappingFile, notes: list[str]
) -> tuple[list[pd.DataFrame], tuple[LeftOut, ...]]:
    """The files without the rows that the mapping drops, and how many these were; none is noted."""
    kept, dropped = list(parts), []
    for rows in mapping.drop_rows:
        held = [part for part in kept if rows.column in part.columns]
        said = pd.concat([part[rows.column].str.strip() for part in held])
        notes += _drops_nothing(rows, said)
        if count := int(said.isin(rows.values).sum()):
            which = " or ".join(repr(value) for value in rows.values)
            dropped.append(LeftOut(f"dropped by the mapping: {rows.column} is {which}", count))
        kept = [_without_values(part, rows) for part in kept]
    return kept, tuple(dropped)


def _without_values(part: pd.DataFrame, rows: Rows) -> pd.DataFrame:
    if rows.column not in part.columns:
        return part
    return part[~part[rows.column].str.strip().isin(rows.values)]


def _drops_nothing(rows: Rows, said: pd.Series) -> Iterator[str]:
    """Notes on values that no cell says, where none of them is said or another is written nearly so."""
    found = list(said.drop_duplicates())
    unsaid = [value for value in rows.values if value not in found]
    for value in unsaid:
        near = did_you_mean(value, found)
        if near or len(unsaid) == len(rows.values):
            says = listed([word or "nothing" for word in found[:6]])
            yield f"drop_rows dropped no row where {rows.column} is '{value}'.{near} It says: {says}."


def _joined(
    part: pd.DataFrame, mapping: MappingFile, notes: list[str], counts: Callable[[str], bool]
) -> pd.DataFrame:
    """One row per person: each cell is the only value in their rows. Raises AnalysisError for two."""
    key = str(mapping.one_row_per)
    cells = {column: part[column].str.strip().to_list() for column in part.columns}
    single = {column for column in cells if column != key and counts(column)}
    rows, first = [], []
    for person, places in part.groupby(key, sort=False).indices.items():
        row = []
        for column, texts in cells.items():
            values = [text for text in dict.fromkeys(texts[place] for place in places) if text not in MISSING]
            if column in single and len(values) > 1:
                where = f"{rows_written(part.index[places])}, column {column}"
                where += f": {key} {person} has several values"
                raise AnalysisError(f"{where} ({listed(values[:5])}). Leave rows out with drop_rows.")
            row.append(values[0] if values else "")
        rows.append(row)
        first.append(part.index[places[0]])
    notes.append(f"{len(part)} rows were joined into {len(rows)}, one per {key}.")
    index = pd.Index(first, name=part.index.name)
    data = pd.DataFrame(rows, index=index, columns=part.columns, dtype=part.dtypes.iloc[0])
    data.attrs = part.attrs
    return data


def _in_one_column(part: pd.DataFrame, ours: str, column: Column, notes: list[str]) -> pd.DataFrame:
    """The file with what several columns hold in the first. Raises AnalysisError for two values in a row."""
    theirs = [name for name in (column.column, *column.or_in) if name in part.columns]
    if len(theirs) < 2:
        return part
    cells = part[theirs].apply(lambda one: one.str.strip())
    held = ~cells.isin([*MISSING, *column.missing])
    if (several := held.sum(axis=1) > 1).any():
        where = rows_written(part.index[several], most=10)
        raise AnalysisError(
            f"{where}: {listed(theirs)} hold several values, and {ours} is one of them. Leave rows out with "
            "drop_rows, or name the column that counts alone."
        )
    one = cells.where(held, "").agg("".join, axis=1)
    notes.append(f"{ours} was read from {listed(theirs)}, of which each row holds one.")
    return part.drop(columns=theirs[1:]).assign(**{theirs[0]: one}).rename(columns={theirs[0]: column.column})


def _with_values(part: pd.DataFrame, ours: str, column: Column, notes: list[str]) -> pd.DataFrame:
    """The file with the column's values by our names, and its codes for no answer empty; all at once."""
    theirs = column.column
    if theirs not in part.columns or not (column.values or column.missing):
        return part
    cells = part[theirs].str.strip()
    names = {**column.values, **dict.fromkeys(column.missing, "")}
    counts = cells[cells.isin(list(names))].value_counts(sort=False)
    said = [f"'{value}' as {repr(names[str(value)]) if names[str(value)] else 'missing'} ({count})"
            for value, count in counts.items()]  # fmt: skip
    if said:
        notes.append(f"{theirs} was read as {ours}: {', '.join(said)}.")
    return part.assign(**{theirs: cells.map(names).where(cells.isin(list(names)), part[theirs])})


def _long(part: pd.DataFrame, wide: Long, notes: list[str]) -> pd.DataFrame:
    """The file with a row for each level, the others' columns left out."""
    levels = dict.fromkeys(level for columns in wide.columns.values() for level in columns)
    used = {theirs for columns in wide.columns.values() for theirs in columns.values()}
    if not used <= set(part.columns):
        return part
    rest = part.drop(columns=list(used))
    rows = []
    for level in levels:
        measured = {m: part[columns[level]] for m, columns in wide.columns.items() if level in columns}
        rows.append(rest.assign(**{wide.over: level}, **measured))
    notes.append(f"{len(part)} rows became {len(part) * len(levels)}, one for each of {listed(levels)}.")
    return pd.concat(rows).fillna("")
