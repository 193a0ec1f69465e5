"""The columns of a table as the protocol declares them: factors as levels, measures as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from ikea_effect.analysis.exclusions import ONE_ROW_EACH
from ikea_effect.analysis.reading.cells import MISSING, Rejected, as_levels, refusal, rows_written
from ikea_effect.analysis.reading.codes import without_codes, words
from ikea_effect.analysis.reading.columns import cells_of_numbers, number_columns, numbers_if_all
from ikea_effect.analysis.reading.derivations import parts_of, with_worked_out
from ikea_effect.analysis.reading.formats import Written, as_numbers
from ikea_effect.analysis.reading.ids import check_people
from ikea_effect.analysis.reading.markers import NO, YES
from ikea_effect.analysis.reading.options import Reading, written
from ikea_effect.analysis.reading.rules import unknown_words
from ikea_effect.analysis.support import Support, support
from ikea_effect.errors import AnalysisError, did_you_mean, listed
from ikea_effect.protocol.assignments import ROLE
from ikea_effect.protocol.kinds import asked_if, asks, columns_of, form_of, main_column, measure_columns
from ikea_effect.protocol.models import Factor, Protocol

_CHECKED = "ikea_effect_checked"


class Table(NamedTuple):
    """The rows that were read, and what a person should know about them."""

    data: pd.DataFrame
    notes: tuple[str, ...]


def checked(
    protocol: Protocol,
    table: pd.DataFrame,
    rejected: Sequence[Rejected] = (),
    codes: Sequence[str] = (),
    *,
    repeats: bool = False,
) -> Table:
    """The table with factors as levels and measures as numbers; out-of-range values are notes, and kept.

    `rejected` are cells that were rejected before; `codes` stand for no answer. With `repeats` a participant
    may stand in several rows that nothing tells apart.
    Raises: AnalysisError that names every rejected cell.
    """
    if table.attrs.get(_CHECKED) == protocol.sha256 + protocol.id:
        return Table(table, ())
    if not len(table):
        raise AnalysisError("The data hold no participant.")
    rejected = list(rejected)
    notes = _columns(protocol, table)
    data = table.copy(deep=False)
    for factor, declared in protocol.factors.items():
        if declared.within and factor in data.columns and data[factor].isna().all():
            data = data.drop(columns=factor)  # a row holds all levels, in columns of their own
        elif factor in data.columns:
            data[factor] = _leveled(data, factor, declared, rejected)
    for measure in protocol.measures:
        _as_measured(protocol, measure, data, rejected, codes, notes)
    data.attrs[ONE_ROW_EACH] = check_people(protocol, data, rejected, repeats=repeats)
    unknown, unsaid = unknown_words(protocol, data, codes)
    rejected += unknown
    notes += unsaid
    if rejected:
        raise AnalysisError(refusal(rejected))
    _others(protocol, data)
    with_worked_out(protocol, data, notes)
    data.attrs[_CHECKED] = protocol.sha256 + protocol.id
    return Table(data, tuple(notes))


def _as_measured(
    protocol: Protocol,
    measure: str,
    data: pd.DataFrame,
    rejected: list[Rejected],
    codes: Sequence[str],
    notes: list[str],
) -> None:
    """The columns of a measure as its options, or as numbers."""
    form, main = form_of(protocol, measure), main_column(protocol, measure)
    bounds = {f"{measure}.low", f"{measure}.high"}
    if form == "words" or main is None:
        return
    if form == "choice":
        for column in (measure, *measure_columns(protocol, measure)):
            if column in data.columns and not isinstance(data[column].dtype, pd.CategoricalDtype):
                missing = (*MISSING, *codes)
                data[column] = as_levels(data[column], list(main.values), rejected, missing=missing)
                notes += _missing(protocol, measure, data, column)
        return
    empty, how = (*MISSING, *words(codes)), written(protocol, measure, Reading())
    for column in cells_of_numbers(protocol, measure, list(data.columns)):
        data[column] = as_numbers(data[column], rejected, empty, notes, how)
        data[column] = without_codes(data[column], codes, notes)
        notes += _outside(data[column], support(protocol, measure, column), money=form == "amount")
        if column not in bounds and not bounds.issubset(data.columns):
            notes += _missing(protocol, measure, data, column)


def _leveled(data: pd.DataFrame, name: str, declared: Factor, rejected: list[Rejected]) -> pd.Series:
    """The factor's column as levels; who is in another role than it is varied in has none."""
    levels, labels = list(declared.levels), [level.label for level in declared.levels.values()]
    if declared.role is None or ROLE not in data.columns:
        return as_levels(data[name], levels, rejected, labels=labels)
    inside = data[ROLE].astype(object) == declared.role
    return as_levels(data.loc[inside, name], levels, rejected, labels=labels).reindex(data.index)


def _others(protocol: Protocol, data: pd.DataFrame) -> None:
    """The columns besides, by the type that the protocol's parts declare for them."""
    types = {"yoked": "text", **{column.name: column.type for column in columns_of(protocol)}}
    for column in data.columns:
        if column not in protocol.factors and column not in protocol.measures and column != "participant":
            data[column] = _other(data[column], types.get(str(column), ""))


