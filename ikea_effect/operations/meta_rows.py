"""Results to pool, in a line each or in a CSV: what was found, under which id, with which moderators."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ikea_effect.errors import AnalysisError, listed

if TYPE_CHECKING:
    from ikea_effect.analysis.replication.meta import EffectKind, LeftOut, Study

RESULT = ("t", "F", "chi2", "p", "d", "g", "se", "mean", "sd", "n", "pairs", "df", "direction", "alternative")
"""Columns of a CSV that say what was found, written as in --row."""
HALVES = {"n": ("n1", "n2", "+"), "mean": ("mean1", "mean2", "/"), "sd": ("sd1", "sd2", "/")}
"""The same with a column per condition: n1 and n2 for n."""


class Row(NamedTuple):
    """One result as it was given; `where` names its place in an error."""

    where: str
    label: str
    id: str
    result: str
    moderators: Mapping[str, float | str]


def row_of(text: str) -> Row:
    """The row that "Lab A: t=2.12,n=26+26; id=a; pay=5" gives. Raises AnalysisError."""
    label, sign, rest = text.partition(":")
    if not sign:
        raise AnalysisError(f"--row {text}: write LABEL: RESULT, such as 'Lab A: t=2.12,n=26+26'.")
    result, *said = rest.split(";")
    moderators: dict[str, float | str] = {}
    for word in said:
        name, equals, value = (part.strip() for part in word.partition("="))
        if not equals:
            raise AnalysisError(f"--row {text}: write a moderator as name=value, such as pay=5.")
        if name == "id" or not _is_missing(value):
            moderators[name] = number_or_text(value)
    id = str(moderators.pop("id", label.strip()))
    return Row(f"--row {label.strip()}", label.strip(), id, result.strip(), moderators)


def rows_of(path: Path) -> Iterator[Row]:
    """The rows of a CSV: `label` (or `id`), columns of results, and any other column as a moderator.

    Raises: AnalysisError with file and line.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise AnalysisError(f"--rows {path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise AnalysisError(f"--rows {path}: is not UTF-8. Save it as CSV in UTF-8.") from error
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter, strict=True)
    names = [name.strip() for name in reader.fieldnames or ()]
    if "label" not in names and "id" not in names:
        raise AnalysisError(
            f"{path}:1: has no column label. Columns: {listed(names) or 'none'}.\nA row has label, what was "
            f"found ({listed(RESULT)}; n1, n2, mean1, mean2, sd1, sd2), and moderators under any other name."
        )
    reader.fieldnames = names
    try:
        for cells in reader:
            if any(cell and cell.strip() for cell in cells.values() if not isinstance(cell, list)):
                yield _row(f"{path}:{reader.line_num}", cells)  # a spreadsheet leaves rows of nothing
    except csv.Error as error:
        raise AnalysisError(f"{path}:{reader.line_num}: is no row of a CSV ({error}).") from error


def _row(where: str, cells: Mapping[str | None, str | None]) -> Row:
    if None in cells or None in cells.values():
        raise AnalysisError(f"{where}: has more or fewer cells than the first line has names.")
    given = {str(name): (value or "").strip() for name, value in cells.items()}
    given = {
        name: "" if name not in ("label", "id") and _is_missing(value) else value
        for name, value in given.items()
    }
    _refuse_decimal_commas(where, given)
    label = given.pop("label", "") or given.get("id", "")
    id = given.pop("id", "") or label
    if not label:
        raise AnalysisError(f"{where}: has neither label nor id.")
    for name, (first, second, sign) in HALVES.items():
        one, other = given.pop(first, ""), given.pop(second, "")
        if one or other:
            given[name] = given.get(name) or f"{one}{sign}{other}"
    result = ",".join(f"{name}={given[name]}" for name in RESULT if given.get(name))
    moderators = {
        name: number_or_text(value) for name, value in given.items() if name not in RESULT and value
    }
    return Row(where, label, id, result, moderators)


_COMMA = re.compile(r"[-+]?[0-9]*,[0-9]+(/[-+]?[0-9]*,[0-9]+)?")


def _refuse_decimal_commas(where: str, given: Mapping[str, str]) -> None:
    """Raises AnalysisError for 1,30: a comma stands between results here, and a moderator would be words."""
    for name, value in given.items():
        if name not in ("label", "id") and _COMMA.fullmatch(value):
            raise AnalysisError(
                f"{where}: {name} is '{value}'. Write decimals with a point ({value.replace(',', '.')}), and "
                "no sign between thousands."
            )


def number_or_text(value: str) -> float | str:
    """The value as a number if it is one; infinity is a word."""
    try:
        number = float(value)
    except ValueError:
        return value
    return number if math.isfinite(number) else value


def _is_missing(value: str) -> bool:
    """Whether the cell says that nothing is known, as in tables of data: empty, NA, nan, #N/A, NULL."""
    from ikea_effect.analysis.reading.cells import MISSING

    return value in MISSING


_TOTALS = re.compile(
    r"(grand |sub)?totals?|totaal|gesamt|overall|pooled|summary|((fixed|random)[- ]effects?( model)?)"
)


def studies_of(rows: Iterator[Row], effect: EffectKind) -> Iterator[Study | LeftOut]:
    """Each row as a result to pool, or as one left out. Raises AnalysisError with the row's place."""
    from ikea_effect.analysis.replication import parse_summary
    from ikea_effect.analysis.replication.meta import LeftOut, study

    for row in rows:
        if not row.result:
            yield LeftOut(row.label, "the row gives no result")
            continue
        if _TOTALS.fullmatch(row.label.lower()):
            yield LeftOut(row.label, "a row of totals by its label; a study needs another one")
            continue
        try:
            found = study(row.label, parse_summary(row.result), effect, row.id)
        except AnalysisError as error:
            raise AnalysisError(f"{row.where}: {error}") from error
        yield found if isinstance(found, LeftOut) else replace(found, moderators=row.moderators)
