"""A table from elsewhere, read as what the protocol declares: nothing is coerced in silence."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ikea_effect.analysis.cells import Rejected, as_levels, as_numbers, rows_written
from ikea_effect.analysis.exclusions import ONE_ROW_EACH
from ikea_effect.analysis.support import Support, support
from ikea_effect.errors import AnalysisError, did_you_mean, listed
from ikea_effect.protocol.measures import ChoiceMeasure, FreeText, MoneyMeasure
from ikea_effect.protocol.models import Protocol

MISSING = ("", "NA", "NaN", "nan", "N/A")
_CHECKED = "ikea_effect_checked"


class Table(NamedTuple):
    """The rows that were read, and what a person should know about them."""

    data: pd.DataFrame
    notes: tuple[str, ...]


def read_table(
    path: Path | Sequence[Path], protocol: Protocol, mapping: Mapping[str, str] | None = None
) -> Table:
    """The CSV (or several, one below the other) with columns participant, factors and measures.

    `mapping` renames columns {"theirs": "ours"} and levels {"their column:their value": "our level"}.
    Takes commas, semicolons or tabs; decimal points or commas; UTF-8 with or without byte order mark; the
    second header row of Qualtrics; the wide export of oTree.
    Raises: AnalysisError that names every rejected cell by row and column (the header is row 1).
    """
    paths = [path] if isinstance(path, Path) else list(path)
    notes: list[str] = []
    frames = [_without_second_header(_read(one, several=len(paths) > 1), notes) for one in paths]
    data = pd.concat(frames).fillna("") if len(frames) > 1 else frames[0]
    data = _renamed(data, protocol, mapping or {}, notes)
    data, found = checked(protocol, data)
    return Table(data, (*notes, *found))


def _read(path: Path, *, several: bool) -> pd.DataFrame:
    """Every cell as text; the index is the row in the file."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise AnalysisError(f"{path} cannot be read: {error.strerror}.") from error
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        first = raw[:100_000].decode(encoding, errors="ignore").partition("\n")[0]
        sign = _separator(first)
        as_text: dict[str, Any] = {
            "dtype": str, "keep_default_na": False, "skip_blank_lines": False, "header": None,
        }  # fmt: skip
        data = pd.read_csv(io.BytesIO(raw), sep=sign, encoding=encoding, **as_text).fillna("")
    except UnicodeDecodeError as error:
        raise AnalysisError(f"{path} is not UTF-8 (byte {error.start}). Save it as CSV UTF-8.") from error
    except pd.errors.EmptyDataError as error:
        raise AnalysisError(f"{path} is empty.") from error
    except pd.errors.ParserError as error:
        said = str(error).removeprefix("Error tokenizing data. C error: ")
        hint = "Decimal commas need ';' between cells."
        raise AnalysisError(f"{path} is not a table: {said.strip()}. {hint}") from error
    header = [str(name).strip() for name in data.iloc[0]]
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        raise AnalysisError(f"{path} has several columns named {listed(twice)}.")
    data = data.iloc[1:].set_axis(header, axis=1)
    data.index = pd.Index(np.arange(2, len(data) + 2), name="row")
    data = pd.DataFrame(data[~_blank(data)])
    if several:
        data.index = pd.Index([f"{path.name}:{row}" for row in data.index], name="row")
    return data


def _blank(data: pd.DataFrame) -> NDArray[np.bool_]:
    blank = np.array(data.iloc[:, 0] == "")
    if blank.any():
        blank[blank] = (data[blank] == "").all(axis=1).to_numpy()
    return blank


def _separator(first: str) -> str:
    """The sign that parts the cells of the first line, outside quotes."""
    bare = re.sub(r'"[^"]*"', "", first)
    return max(",;\t", key=bare.count)


def _renamed(
    data: pd.DataFrame, protocol: Protocol, mapping: Mapping[str, str], notes: list[str]
) -> pd.DataFrame:
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
    data = data.rename(columns=columns)
    return _from_otree(data, protocol, notes)


