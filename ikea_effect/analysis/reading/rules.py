"""Whether the words that exclusion rules ask for are words that their columns know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from ikea_effect.analysis.reading.cells import MISSING, Rejected
from ikea_effect.analysis.reading.columns import number_columns
from ikea_effect.errors import did_you_mean, listed
from ikea_effect.protocol.expressions import compared, names_in, parse_expression
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.models import Protocol


def known_words(protocol: Protocol) -> Mapping[str, tuple[str, ...]]:
    """{column: the only words that it holds}, of columns for which they are known."""
    ours = {column.name: column.values for column in columns_of(protocol)}
    declared = {name: column.values for name, column in protocol.other_columns.items()}
    return {name: values for name, values in (ours | declared).items() if values}


def rests_on(protocol: Protocol, names: Mapping[str, str], column: str) -> bool:
    """Whether something rests on a column of files as it is called there: an answer, a condition, a rule.

    `names` renames columns {"theirs": "ours"}.
    """
    ours = names.get(column, column).lower()
    asked = {name for rule in protocol.exclusions for name in names_in(parse_expression(rule.drop_if))}
    whole = {"pair", "yoked", "repetition", *protocol.factors, *protocol.other_columns, *asked}
    if ours in {name.lower() for name in whole}:
        return True
    return any(number_columns(name.lower(), [ours]) for name in protocol.measures)


def unknown_words(
    protocol: Protocol, data: pd.DataFrame, codes: Sequence[str] = ()
) -> tuple[list[Rejected], list[str]]:
    """Cells that a rule would pass over because they are spelled in another way, and words no cell says."""
    known = known_words(protocol)
    rejected: dict[tuple[str, str], Rejected] = {}
    notes: list[str] = []
    for rule in protocol.exclusions:
        for name, asked in _asked(rule.drop_if).items():
            if name not in data.columns or name in protocol.factors or name in protocol.measures:
                continue
            cells = _words(data[name], codes)
            for one in _misspelled(cells, known.get(name, ()), asked):
                rejected.setdefault((name, one.what), one)
            if name not in known and (never := [word for word in asked if not (cells == word).any()]):
                said = listed([str(cell) for cell in cells.unique()[:12]])
                notes.append(f"exclusion {rule.id}: no cell of {name} says {listed(never)}; it says {said}.")
    return list(rejected.values()), notes


def _asked(rule: str) -> dict[str, list[str]]:
    """{column: the texts that the rule compares it with}."""
    found: dict[str, list[str]] = {}
    for name, _, value in compared(parse_expression(rule)):
        if isinstance(value, str):
            found.setdefault(name, []).append(value)
    return found


def _words(column: pd.Series, codes: Sequence[str]) -> pd.Series:
    cells = column[column.notna()].astype(str).str.strip()
    return cells[~cells.isin([*MISSING, *codes])]


def _misspelled(cells: pd.Series, known: Sequence[str], asked: Sequence[str]) -> Iterator[Rejected]:
    """Cells with a word that the column does not know, or that is a word asked for in other letters."""
    for word, rows in cells.groupby(cells, sort=False):
        column, written = str(cells.name), str(word)
        if known and written not in known:
            hint = did_you_mean(_bare(written), known) or did_you_mean(written, known)
            yield Rejected(column, rows.index, f"'{written}' is not one of {listed(known)}.{hint}")
        near = [one for one in asked if not known and one != written and _bare(one) == _bare(written)]
        if near:
            said = f"'{written}' is not '{near[0]}', which an exclusion asks for"
            yield Rejected(column, rows.index, f"{said}. Rename with --map {column}:{written}={near[0]}")


def _bare(word: str) -> str:
    return "-".join(word.casefold().replace("_", " ").replace("-", " ").split())
