"""Text with a sign between cells: commas, semicolons, tabs or bars, UTF-8 or UTF-16."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path
from typing import Any

import pandas as pd

from ikea_effect.analysis.reading.quotes import refuse_stray_quotes
from ikea_effect.analysis.reading.sheet import Sheet
from ikea_effect.errors import AnalysisError

_SEP_LINE = re.compile(r'"?sep=(.)"?[ \t;,]*\r?', re.IGNORECASE)
"""The first line by which Excel is told the separator; it is no row."""


def parsed(raw: bytes, path: Path) -> Sheet:
    """The cells below the header; a line that only names the separator is no row of either.

    Raises: AnalysisError for another encoding, no cells, quotes that do not match and rows that are too long.
    """
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = raw.decode(encoding) if b'"' in raw or encoding == "utf-16" else ""
        first, _, rest = raw[:100_000].decode(encoding, errors="ignore").partition("\n")
        said = _SEP_LINE.fullmatch(first)
        separator = said[1] if said else _separator(re.split("[\r\n]", first)[0])
        refuse_stray_quotes(text, separator, path)
        as_text: dict[str, Any] = {
            "dtype": str, "keep_default_na": False, "skip_blank_lines": False, "header": None,
        }  # fmt: skip
        lines = 1 if said and rest else 0
        data = pd.read_csv(io.BytesIO(raw), sep=separator, encoding=encoding, skiprows=lines, **as_text)
    except UnicodeDecodeError as error:
        raise AnalysisError(f"{path} is not UTF-8 (byte {error.start}). Save it as CSV UTF-8.") from error
    except pd.errors.EmptyDataError as error:
        raise AnalysisError(f"{path} is empty.") from error
    except pd.errors.ParserError as error:
        problem = str(error).removeprefix("Error tokenizing data. C error: ")
        hint = "Decimal commas need ';' between cells."
        raise AnalysisError(f"{path} is not a table: {problem.strip()}. {hint}") from error
    header = tuple(str(name).strip() for name in data.iloc[0])
    cells = data.iloc[1:].reset_index(drop=True).fillna("")
    short = _short_rows(raw, encoding, separator, data.shape)
    places = tuple(row - 1 - lines for row in short if row > lines)
    return Sheet(cells, header, 2 + lines, separator, b'"' in raw, places)


def _short_rows(raw: bytes, encoding: str, separator: str, shape: tuple[int, int]) -> list[int]:
    """The places of rows that end before the header does; blank rows are none."""
    if raw.count(separator.encode()) == (shape[1] - 1) * shape[0]:
        return []  # nearly always: as many signs as cells need
    rows = csv.reader(io.StringIO(raw.decode(encoding), newline=""), delimiter=separator)
    return [place for place, row in enumerate(rows) if 0 < len(row) < shape[1]]


def _separator(first: str) -> str:
    """The sign that parts the cells of the first line, outside quotes."""
    bare = re.sub(r'"[^"]*"', "", first)
    return max(",;\t|", key=bare.count)
