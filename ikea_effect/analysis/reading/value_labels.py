"""What SPSS and Stata keep beside codes, held against what somebody says that the codes are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from ikea_effect.analysis.reading.files import LABEL, VALUE_LABELS
from ikea_effect.analysis.reading.options import Reading
from ikea_effect.errors import AnalysisError
from ikea_effect.protocol.kinds import main_column
from ikea_effect.protocol.models import Protocol

Words = Mapping[str, frozenset[str]]
"""value of ours -> what it may be called, in lower case."""


class Told(NamedTuple):
    """What a code of a column is said to be, and where."""

    column: str
    code: str
    ours: str
    where: str


def refuse_contradictions(parts: Sequence[pd.DataFrame], protocol: Protocol, reading: Reading) -> None:
    """Raises AnalysisError where a file calls a code by the name of another level than it is read as."""
    declared = list(_declared(protocol))
    for part in parts:
        kept: Mapping[str, Mapping[str, str]] = part.attrs.get(VALUE_LABELS, {})
        for one in _told(reading):
            label = kept.get(one.column, {}).get(one.code)
            if label is not None and (other := _another(label, one.ours, declared)):
                raise AnalysisError(_message(part, one, label, other))


def _told(reading: Reading) -> Iterator[Told]:
    for ours, column in (reading.mapping.columns if reading.mapping else {}).items():
        for code, value in column.values.items():
            yield Told(column.column, code, value, f"the mapping's columns.{ours}")
    for theirs, value in reading.names.items():
        column_name, colon, code = theirs.rpartition(":")
        if colon:
            yield Told(column_name.strip(), code.strip(), value, f"--map {theirs}={value}")


def _declared(protocol: Protocol) -> Iterator[Words]:
    """Of each factor and each choice, what its levels may be called."""
    for factor in protocol.factors.values():
        yield {name: frozenset({_plain(name), _plain(level.label)}) for name, level in factor.levels.items()}
    for name in protocol.measures:
        if (column := main_column(protocol, name)) is not None and column.values:
            yield {value: frozenset({_plain(value)}) for value in column.values}


def _another(label: str, ours: str, declared: Sequence[Words]) -> str | None:
    """The level that the label names, where it is another than the code is read as."""
    said = _plain(label)
    for words in declared:
        if ours in words and said not in words[ours]:
            for value, names in words.items():
                if said in names:
                    return value
    return None


def _message(part: pd.DataFrame, one: Told, label: str, other: str) -> str:
    where = f"{part.attrs[LABEL]}: " if part.attrs.get(LABEL) else ""
    return (
        f"{where}column {one.column} calls its code {one.code} '{label}', which is {other}; {one.where} "
        f"reads it as {one.ours}. One of the two is wrong, and the sign of the effect turns on it. Correct "
        "the mapping, or leave the code out of it: codes are then read as the file labels them. Where it is "
        "the file that is wrong, correct its value labels."
    )


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()
