"""Files that are no text (Excel, SPSS, Stata, Parquet): their cells as text that means the same value."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

import pandas as pd

from ikea_effect.analysis.reading.cells import rows_written
from ikea_effect.analysis.reading.sheet import Sheet, above_header, column_names, header_place
from ikea_effect.errors import AnalysisError, listed

_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")


def refused(raw: bytes) -> str | None:
    """What to do with a file of a kind that is not read, or None."""
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        return "is an old Excel file (.xls). Save it as .xlsx, or as CSV UTF-8."
    if re.match(rb'(\xef\xbb\xbf)?\s*[{[]\s*["{[]', raw):
        return "is JSON. Write its answers as a table: CSV UTF-8, a row for each participant."
    if re.match(rb"(\xef\xbb\xbf)?\s*<(html|table|!doctype|\?xml)", raw, re.IGNORECASE):
        return "is a web page or XML, whatever its name. Open it in a spreadsheet and save it as .xlsx."
    if raw.startswith(b"%PDF"):
        return "is a PDF. Export the data as CSV UTF-8."
    if raw.startswith((b"RDX", b"RDA", b"X\n\x00")):
        return "is an R file. Write it with write.csv(data, 'data.csv', row.names = FALSE)."
    if raw.startswith(b"PK\x03\x04") and b"xl/workbook.xml" not in raw:
        return "is an archive, or a spreadsheet other than .xlsx. Unpack it, or save it as .xlsx."
    return None


def from_excel(file: IO[bytes], path: Path) -> Sheet:
    """The first sheet that holds a table; others with cells are noted.

    Raises: AnalysisError if there is none, and for a second one of the same columns: people would be lost.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on styles and extensions, which hold no data
            book = load_workbook(file, read_only=True, data_only=True)
            formulas = load_workbook(file, read_only=True)
            filled = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
        raise AnalysisError(f"{path} cannot be read as an Excel file: {error}.") from error
    filled = {name: rows for name, rows in filled.items() if any(_held(row) for row in rows)}
    if not filled:
        raise AnalysisError(f"{path} is empty.")
    name = next(
        (name for name, rows in filled.items() if any(_held(row) > 1 for row in rows)), next(iter(filled))
    )
    others = [other for other in filled if other != name]
    _refuse_uncounted(list(formulas[name].iter_rows(values_only=True)), filled[name], path)
    header, rows, above = _table(filled[name])
    for other in others:
        if alike := _alike(header, _table(filled[other])[0]):
            raise AnalysisError(
                f"{path}: sheets {name} and {other} have the same columns ({listed(alike)}); one is read. "
                "Save each as a file of its own and give them all to --data, or delete what is no data."
            )
    notes = (f"sheet {name} was read, not {', '.join(others)}.",) if others else ()
    frame = pd.DataFrame(rows, columns=range(len(header)), dtype=str)
    hidden = [row for row in _hidden(file, name) if above + 1 < row <= len(filled[name])]
    return Sheet(frame, header, above + 2, notes=(*notes, *above_header(above), *_as_the_others(hidden)))


def _hidden(file: IO[bytes], name: str) -> list[int]:
    """The rows of the sheet that are hidden, by hand or by a filter."""
    from openpyxl import load_workbook

    with ZipFile(file) as parts:
        sheets = [part for part in parts.namelist() if part.startswith("xl/worksheets/")]
        if not any(_HIDDEN_ROW.search(parts.read(part)) for part in sheets):
            return []  # a workbook is read a second time, and with its looks, only where it has some
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = load_workbook(file)[name].row_dimensions
    return sorted(number for number, row in rows.items() if row.hidden)


_HIDDEN_ROW = re.compile(rb'<row\s[^>]*hidden="(1|true)"')


def _as_the_others(hidden: Sequence[int]) -> tuple[str, ...]:
    if not hidden:
        return ()
    which = f"{rows_written(hidden, most=50)} {'is' if len(hidden) == 1 else 'are'} hidden (by a filter?)"
    return (f"{which} and read as the others. Delete what is no data.",)


