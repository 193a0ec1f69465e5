"""A file to a frame of text cells: the index is the row in the file, the header is row 1."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ikea_effect.analysis.reading.columns import LABEL
from ikea_effect.errors import AnalysisError, listed


def labels(paths: Sequence[Path]) -> list[str]:
    """The shortest ends of the paths by which they are told apart; "" for one alone."""
    if len(paths) == 1:
        return [""]
    for length in range(1, max(len(path.parts) for path in paths)):
        ends = {path: "/".join(path.parts[-length:]) for path in paths}
        if len(set(ends.values())) == len(set(paths)):
            return [ends[path] for path in paths]
    return [str(path) for path in paths]


def read_file(path: Path, label: str = "") -> pd.DataFrame:
    """Every cell as text; the index is the row in the file, after the label where there are several."""
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
    if label:
        data.index = pd.Index([f"{label}:{row}" for row in data.index], name="row")
    data.attrs[LABEL] = label
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
