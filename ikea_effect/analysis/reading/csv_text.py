"""Text with a sign between cells: commas, semicolons, tabs or bars, UTF-8 or UTF-16."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ikea_effect.analysis.reading.quotes import refuse_stray_quotes
from ikea_effect.analysis.reading.sheet import Sheet, above_header, column_names, header_place
from ikea_effect.errors import AnalysisError

_SEP_LINE = re.compile(r'"?sep=(.)"?[ \t;,]*\r?', re.IGNORECASE)
"""The first line by which Excel is told the separator; it is no row."""

_TOP, _TITLES = 100_000, 20
"""In how many bytes, and how many lines, the header is looked for."""

csv.field_size_limit(2**31 - 1)
"""A cell may hold a drawing or a recording as text; by itself the module gives up at 131,072 characters."""

_LONG = 1_000_000
"""From so many bytes on, reading is worth another reader."""


def parsed(raw: bytes, path: Path) -> Sheet:
    """The cells below the header; a line that only names the separator is no row of either.

    Raises: AnalysisError for another encoding, no cells, quotes that do not match and rows that are too long.
    """
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    if encoding == "utf-8-sig" and b"\x00" in raw[:_TOP]:
        raise AnalysisError(f"{path} is UTF-16 without its mark, or no text. Save it as CSV UTF-8.")
    if encoding == "utf-8-sig" and b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")  # old line ends, among which pandas miscounts lines to skip
    try:
        text = raw.decode(encoding) if b'"' in raw or encoding == "utf-16" else ""
        top = re.split("\r\n|\r|\n", raw[:_TOP].decode(encoding, errors="ignore"))
        said = _SEP_LINE.fullmatch(top[0]) if len(top) > 1 else None
        separator, titles = _top(top[1:] if said else top, said[1] if said else None)
        _refuse_blanks(top[titles + (1 if said else 0) :], separator, path)
        refuse_stray_quotes(text, separator, path)
        as_text: dict[str, Any] = {
            "dtype": str, "keep_default_na": False, "skip_blank_lines": False, "header": None,
        }  # fmt: skip
        lines = titles + (1 if said else 0)
        data = _long(raw, separator, encoding, lines)
        if data is None:
            data = pd.read_csv(io.BytesIO(raw), sep=separator, encoding=encoding, skiprows=lines, **as_text)
    except UnicodeDecodeError as error:
        raise AnalysisError(f"{path} is not UTF-8 (byte {error.start}). Save it as CSV UTF-8.") from error
    except pd.errors.EmptyDataError as error:
        raise AnalysisError(f"{path} is empty.") from error
    except pd.errors.ParserError as error:
        problem = str(error).removeprefix("Error tokenizing data. C error: ")
        hint = _why_longer(raw, encoding, separator)
        raise AnalysisError(f"{path} is not a table: {problem.strip()}. {hint}") from error
    header = column_names([str(name) for name in data.iloc[0].fillna("")])
    cells = data.iloc[1:].reset_index(drop=True).fillna("")
    short = _short_rows(raw, encoding, separator, data.shape)
    places = tuple(row - 1 - lines for row in short if row > lines)
    return Sheet(cells, header, 2 + lines, separator, b'"' in raw, places, notes=above_header(titles))


def _refuse_blanks(lines: Sequence[str], separator: str, path: Path) -> None:
    """Raises AnalysisError for blanks between cells: as many in every line, or one fewer in the header."""
    shown = [line for line in lines[:_TITLES] if line.strip()]
    if len(shown) < 3 or any(separator in re.sub(r'"[^"]*"', "", line) for line in shown):
        return
    counts = [len(re.findall(r'"[^"]*"|[^\s"]+', line)) for line in shown]
    if len({*counts[1:]}) == 1 and counts[1] > 2 and counts[0] in (counts[1], counts[1] - 1):
        raise AnalysisError(
            f"{path} has blanks between its cells, as R's write.table puts them. Write it with write.csv and "
            "row.names = FALSE, or put commas there."
        )


def _why_longer(raw: bytes, encoding: str, separator: str) -> str:
    """What to do where rows have more cells than the header: all of them one more, R left out a name."""
    hint = "Decimal commas need ';' between cells."
    rows = csv.reader(io.StringIO(raw.decode(encoding), newline=""), delimiter=separator)
    lengths = [len(row) for row in rows if row]
    if len(lengths) > 1 and {*lengths[1:]} == {lengths[0] + 1}:
        return (
            f"Every row has one cell more than the header. {hint} If R wrote the file, its row names have no "
            "column: write it with row.names = FALSE."
        )
    return hint


def _long(raw: bytes, separator: str, encoding: str, lines: int) -> pd.DataFrame | None:
    """A long file as Arrow reads it, several times as fast; None for one that it may read otherwise.

    That is one with quotes, blank lines, rows of another length, and one too short to matter.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow

    first = raw[:_TOP].removeprefix(codecs.BOM_UTF8).split(b"\n", lines + 1)[lines : lines + 1]
    if len(raw) < _LONG or encoding != "utf-8-sig" or b'"' in raw or raw.count(b"\r") > raw.count(b"\r\n"):
        return None
    names = [str(place) for place in range(first[0].count(separator.encode()) + 1)]
    try:
        table = arrow.read_csv(
            pa.BufferReader(raw),
            arrow.ReadOptions(column_names=names, skip_rows=lines, use_threads=False),
            arrow.ParseOptions(delimiter=separator, quote_char=False, ignore_empty_lines=False),
            arrow.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None
    return pd.DataFrame({place: pd.array(column, dtype="str") for place, column in enumerate(table.columns)})


def _short_rows(raw: bytes, encoding: str, separator: str, shape: tuple[int, int]) -> list[int]:
    """The places of rows that end before the header does; blank rows are none."""
    if raw.count(separator.encode()) == (shape[1] - 1) * shape[0]:
        return []  # nearly always: as many signs as cells need
    rows = csv.reader(io.StringIO(raw.decode(encoding), newline=""), delimiter=separator)
    return [place for place, row in enumerate(rows) if 0 < len(row) < shape[1]]


def _top(lines: Sequence[str], said: str | None) -> tuple[str, int]:
    """The sign between cells, and how many lines stand above the header: blank ones, and titles of one cell.

    Without a sign that was said, the header is the first line that has one of the known signs.
    """
    for place, line in enumerate(lines[:_TITLES]):
        separator = said or _separator(line)
        cells = next(csv.reader([line], delimiter=separator), [])
        if header_place([[], cells]):
            return separator, place
    return said or _separator(lines[0]), 0


def _separator(first: str) -> str:
    """The sign that parts the cells of the first line, outside quotes."""
    bare = re.sub(r'"[^"]*"', "", first)
    return max(",;\t|", key=bare.count)
