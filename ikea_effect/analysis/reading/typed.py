"""The columns of a table as the protocol declares them: factors as levels, measures as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from ikea_effect.analysis.exclusions import ONE_ROW_EACH
from ikea_effect.analysis.reading.cells import MISSING, Rejected, as_levels, in_order, rows_written
from ikea_effect.analysis.reading.codes import without_codes, words
from ikea_effect.analysis.reading.columns import number_columns
from ikea_effect.analysis.reading.formats import as_numbers
from ikea_effect.analysis.reading.options import Reading, written
from ikea_effect.analysis.support import Support, support
from ikea_effect.errors import AnalysisError, did_you_mean, listed
from ikea_effect.protocol.measures import ChoiceMeasure, FreeText, MoneyMeasure
from ikea_effect.protocol.models import Protocol

_CHECKED = "ikea_effect_checked"


class Table(NamedTuple):
    """The rows that were read, and what a person should know about them."""

    data: pd.DataFrame
    notes: tuple[str, ...]


def checked(
    protocol: Protocol, table: pd.DataFrame, rejected: Sequence[Rejected] = (), codes: Sequence[str] = ()
) -> Table:
    """The table with factors as levels and measures as numbers; out-of-range values are notes, and kept.

    `rejected` are cells that were rejected before; `codes` stand for no answer.
    Raises: AnalysisError that names every rejected cell.
    """
    if table.attrs.get(_CHECKED) == protocol.sha256 + protocol.id:
        return Table(table, ())
    if not len(table):
        raise AnalysisError("The data hold no participant.")
    rejected = list(rejected)
    missing = (*MISSING, *codes)
    notes = _columns(protocol, table)
    data = table.copy(deep=False)
    for factor, declared in protocol.factors.items():
        if declared.within and factor in data.columns and data[factor].isna().all():
            data = data.drop(columns=factor)  # a row holds all levels, in columns of their own
        elif factor in data.columns:
            data[factor] = as_levels(data[factor], list(declared.levels), rejected)
    for measure, kind in protocol.measures.items():
        if isinstance(kind, FreeText):
            continue
        if isinstance(kind, ChoiceMeasure):
            if measure in data.columns:
                data[measure] = as_levels(data[measure], list(kind.options), rejected, missing=missing)
                notes += _missing(data[measure])
            continue
        bounds = {f"{measure}.low", f"{measure}.high"}
        for column in number_columns(measure, list(data.columns)):
            data[column] = as_numbers(
                data[column],
                rejected,
                (*MISSING, *words(codes)),
                notes,
                written(protocol, measure, Reading()),
            )
            data[column] = without_codes(data[column], codes, notes)
            notes += _outside(data[column], support(protocol, measure), money=isinstance(kind, MoneyMeasure))
            if column not in bounds and not bounds.issubset(data.columns):
                notes += _missing(data[column])
    data.attrs[ONE_ROW_EACH] = _participants(protocol, data, rejected)
    if rejected:
        raise AnalysisError(
            "\n".join(["The data are not what the protocol declares:", *map(str, in_order(rejected))])
        )
    for column in data.columns:
        if column not in protocol.factors and column not in protocol.measures and column != "participant":
            data[column] = _other(data[column])
    data.attrs[_CHECKED] = protocol.sha256 + protocol.id
    return Table(data, tuple(notes))


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
            "Rename with --map theirs=ours."
        )
    notes = [f"The data have no column {measure}." for measure in measures if measure in used]
    if "participant" not in have:
        notes.append("The data have no column participant: each row was taken as one participant.")
    return notes


def _participants(protocol: Protocol, data: pd.DataFrame, rejected: list[Rejected]) -> bool:
    """Rejects participants without an id and the same one twice in a cell; whether each has one row only."""
    if "participant" not in data.columns:
        return True
    ids = data["participant"]
    empty = ids.isna() | (ids.astype(str).str.strip() == "")
    if empty.any():
        rejected.append(Rejected("participant", data.index[empty], "is empty"))
    within = [name for name, factor in protocol.factors.items() if factor.within and name in data.columns]
    key = ["participant", *within, *(name for name in ("repetition",) if name in data.columns)]
    twice = data.duplicated(key, keep=False) & ~empty
    for name, rows in data[twice].groupby("participant", sort=False):
        rejected.append(Rejected("participant", rows.index, f"'{name}' stands more than once"))
    return key == ["participant"]


def _missing(column: pd.Series) -> list[str]:
    lost = column.isna()
    if not lost.any():
        return []
    where = rows_written(column.index[lost], most=50)
    count = f"{int(lost.sum())} of {len(column)}"
    return [f"{column.name} is missing for {count} ({where}); left out where it is needed."]


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
        for mask, what in found
        if mask.any()
    ]


def _values(values: np.ndarray) -> str:
    shown = ", ".join(f"{value:g}" for value in values[:5]) + (", ..." if len(values) > 5 else "")
    return f"{len(values)} value{'s' if len(values) > 1 else ''} ({shown})"


def _other(column: pd.Series) -> pd.Series:
    """A column of text as numbers where every cell is one."""
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return column
    if not _like_numbers(column.iloc[:100]):
        return column.where(~column.isin(MISSING))
    missing = column.isna() | column.isin(MISSING)
    numbers = pd.to_numeric(column.where(~missing), errors="coerce")
    return numbers if (numbers.notna() | missing).all() else column.where(~missing)


def _like_numbers(column: pd.Series) -> bool:
    held = column[column.notna() & ~column.isin(MISSING)]
    return len(held) == 0 or bool(pd.to_numeric(held, errors="coerce").notna().all())
