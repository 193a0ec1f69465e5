"""The columns of each file: the same in all files, numbers as numbers by the file's own notation."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ikea_effect.analysis.reading.cells import MISSING, Rejected
from ikea_effect.analysis.reading.codes import far_out, without_codes, words
from ikea_effect.analysis.reading.formats import as_numbers
from ikea_effect.analysis.reading.options import Reading, written
from ikea_effect.analysis.support import support
from ikea_effect.errors import AnalysisError, did_you_mean, listed
from ikea_effect.protocol.measures import ChoiceMeasure, FreeText, MoneyMeasure
from ikea_effect.protocol.models import Protocol

LABEL = "file"
"""The attribute of a frame with the name by which its file is told from others; "" for a file alone."""


def number_columns(measure: str, columns: Sequence[str]) -> list[str]:
    """The measure itself, its bounds (wtp.low, wtp.high), repetitions (wtp.2) and items (wtp.item)."""
    return [column for column in columns if column == measure or column.startswith(f"{measure}.")]


def in_numbers(
    part: pd.DataFrame, protocol: Protocol, reading: Reading, rejected: list[Rejected], notes: list[str]
) -> pd.DataFrame:
    """The file with the columns of its measures as numbers."""
    data = part.copy(deep=False)
    found: list[str] = []
    for measure, kind in protocol.measures.items():
        if isinstance(kind, FreeText | ChoiceMeasure):
            continue
        how = written(protocol, measure, reading)
        for column in number_columns(measure, list(data.columns)):
            data[column] = as_numbers(data[column], rejected, (*MISSING, *words(reading.missing)), found, how)
    where = f"{part.attrs[LABEL]}: " if part.attrs.get(LABEL) else ""
    notes += [f"{where}{note}" for note in found]
    return data


def unexplained(data: pd.DataFrame, protocol: Protocol, reading: Reading) -> list[Rejected]:
    """Numbers that look like a code for a missing answer, or like a date, and were not said to be one."""
    asked: list[Rejected] = []
    for measure, kind in protocol.measures.items():
        if reading.codes_are_values or isinstance(kind, FreeText | ChoiceMeasure):
            continue
        for column in number_columns(measure, list(data.columns)):
            if pd.api.types.is_float_dtype(data[column]):
                known = without_codes(data[column], reading.missing, [])
                asked += far_out(known, support(protocol, measure), money=isinstance(kind, MoneyMeasure))
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