def _alike(header: Sequence[str], other: Sequence[str]) -> list[str]:
    """The columns of a second sheet that may hold more people: half of the named ones, in any capitals."""
    there = {name.lower() for name in other}
    named = [name for name in header if not re.fullmatch(r"\(column \d+\)", name)]
    shared = [name for name in named if name.lower() in there]
    return shared if len(shared) > 1 and 2 * len(shared) >= len(named) else []


def _table(filled: Sequence[tuple[Any, ...]]) -> tuple[tuple[str, ...], list[list[str]], int]:
    """Header and rows of a sheet, and how many of its rows stand above the header."""
    width = max(len(row) - next(n for n, cell in enumerate(reversed(row)) if cell is not None)
                for row in filled if _held(row))  # fmt: skip
    rows = [[as_text(cell) for cell in (*row, *(None,) * width)[:width]] for row in filled]
    above = header_place(rows)
    return column_names(rows[above]), rows[above + 1 :], above


def _held(row: tuple[Any, ...]) -> int:
    return sum(cell is not None for cell in row)


def _refuse_uncounted(formulas: list[Any], values: list[Any], path: Path) -> None:
    """Raises AnalysisError for a formula whose value the file does not hold: it would read as empty."""
    for number, (row, counted) in enumerate(zip(formulas, values, strict=False), start=1):
        for cell, value in zip(row, counted, strict=False):
            if value is None and isinstance(cell, str) and cell.startswith("="):
                raise AnalysisError(
                    f"{path}, row {number}: {cell} was never computed. Save the file in a spreadsheet."
                )


def from_parquet(file: IO[bytes], path: Path) -> Sheet:
    """The table, its index left out."""
    import pyarrow as pa

    try:
        return _from_frame(pd.read_parquet(file))
    except (pa.ArrowInvalid, OSError) as error:
        raise AnalysisError(f"{path} cannot be read as Parquet: {error}.") from error


def from_statistics(path: Path) -> Sheet:
    """The table of SPSS or Stata with codes as they are; what the codes mean goes along."""
    import pyreadstat

    try:
        read = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
        frame, meta = read(str(path))
    except (pyreadstat.ReadstatError, UnicodeError) as error:
        raise AnalysisError(f"{path} cannot be read: {error}.") from error
    named = {
        column: {as_text(code): str(label) for code, label in codes.items()}
        for column, codes in meta.variable_value_labels.items()
    }
    return replace(_from_frame(frame), value_labels=named)


def _digits(value: Any) -> str:
    """A whole number with all its digits (an id); any other so that the same number is read back.

    But what a spreadsheet reckons as 0.30000000000000004 is 0.3: where 12 digits say it, the rest is dirt.
    """
    if int(value) == value and abs(value) < _WHOLE:
        return str(int(value))
    short = f"{float(value):.15g}"
    return short if len(short.strip("-0.").replace(".", "")) <= _SHORT else repr(float(value))


_WHOLE = 2**63
_SHORT = 12


def _from_frame(frame: pd.DataFrame) -> Sheet:
    text = pd.DataFrame(
        {place: [as_text(cell) for cell in frame.iloc[:, place]] for place in range(len(frame.columns))},
        dtype=str,
    )
    return Sheet(text, column_names([str(name) for name in frame.columns]), 1)


def as_text(value: Any) -> str:
    """The value as text that means it and nothing else.

    1.234 becomes "1.2340": a text with three digits after its point could be a thousand and more.
    """
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    if isinstance(value, str | date | time):
        return str(value)
    try:
        written = format(value, "f") if isinstance(value, Decimal) else _digits(value)
    except (TypeError, ValueError, OverflowError):
        return str(value)
    return f"{written}0" if _GROUPED.fullmatch(written) else written
