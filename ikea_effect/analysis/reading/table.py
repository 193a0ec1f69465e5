"""A table from elsewhere, read as what the protocol declares: nothing is coerced in silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ikea_effect.analysis.basis import LeftOut
from ikea_effect.analysis.reading.cells import Rejected
from ikea_effect.analysis.reading.column_types import checked
from ikea_effect.analysis.reading.columns import broken_cells, in_numbers, same_columns, unexplained
from ikea_effect.analysis.reading.files import labels, read_file
from ikea_effect.analysis.reading.ids import look_alike, person_asked_for
from ikea_effect.analysis.reading.mapping import renamed
from ikea_effect.analysis.reading.mapping_file import MappingFile
from ikea_effect.analysis.reading.markers import own_table
from ikea_effect.analysis.reading.options import Reading
from ikea_effect.analysis.reading.people import people_in
from ikea_effect.analysis.reading.reshape import reshaped, theirs_named
from ikea_effect.analysis.reading.rules import rests_on
from ikea_effect.analysis.reading.shapes import from_otree, other_rounds, without_second_header
from ikea_effect.analysis.reading.value_labels import refuse_contradictions
from ikea_effect.protocol.models import Protocol


@dataclass(frozen=True, slots=True)
class WhoCounts:
    """Whose rows are taken: also those of previews, bots and people who stopped; also several of a person."""

    keep_all: bool = False
    repeats: bool = False


class ReadTable(NamedTuple):
    """The rows of those who took part, what a person should know about them, and who was left out.

    `read` are the rows that the files held, before some were dropped, joined or made several.
    """

    data: pd.DataFrame
    notes: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()
    mode: str | None = None
    read: int | None = None


def read_table(
    path: Path | Sequence[Path],
    protocol: Protocol,
    reading: Reading | None = None,
    who: WhoCounts = WhoCounts(),
) -> ReadTable:
    """The file (or several, one below the other) with columns participant, factors and measures.

    CSV with commas, semicolons or tabs, decimal points or commas, UTF-8 with or without byte order mark; each
    file is read by its own signs. The second header row of Qualtrics and the wide export of oTree are known.
    Raises: AnalysisError that names every rejected cell by row and column (the header is row 1).
    """
    paths = [path] if isinstance(path, Path) else list(path)
    reading = reading or Reading()
    notes: list[str] = []
    rejected: list[Rejected] = []
    parts = [read_file(one, label, notes) for one, label in zip(paths, labels(paths), strict=True)]
    parts = [without_second_header(part, notes) for part in parts]
    refuse_contradictions(parts, protocol, reading)
    named = {*reading.names, *(theirs_named(reading.mapping) if reading.mapping else ())}
    notes += [note for part in parts for note in other_rounds(part, named)]
    shape = reshaped(
        parts, reading.mapping or MappingFile(), rejected, notes, partial(rests_on, protocol, reading.names)
    )
    parts = renamed(shape.parts, protocol, reading.names, notes)
    parts = [from_otree(part, protocol, notes) for part in parts]
    same_columns(parts, protocol)
    for part in parts:
        person_asked_for(part, protocol, reading.names)
    if all(own_table(part) for part in parts):
        reading = replace(reading, decimal="point", thousands="none", codes_are_values=True)
    people = people_in(parts, protocol, reading.missing, keep_all=who.keep_all)
    rejected += [cell for part in people.parts for cell in broken_cells(part, protocol)]
    parts = [in_numbers(part, protocol, reading, rejected, notes) for part in people.parts]
    data = _joined(parts)
    rejected += unexplained(data, protocol, reading)
    alike = look_alike(data)
    data, found = checked(protocol, data, rejected, reading.missing, repeats=who.repeats)
    told = (*dict.fromkeys(notes), *people.notes, *alike, *found)
    return ReadTable(data, told, (*shape.dropped, *people.left_out), people.mode, shape.read)


def people_of(rows: pd.DataFrame, protocol: Protocol, who: WhoCounts = WhoCounts()) -> ReadTable:
    """A study's rows sorted into people and others; what is left is as the protocol declares."""
    people = people_in([rows], protocol, keep_all=who.keep_all)
    alike = look_alike(people.parts[0])
    data, found = checked(protocol, people.parts[0], repeats=who.repeats)
    return ReadTable(data, (*people.notes, *alike, *found), people.left_out, people.mode)


def _joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The files one below the other; a text that one of them does not have is empty."""
    if len(parts) == 1:
        return parts[0]
    data = pd.concat(parts)
    texts = [column for column in data.columns if not pd.api.types.is_numeric_dtype(data[column])]
    return data.fillna(dict.fromkeys(texts, ""))
