"""A table from elsewhere, read as what the protocol declares: nothing is coerced in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from ikea_effect.analysis.reading.files import read_file
from ikea_effect.analysis.reading.mapping import renamed
from ikea_effect.analysis.reading.shapes import from_otree, without_second_header
from ikea_effect.analysis.reading.typed import Table, checked
from ikea_effect.protocol.models import Protocol


def read_table(
    path: Path | Sequence[Path], protocol: Protocol, mapping: Mapping[str, str] | None = None
) -> Table:
    """The CSV (or several, one below the other) with columns participant, factors and measures.

    `mapping` renames columns {"theirs": "ours"} and levels {"their column:their value": "our level"}.
    Takes commas, semicolons or tabs; decimal points or commas; UTF-8 with or without byte order mark; the
    second header row of Qualtrics; the wide export of oTree.
    Raises: AnalysisError that names every rejected cell by row and column (the header is row 1).
    """
    paths = [path] if isinstance(path, Path) else list(path)
    notes: list[str] = []
    frames = [without_second_header(read_file(one, several=len(paths) > 1), notes) for one in paths]
    data = pd.concat(frames).fillna("") if len(frames) > 1 else frames[0]
    data = from_otree(renamed(data, mapping or {}), protocol, notes)
    data, found = checked(protocol, data)
    return Table(data, (*notes, *found))
