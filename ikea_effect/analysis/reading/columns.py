"""The columns of each file: the same in all files, numbers as numbers by the file's own notation."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from ikea_effect.analysis.reading.cells import MISSING, Rejected
from ikea_effect.analysis.reading.codes import far_out, without_codes, words
from ikea_effect.analysis.reading.files import LABEL, LINES
from ikea_effect.analysis.reading.formats import Written, as_numbers
from ikea_effect.analysis.reading.options import Reading, written
from ikea_effect.analysis.support import support
from ikea_effect.errors import AnalysisError, did_you_mean, listed
from ikea_effect.protocol.kinds import columns_of, form_of
from ikea_effect.protocol.models import Protocol

_PSYCHOPY = ("response", "rt", "started", "stopped", "history", "keys")


def number_columns(measure: str, columns: Sequence[str]) -> list[str]:
    """The measure itself, its bounds (wtp.low, wtp.high), repetitions (wtp.2) and items (wtp.item).

    What PsychoPy keeps of a component of the same name is none: liking.rt is no rating.
    """
    besides = {f"{measure}.{kept}" for kept in _PSYCHOPY}
    held = [column for column in columns if column == measure or column.startswith(f"{measure}.")]
    return [column for column in held if column not in besides]


def cells_of_numbers(protocol: Protocol, measure: str, columns: Sequence[str]) -> list[str]:
    """The columns of the measure that hold numbers, not those of true and false (age.declined)."""
    kinds = {column.name: column.type for column in columns_of(protocol) if column.of == measure}
    held = number_columns(measure, columns)
    return [column for column in held if kinds.get(column) not in ("boolean", "text", "time")]


def holds_numbers(protocol: Protocol, measure: str) -> bool:
    """Whether the measure's cells are numbers: amounts, ratings, counts."""
    return form_of(protocol, measure) in ("amount", "number")


def in_numbers(
    part: pd.DataFrame, protocol: Protocol, reading: Reading, rejected: list[Rejected], notes: list[str]
) -> pd.DataFrame:
    """The file with its measures as numbers, and other columns where every cell is one."""
    data = part.copy(deep=False)
    found: list[str] = []
    for measure in protocol.measures:
        if not holds_numbers(protocol, measure):
            continue
        how = written(protocol, measure, reading)
        for column in cells_of_numbers(protocol, measure, list(data.columns)):
            data[column] = as_numbers(data[column], rejected, (*MISSING, *words(reading.missing)), found, how)
    declared = ("participant", "yoked", *protocol.factors, *protocol.measures)
    for column in data.columns:
        if not any(number_columns(name, [str(column)]) for name in declared):
            data[column] = numbers_if_all(data[column], Written(reading.decimal, reading.thousands))
    where = f"{part.attrs[LABEL]}: " if part.attrs.get(LABEL) else ""
    notes += [f"{where}{note}" for note in found]
    return data


def numbers_if_all(column: pd.Series, how: Written) -> pd.Series:
    """The column as numbers where every cell is one, in one reading; else as it is."""
    numbers = column
    first = [column.iloc[:100]] if len(column) > 100 else []  # nearly always these tell that it is words
    for cells in (*first, column):
        rejected: list[Rejected] = []
        numbers = as_numbers(cells, rejected, MISSING, [], how)
        if rejected:
            return column
    return numbers


def broken_cells(part: pd.DataFrame, protocol: Protocol) -> list[Rejected]:
    """Cells with a line break in a declared column that is no free text: a quotation mark too many."""
    words = {name for name in protocol.measures if form_of(protocol, name) == "words"}
    declared = [name for name in ("participant", *protocol.factors, *protocol.measures) if name not in words]
    lines = part.attrs.get(LINES, {})
    held = part.loc[[row for row in lines if row in part.index], [c for c in declared if c in part.columns]]
    return [
        Rejected(str(column), held.index[place : place + 1], f"holds a line break (line {lines[row]})")
        for column in held.columns
        for place, row in enumerate(held.index)
        if re.search("[\r\n]", str(held.iloc[place][column]))
    ]


def unexplained(data: pd.DataFrame, protocol: Protocol, reading: Reading) -> list[Rejected]:
    """Numbers that look like a code for a missing answer, or like a date, and were not said to be one."""
    asked: list[Rejected] = []
    for measure in protocol.measures:
        if reading.codes_are_values or not holds_numbers(protocol, measure):
            continue
        money = form_of(protocol, measure) == "amount"
        for column in cells_of_numbers(protocol, measure, list(data.columns)):
            if pd.api.types.is_float_dtype(data[column]):
                known = without_codes(data[column], reading.missing, [])
                asked += far_out(known, support(protocol, measure), money=money)
    return asked


def same_columns(parts: Sequence[pd.DataFrame], protocol: Protocol) -> None:
    """Raises AnalysisError where a file lacks a column that another has: its people would be lost."""
    every = {str(column) for part in parts for column in part.columns}
    used = [hypothesis.measure for hypothesis in protocol.hypotheses] or list(protocol.measures)
    for name in dict.fromkeys(("participant", *protocol.factors, *used)):
        for part in parts:
            have = [str(column) for column in part.columns]
            if number_columns(name, have) or not number_columns(name, list(every)):
                continue
            raise AnalysisError(
                f"{part.attrs.get(LABEL)} has no column {name}, which another file has."
                f"{did_you_mean(name, have)} Columns: {listed(have)}. Rename with --map theirs={name}."
            )