def _columns(protocol: Protocol, table: pd.DataFrame) -> list[str]:
    """Notes on columns that are not there. Raises AnalysisError if nothing could be answered without them."""
    have = [str(column) for column in table.columns]
    factors = [name for name, factor in protocol.factors.items() if name not in have and not factor.within]
    measures = [measure for measure in protocol.measures if not number_columns(measure, have)]
    used = {h.measure for h in protocol.hypotheses} or set(protocol.measures)
    if factors or used.issubset(measures):
        lost = factors or sorted(used)
        hints = "".join(dict.fromkeys(did_you_mean(name, have) for name in lost))
        raise AnalysisError(
            f"The data have no column {listed(lost)}.{hints} Columns: {listed(have)}. "
            f"{_names_below(table, lost) or 'Rename with --map theirs=ours.'}"
        )
    notes = [_without(protocol, measure) for measure in measures if measure in used]
    if "participant" not in have:
        notes.append("The data have no column participant: each row was taken as one participant.")
    return notes


def _names_below(table: pd.DataFrame, lost: Sequence[str]) -> str:
    """What to do where the first row of cells has the names, below a row of headings over several columns."""
    cells = {str(cell).strip() for cell in table.iloc[0]}
    if not (there := [name for name in lost if name in cells]):
        return ""
    return (
        f"Row {table.index[0]} has {listed(there)}: names stand in two rows, the upper one perhaps over "
        "merged cells. Delete the upper one."
    )


def _without(protocol: Protocol, measure: str) -> str:
    parts = parts_of(protocol, measure)
    also = f", nor {listed(parts)}, from which it could be worked out" if parts else ""
    return f"The data have no column {measure}{also}."


def _missing(protocol: Protocol, measure: str, data: pd.DataFrame, name: str) -> list[str]:
    """A note on empty cells of those who were asked; whom no step asks is not missing."""
    column, asked = data[name], _asked(protocol, measure, data)
    lost = column.isna() & asked
    if not lost.any():
        return []
    where = rows_written(column.index[lost], most=50)
    count = f"{int(lost.sum())} of {int(asked.sum())}"
    if rule := asked_if(protocol, measure):
        return [f"{column.name} is empty for {count}; it is asked only if {rule}."]
    return [f"{column.name} is missing for {count} ({where}); left out where it is needed."]


def _asked(protocol: Protocol, measure: str, data: pd.DataFrame) -> pd.Series:
    """Whether each row's condition is asked for the measure; of an unknown condition it is taken to be."""
    between = [name for name, factor in protocol.factors.items() if not factor.within]
    if not set(between) <= set(data.columns):
        return pd.Series(True, index=data.index)
    skipped = [one for one in protocol.conditions if not asks(protocol, measure, one)]
    parts = {part for one in skipped for part in one.items()}
    at = {(name, level): data[name].astype(object).eq(level).to_numpy() for name, level in parts}
    passed = np.zeros(len(data), dtype=bool)
    for condition in skipped:
        passed |= np.logical_and.reduce([at[part] for part in condition.items()])
    return pd.Series(~passed, index=data.index)


def _outside(column: pd.Series, declared: Support, *, money: bool) -> list[str]:
    """Notes on values outside the declared range or off the grid."""
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    found = []
    with np.errstate(invalid="ignore", over="ignore"):
        if declared.low is not None:
            found.append((values < declared.low, f"below {declared.low:g}"))
        if declared.high is not None:
            found.append((values > declared.high, f"above {declared.high:g}"))
        if declared.step:
            steps = (values - (declared.low or 0)) / declared.step
            off = np.abs(steps - np.round(steps)) > 1e-6 * np.maximum(1, np.abs(steps) * 1e-3)
            found.append((off, f"off the grid of {declared.step:g}"))
        elif money:
            found.append((values < 0, "below 0"))
    return [
        f"{column.name}: {_values(values[mask])} {what}, kept ({rows_written(column.index[mask], most=50)})."
        + _ANOTHER_SCALE * bool(mask.sum() == np.isfinite(values).sum() > 1)
        for mask, what in found
        if mask.any()
    ]


_ANOTHER_SCALE = (
    " That is all of them: another unit (cents?) or scale than the protocol's. What each value is, values in "
    "a --mapping file say; a scale of its own needs a copy of the protocol."
)


def _values(values: np.ndarray) -> str:
    shown = ", ".join(f"{value:g}" for value in values[:5]) + (", ..." if len(values) > 5 else "")
    return f"{len(values)} value{'s' if len(values) > 1 else ''} ({shown})"


def _other(column: pd.Series, declared: str) -> pd.Series:
    """A column by its declared type; one of no type by its cells: all numbers, all true or false, or text."""
    if declared in ("text", "time"):
        return column.where(~column.isin(MISSING))
    if declared == "boolean":
        return _truth(column.where(~column.isin(MISSING)), _SAYS_TRUTH)
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return column
    numbers = numbers_if_all(column, Written())
    if pd.api.types.is_numeric_dtype(numbers):
        return numbers
    return _truth(column.where(~column.isin(MISSING)), _TRUTH)


_TRUTH = {"true": True, "false": False}
_SAYS_TRUTH = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
"""What a column that is declared as true or false may say."""


def _truth(column: pd.Series, words: Mapping[str, bool]) -> pd.Series:
    """The column as true and false (missing as None), or as it is where one cell says something else."""
    for cells in (column.iloc[:100], column):  # of a million comments, the first tell
        said = cells.dropna().astype(str).str.strip().str.lower()
        if not said.isin(words).all():
            return column
    truth = pd.Series(None, index=column.index, name=column.name, dtype=object)
    truth[column.notna().to_numpy()] = said.map(words).to_numpy(dtype=object)
    return truth
