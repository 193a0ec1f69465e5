"""A table from elsewhere, read as what the protocol declares: nothing is coerced in silence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ikea_effect.analysis.reading.cells import Rejected
from ikea_effect.analysis.reading.columns import in_numbers, same_columns, unexplained
from ikea_effect.analysis.reading.files import labels, read_file
from ikea_effect.analysis.reading.mapping import renamed
from ikea_effect.analysis.reading.options import Reading
from ikea_effect.analysis.reading.shapes import from_otree, without_second_header
from ikea_effect.analysis.reading.typed import Table, checked
from ikea_effect.protocol.models import Protocol


def read_table(path: Path | Sequence[Path], protocol: Protocol, reading: Reading | None = None) -> Table:
    """The file (or several, one below the other) with columns participant, factors and measures.

    CSV with commas, semicolons or tabs, decimal points or commas, UTF-8 with or without byte order mark; each
    file is read by its own signs. The second header row of Qualtrics and the wide export of oTree are known.
    Raises: AnalysisError that names every rejected cell by row and column (the header is row 1).
    """
    paths = [path] if isinstance(path, Path) else list(path)
    reading = reading or Reading()
    notes: list[str] = []
    rejected: list[Rejected] = []
    parts = [read_file(one, label) for one, label in zip(paths, labels(paths), strict=True)]
    parts = [without_second_header(part, notes) for part in parts]
    parts = renamed(parts, protocol, reading.names, notes)
    parts = [from_otree(part, protocol, notes) for part in parts]
    same_columns(parts, protocol)
    parts = [in_numbers(part, protocol, reading, rejected, notes) for part in parts]
    data = _joined(parts)
    rejected += unexplained(data, protocol, reading)
    data, found = checked(protocol, data, rejected, reading.missing)
    return Table(data, (*dict.fromkeys(notes), *found))


def _joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The files one below the other; a text that one of them does not have is empty."""
    if len(parts) == 1:
        return parts[0]
    data = pd.concat(parts)
    texts = [column for column in data.columns if not pd.api.types.is_numeric_dtype(data[column])]
    return data.fillna(dict.fromkeys(texts, ""))
