"""A file to a frame of text cells: the index is the row in the file, the attributes say which file it is."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ikea_effect.analysis.reading import binary
from ikea_effect.analysis.reading.cells import rows_written
from ikea_effect.analysis.reading.csv_text import parsed
from ikea_effect.analysis.reading.file_facts import Facts, Names
from ikea_effect.analysis.reading.quotes import lines_of_breaks, refuse_swallowed_rows
from ikea_effect.analysis.reading.sheet import Sheet
from ikea_effect.errors import AnalysisError, listed

LABEL = "file"
"""The attribute of a frame with the name by which its file is told from others; "" for a file alone."""

VALUE_LABELS = "value labels"
"""The attribute with {column: {code: label}}, where a file says what its codes mean."""

COLUMNS = "columns"
"""The attribute with the names of the columns as the file has them, whatever they are called later."""

LINES = "lines"
"""The attribute with {row: line} of rows that hold a line break: rows and lines of a text may differ."""


def labels(paths: Sequence[Path]) -> list[str]:
    """The shortest ends of the paths by which they are told apart; "" for one alone."""
    if len(paths) == 1:
        return [""]
    for length in range(1, max(len(path.parts) for path in paths)):
        ends = {path: "/".join(path.parts[-length:]) for path in paths}
        if len(set(ends.values())) == len(set(paths)):
            return [ends[path] for path in paths]
    return [str(path) for path in paths]


def read_file(path: Path, label: str, notes: list[str]) -> pd.DataFrame:
    """Every cell as text; the index is the row in the file, after the label where there are several.

    Takes CSV (also compressed), Excel, SPSS, Stata and Parquet, told apart by their first bytes.
    Raises: AnalysisError for a file that is none, or whose rows do not match its lines.
    """
    sheet = _sheet(path)
    if twice := sorted({name for name in sheet.header if name and sheet.header.count(name) > 1}):
        raise AnalysisError(f"{path} has several columns named {listed(twice)}.")
    rows = np.arange(sheet.first_row, len(sheet.cells) + sheet.first_row)
    data = sheet.cells.set_axis(list(sheet.header), axis=1)
    opened = lines_of_breaks(data, sheet.first_row) if sheet.has_quotes else {}
    refuse_swallowed_rows(data, opened, sheet.separator, path)
    data.index = pd.Index([f"{label}:{row}" for row in rows] if label else rows, name="row")
    lines = {data.index[row]: line for (row, _), line in opened.items()}
    notes += [f"{label or path.name}: {note}" for note in sheet.notes]
    if sheet.short:
        rows_of = rows_written(data.index[list(sheet.short)], most=20)
        notes.append(f"{rows_of}: fewer cells than the header has columns; those at the end are empty.")
    data = pd.DataFrame(data[~_blank(data)])
    data.attrs |= {LABEL: label, COLUMNS: Names(sheet.header), LINES: Facts(lines)}
    data.attrs[VALUE_LABELS] = Facts(sheet.value_labels)
    return data


def _sheet(path: Path) -> Sheet:
    try:
        raw = path.read_bytes()
        if raw.startswith(b"\x1f\x8b"):
            raw = gzip.decompress(raw)
    except (EOFError, gzip.BadGzipFile) as error:
        raise AnalysisError(f"{path} is a compressed file that is damaged: {error}.") from error
    except OSError as error:
        raise AnalysisError(f"{path} cannot be read: {error.strerror}.") from error
    if refused := binary.refused(raw):
        raise AnalysisError(f"{path} {refused}")
    if raw.startswith(b"PK\x03\x04"):
        return binary.from_excel(io.BytesIO(raw), path)
    if raw.startswith(b"PAR1"):
        return binary.from_parquet(io.BytesIO(raw), path)
    if raw.startswith((b"$FL", b"<stata_dta>")) or path.suffix.lower() == ".dta":
        return binary.from_statistics(path)
    return parsed(raw, path)


def _blank(data: pd.DataFrame) -> NDArray[np.bool_]:
    blank = np.array(data.iloc[:, 0] == "")
    if blank.any():
        blank[blank] = (data[blank] == "").all(axis=1).to_numpy()
    return blank
