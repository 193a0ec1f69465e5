"""Results to pool, in a line each or in a CSV: what was found, under which id, with which moderators."""

from __future__ import annotations

import csv
import io
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
_WAYS = f"{listed(RESULT)}; n1, n2, mean1, mean2, sd1, sd2; or all of it in result, such as t=2.12,n=26+26"
STATISTICS = frozenset({"t", "F", "chi2", "p", "d", "g", "mean"})
"""Those that are a result; a row of the others alone (n, where t is NA) gives none."""
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
    told = re.match(r"sep=([,;\t])\r?\n", text)  # a line of Excel's on what follows
    text = text[told.end() :] if told else text
    head = text.partition("\n")[0]
    delimiter = told[1] if told else max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names = [name.strip() for name in reader.fieldnames or ()]
    above = 1 if told else 0
    _refuse_names(f"{path}:{1 + above}", names)
    reader.fieldnames = names
    try:
        for cells in reader:
            if any(cell and cell.strip() for cell in cells.values() if not isinstance(cell, list)):
                yield _row(f"{path}:{reader.line_num + above}", cells)  # a spreadsheet leaves rows of nothing
    except csv.Error as error:
        raise AnalysisError(f"{path}:{reader.line_num + above}: is no row of a CSV ({error}).") from error


def _refuse_names(where: str, names: list[str]) -> None:
    """Raises AnalysisError for a first line that names no study or no result, or a column twice."""
    said = (
        f"Columns: {listed(names)}.\nA row has label, what was found ({_WAYS}), and moderators under "
        "any other name."
    )
    if "label" not in names and "id" not in names:
        raise AnalysisError(f"{where}: has no column label, which names each study. {said}")
    if twice := [name for name in dict.fromkeys(names) if name and names.count(name) > 1]:
        raise AnalysisError(f"{where}: column {listed(twice)} is there twice. Delete one, or rename it.")
    if not {*STATISTICS, "result", "mean1", "mean2"} & set(names):
        ours = [name for name in names if name in ("study", "published", "hypothesis")]
        alone = f" {listed(ours)}: read in a --library, not here." if ours else ""
        raise AnalysisError(f"{where}: has no column that says what was found.{alone} {said}")


def _row(where: str, cells: Mapping[str | None, str | None]) -> Row:
    if None in cells or None in cells.values():
        raise AnalysisError(f"{where}: has more or fewer cells than the first line has names.")
    given = {str(name): " ".join((value or "").split()) for name, value in cells.items()}
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
    whole, found = given.pop("result", ""), {name: given[name] for name in RESULT if given.get(name)}
    result = ",".join(f"{name}={value}" for name, value in found.items()) if STATISTICS & set(found) else ""
    if whole and found:
        beside = listed(found)
        raise AnalysisError(
            f"{where}: says what was found in result ({whole}) and in {beside}. Leave one empty."
        )
    moderators = {
        name: number_or_text(value) for name, value in given.items() if name not in RESULT and value
    }
    return Row(where, label, id, whole or result, moderators)


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
