"""Codes that stand for no answer (999, -99), and numbers that a spreadsheet made of something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ikea_effect.analysis.reading.cells import Rejected, rows_written
from ikea_effect.analysis.support import Support

_CODE = re.compile(r"-?(7{2,6}|8{2,6}|9{2,6})")
_SHORT_CODE = re.compile(r"-1|-?[789]")
_FAR = 3
"""How many times the largest usual value: a bid beyond the range is not yet a code."""
_DAYS = (36_526, 54_788)
"""The years 2000 to 2049 as a spreadsheet counts days."""


def without_codes(column: pd.Series, codes: Sequence[str], notes: list[str]) -> pd.Series:
    """The numbers without the values that stand for no answer."""
    values = [float(code) for code in codes if _is_number(code)]
    coded = column.isin(values)
    if not values or not coded.any():
        return column
    for value, rows in column[coded].groupby(column[coded]):
        notes.append(f"{column.name}: {value:g} was read as missing ({rows_written(rows.index, most=50)}).")
    return column.mask(coded)


def words(codes: Sequence[str]) -> tuple[str, ...]:
    """The codes that are no numbers, such as "refused"."""
    return tuple(code for code in codes if not _is_number(code))


def _is_number(code: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", code) is not None


def far_out(column: pd.Series, declared: Support, *, money: bool) -> list[Rejected]:
    """Values outside the declared range that look like a code or a date, each with what to say about it."""
    values = column.to_numpy(dtype=np.float64)
    outside = _outside(values, declared, money=money)
    beyond = np.unique(values[outside])
    usual = _usual(values[~outside], beyond)
    asked = []
    for value in beyond:
        if (what := _looks_like(float(value), beyond, usual, money=money)) is not None:
            sentence = f"{value:.15g} {what}. --missing={value:.15g} leaves it out; --missing none keeps it"
            asked.append(Rejected(str(column.name), column.index[values == value], sentence))
    return asked


def _outside(values: NDArray[np.float64], declared: Support, *, money: bool) -> NDArray[np.bool_]:
    """Which values are outside the declared range; of amounts without a range, all but zero may be."""
    least = 0.0 if declared.low is None and money else declared.low
    most = 0.0 if declared.high is None and money else declared.high
    with np.errstate(invalid="ignore"):
        below = np.zeros(len(values), dtype=bool) if least is None else values < least
        return below if most is None else below | (values > most)


def _usual(inside: NDArray[np.float64], beyond: NDArray[np.float64]) -> float:
    """The largest size of a value that is no code; of those beyond the range the last does not count."""
    inside = inside[np.isfinite(inside)]
    plain = [abs(float(value)) for value in beyond if not _is_code(value)]
    return float(max(np.max(np.abs(inside), initial=0), *sorted(plain)[:-1], 0.0))


def _is_code(value: float) -> bool:
    written = f"{value:.15g}"
    return _CODE.fullmatch(written) is not None or _SHORT_CODE.fullmatch(written) is not None


def _looks_like(value: float, beyond: NDArray[np.float64], usual: float, *, money: bool) -> str | None:
    """What a value outside the range may stand for, or None: a value like any other."""
    written = f"{value:.15g}"
    if _CODE.fullmatch(written) and (value > _FAR * usual or value < 0):
        return "may stand for a missing answer"
    lone = all(_is_code(other) for other in beyond)
    if _SHORT_CODE.fullmatch(written) and lone and (value < 0 or not money):
        return "is out of range and may stand for a missing answer"
    if money and _DAYS[0] <= value <= _DAYS[1] and value > _FAR * usual and value == int(value):
        day = date(1899, 12, 30) + timedelta(days=int(value))
        return f"may be a date ({day}), which spreadsheets make of numbers such as 1.5"
    return None
