"""A study's data as one file for SPSS or Stata, with labels, beside the codebook that names its variables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from json import dumps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ikea_effect.errors import RecordError
from ikea_effect.operations.data import about, told_of
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.record.disk import disk_errors, swept, write_durably
from ikea_effect.record.export import CODEBOOK_COLUMNS, codebook, csv_bytes
from ikea_effect.record.observations import Row
from ikea_effect.record.study import Study
from ikea_effect.record.variables import LIMITS, VARIABLE_COLUMNS, Limits, Variable, cut, told, variables

if TYPE_CHECKING:
    import pandas as pd

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_SAV_DATE = 92
"""Where the header of a .sav holds date (9 bytes) and time (8)."""


def export_statistics(
    study: Study,
    programs: Sequence[str],
    out: Path | None = None,
    tell: Callable[[str], None] | None = None,
) -> list[Path]:
    """Writes observations.sav or .dta (`programs`: spss, stata), by default in the study's exports folder.

    What is to be known of the data is told to `tell`.
    The same journals give the same bytes: the file bears the time at which the study was begun.
    Raises: RecordError for a text that the program cannot hold.
    """
    swept(study.folder)
    rows = list(told_of(study, tell).tables.wide)
    files = [one for program in programs for one in _files(study, rows, program)]
    folder = out or study.folder / "exports"
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for name, content in files:
        write_durably(folder / name, content)
    return [folder / name for name, _ in files]


def _files(study: Study, rows: Sequence[Row], program: str) -> Iterator[tuple[str, bytes]]:
    """The data, their codebook, and a mapping by which `--data` reads names that had to change."""
    protocol, limits = study.protocol, LIMITS[program]
    texts = study.facts.get("words", {})
    there = {name for row in rows for name in row}
    every = variables(columns_of(protocol), texts, {*protocol.factors, *protocol.measures}, limits)
    known = [one for one in every if not one.column.if_any or one.column.name in there]
    cells = zip(codebook([one.column for one in known], texts), map(told, known), strict=True)
    yield f"observations.{limits.ending}", _dated(_bytes(study, known, rows, limits), study)
    yield (
        f"codebook-{program}.csv",
        csv_bytes(
            (*VARIABLE_COLUMNS[:1], *CODEBOOK_COLUMNS, *VARIABLE_COLUMNS[1:]), [{**a, **b} for a, b in cells]
        ),
    )
    if renamed := [one for one in known if one.name != one.column.name]:
        lines = [f"  {dumps(one.column.name)}: {dumps(_mapped(one))}\n" for one in renamed]
        yield f"mapping-{program}.yaml", "".join(["columns:\n", *lines]).encode()


def _mapped(variable: Variable) -> dict[str, Any] | str:
    """How a mapping file says what a variable is: its name, of codes also what they stand for."""
    if not variable.coded:
        return variable.name
    words = {str(code): word for code, word in enumerate(variable.column.values, 1)}
    return {"column": variable.name, "values": words}


def _bytes(study: Study, known: Sequence[Variable], rows: Sequence[Row], limits: Limits) -> bytes:
    """The file as pyreadstat writes it."""
    import pyreadstat

    labels: dict[str, str | None] = {one.name: one.label for one in known}
    codes = {one.name: dict(one.codes) for one in known if one.codes}
    said = cut(about(study), limits.file_label)
    frame = _frame(known, rows, limits)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"it.{limits.ending}"
        if limits.ending == "sav":
            shown = {one.name: f"F12.{one.decimals}" for one in known if one.numeric}
            levels: dict[str, str] = {one.name: one.level for one in known}
            pyreadstat.write_sav(frame, str(path), said, labels, variable_value_labels=codes,
                                 variable_measure=levels, variable_format=shown)  # fmt: skip
        else:
            shown = {one.name: f"%12.{one.decimals}f" for one in known if one.numeric}
            pyreadstat.write_dta(frame, str(path), said, labels, variable_value_labels=codes,
                                 variable_format=shown)  # fmt: skip
        return path.read_bytes()


def _frame(known: Sequence[Variable], rows: Sequence[Row], limits: Limits) -> pd.DataFrame:
    """The cells: numbers and codes as float64 with NaN where nothing is, texts with "" there."""
    import pandas as pd

    return pd.DataFrame({one.name: _series(one, rows, limits) for one in known})


def _series(variable: Variable, rows: Sequence[Row], limits: Limits) -> pd.Series[Any]:
    import pandas as pd

    name = variable.column.name
    cells: list[Any] = [row.get(name) for row in rows]
    if not variable.numeric:
        return pd.Series([text_cell(cell, name, limits) for cell in cells], dtype=object)
    numbers: dict[Any, Any] = (
        {word: code for code, word in enumerate(variable.column.values, 1)} if variable.coded else {}
    )
    numeric = [float("nan") if cell is None else float(numbers.get(cell, cell)) for cell in cells]
    return pd.Series(numeric, dtype="float64")


def text_cell(cell: Any, name: str, limits: Limits) -> str:
    """The cell as text. Raises: RecordError where it is longer than the program holds."""
    said = "" if cell is None else str(cell)
    if len(said.encode()) > limits.text:
        raise RecordError(
            f"{name}: a text of {len(said.encode())} bytes; {limits.program} holds {limits.text}. "
            "Nothing was cut or written: take the tables of 'ikea-effect export' without this option."
        )
    return said


def _dated(content: bytes, study: Study) -> bytes:
    """The file with the time at which the study was begun where it says when it was written."""
    year, month, day, clock = re.match(  # type: ignore[union-attr]
        r"(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)", study.facts["created"]
    ).groups()
    name = _MONTHS[int(month) - 1]
    if content.startswith(b"$FL2"):
        return content[:_SAV_DATE] + f"{day} {name} {year[2:]}{clock}".encode() + content[_SAV_DATE + 17 :]
    stamp = f"{day} {name} {year} {clock[:5]}".encode()
    return re.sub(
        rb"(<timestamp>\x11).{17}(</timestamp>)", lambda at: at[1] + stamp + at[2], content, count=1
    )
