"""Quotation marks of a CSV: one that is never closed, or closed elsewhere, swallows the rows between."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from ikea_effect.errors import AnalysisError

_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'"(?:[^"]++|"")*+"')
_NUMBER = re.compile(r"[-+]?[0-9]*[.,]?[0-9]+")


def refuse_stray_quotes(text: str, separator: str, path: Path) -> None:
    """Raises AnalysisError for a quoted cell that is never closed, or goes on after it is closed."""
    edge = re.escape(separator) + r"\r\n"
    whole = re.compile(rf'(?<![^{edge}])"[^"\r\n]*"(?![^{edge}])')
    if '"' not in whole.sub("", text):
        return  # nearly always: each quoted cell begins and ends within one line
    opening = re.compile(rf'(?<![^{edge}])"')
    place = 0
    while (start := opening.search(text, place)) is not None:
        cell = _QUOTED.match(text, start.start())
        where = f"{path}, line {_line(text, start.start())}: a cell opens with a quotation mark that is"
        if cell is None:
            raise AnalysisError(f"{where} never closed. Delete it, or close it where the cell ends.")
        place = cell.end()
        if place < len(text) and text[place] not in f"{separator}\r\n":
            raise AnalysisError(
                f"{where} closed inside a cell, in line {_line(text, place)}. "
                "Delete it, or write it twice inside a quoted cell."
            )


def _line(text: str, place: int) -> int:
    return len(_LINE_END.findall(text[:place])) + 1


def lines_of_breaks(data: pd.DataFrame, first_row: int) -> dict[tuple[int, int], int]:
    """{(row, column): the line in which the cell opens} of each cell with a line break, by position."""
    breaks = np.column_stack(
        [data.iloc[:, place].fillna("").str.count(_LINE_END.pattern) for place in range(len(data.columns))]
    ).astype(int)
    above = first_row + np.r_[0, np.cumsum(1 + breaks.sum(axis=1))[:-1]]
    return {
        (int(row), int(column)): int(above[row] + breaks[row, :column].sum())
        for row, column in np.argwhere(breaks)
    }


def refuse_swallowed_rows(
    data: pd.DataFrame, opened: Mapping[tuple[int, int], int], separator: str, path: Path
) -> None:
    """Raises AnalysisError for a cell that holds what looks like rows of this very table."""
    for (row, column), line in opened.items():
        *inner, last = _LINE_END.split(str(data.iat[row, column]))[1:]
        others = data.drop(index=data.index[row]).fillna("")
        looks = any(_like_a_row(one, separator, len(data.columns), others) for one in inner)
        if looks or (column > 1 and _like_a_row(last, separator, column + 1, others)):
            where = (
                f"{path}, line {line}: a cell of column {data.columns[column]} opens with a quotation mark"
            )
            closed = (
                f"that is closed only in line {line + len(inner) + 1}, and seems to hold the rows between"
            )
            raise AnalysisError(f"{where} {closed}. Delete the mark, or close it where the cell ends.")


def _like_a_row(line: str, separator: str, cells: int, others: pd.DataFrame) -> bool:
    """Whether the line has that many cells, and they could stand in their columns as others do."""
    found = [cell.strip() for cell in line.split(separator)]
    if len(found) != cells or cells < 2:
        return False
    fits = [_fits(cell, others.iloc[:, place]) for place, cell in enumerate(found[: max(cells - 1, 1)])]
    return False not in fits and True in fits


def _fits(cell: str, column: pd.Series) -> bool | None:
    """Whether the cell is a number among numbers or one of a few words; None where that says nothing."""
    held = column[column != ""].iloc[:1000]
    if len(held) and held.str.strip().str.fullmatch(_NUMBER.pattern).mean() > 0.5:
        return not cell or _NUMBER.fullmatch(cell) is not None
    return True if held.duplicated().any() and cell in set(held.str.strip()) else None