def _cells_that_say(column: pd.Series, value: str, ours: str) -> pd.Series:
    """Which cells hold the value that is to be renamed. Raises AnalysisError if none does."""
    text = column.str.strip()
    if not (named := text == value.strip()).any():
        found = [str(one) for one in text.drop_duplicates().iloc[:12]]
        said = f"--map {column.name}:{value}={ours}: no cell of {column.name} says '{value}'."
        raise AnalysisError(f"{said}{did_you_mean(value, found)} It says: {listed(found)}.")
    return named


def _from_otree(data: pd.DataFrame, protocol: Protocol, notes: list[str]) -> pd.DataFrame:
    """oTree's `participant.code` and `<app>.1.player.<field>`, where the plain names are not there."""
    if "participant.code" not in data.columns:
        return data
    wanted = {"participant.code": "participant"} if "participant" not in data.columns else {}
    for ours in (*protocol.factors, *protocol.measures):
        ends = [column for column in data.columns if re.fullmatch(rf".*\.player\.{re.escape(ours)}", column)]
        if ours not in data.columns and len(ends) == 1:
            wanted[ends[0]] = ours
        elif ours not in data.columns and ends:
            notes.append(f"Each of {listed(ends)} could be {ours}: say which with --map {ends[0]}={ours}.")
    notes.extend(f"Column {theirs} was read as {ours}." for theirs, ours in wanted.items())
    return data.rename(columns=wanted)


def _without_second_header(data: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Qualtrics' rows of question texts and ImportIds, which are no participants."""
    head = data.iloc[:2]
    marks = head.apply(lambda row: row.str.contains('"ImportId"', regex=False).any(), axis=1)
    if not len(head) or not marks.any():
        return data
    last = int(np.flatnonzero(marks.to_numpy())[-1]) + 1
    notes.append(f"{rows_written(data.index[:last])}: Qualtrics' second header, not read as data.")
    return data.iloc[last:]


def checked(protocol: Protocol, table: pd.DataFrame) -> Table:
    """The table with factors as levels and measures as numbers; out-of-range values are notes, and kept.

    Raises: AnalysisError that names every rejected cell.
    """
    if table.attrs.get(_CHECKED) == protocol.sha256 + protocol.id:
        return Table(table, ())
    if not len(table):
        raise AnalysisError("The data hold no participant.")
    rejected: list[Rejected] = []
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
                data[measure] = as_levels(data[measure], list(kind.options), rejected, missing=MISSING)
                notes += _missing(data[measure])
            continue
        bounds = {f"{measure}.low", f"{measure}.high"}
        for column in _number_columns(measure, list(data.columns)):
            data[column] = as_numbers(data[column], rejected, missing=MISSING, notes=notes)
            notes += _outside(data[column], support(protocol, measure), money=isinstance(kind, MoneyMeasure))
            if column not in bounds and not bounds.issubset(data.columns):
                notes += _missing(data[column])
    data.attrs[ONE_ROW_EACH] = _participants(protocol, data, rejected)
    if rejected:
        raise AnalysisError("\n".join(["The data are not what the protocol declares:", *map(str, rejected)]))
    for column in data.columns:
        if column not in protocol.factors and column not in protocol.measures and column != "participant":
            data[column] = _other(data[column])
    data.attrs[_CHECKED] = protocol.sha256 + protocol.id
    return Table(data, tuple(notes))


def _number_columns(measure: str, columns: list[str]) -> list[str]:
    """The measure itself, its bounds (wtp.low, wtp.high), repetitions (wtp.2) and items (wtp.item)."""
    return [column for column in columns if column == measure or column.startswith(f"{measure}.")]


def _columns(protocol: Protocol, table: pd.DataFrame) -> list[str]:
    """Notes on columns that are not there. Raises AnalysisError if nothing could be answered without them."""
    have = [str(column) for column in table.columns]
    factors = [name for name, factor in protocol.factors.items() if name not in have and not factor.within]
    measures = [measure for measure in protocol.measures if not _number_columns(measure, have)]
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
