"""What other columns tell: a score from its items, whether an answer is right.

Sessions of our own hold both. Data from elsewhere hold the answers, and are scored by the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ikea_effect.errors import listed
from ikea_effect.protocol.kinds import main_column, measure_kind, placements
from ikea_effect.protocol.levels import at_levels, column_of
from ikea_effect.protocol.measures import Measure, is_right, right_answer
from ikea_effect.protocol.models import Protocol
from ikea_effect.rounding import fixed


class _Place(NamedTuple):
    """One repetition of a measure: its levels, its column, and the columns of its parts."""

    levels: Mapping[str, str]
    column: str
    parts: Mapping[str, str]


def with_worked_out(protocol: Protocol, data: pd.DataFrame, notes: list[str]) -> None:
    """Adds the columns that others of the data tell; a score beside its items counts, and is compared."""
    for name, measure in protocol.measures.items():
        for place in _places(protocol, name, measure):
            _whole(protocol, name, place, data, notes)
            _right(protocol, measure, place, data)


def parts_of(protocol: Protocol, name: str) -> tuple[str, ...]:
    """The columns from which the measure could be worked out: pride.proud, pride.able."""
    whole = measure_kind(protocol.measures[name].kind).whole
    return tuple(f"{name}.{part}" for part in whole.parts(protocol.measures[name])) if whole else ()


def _places(protocol: Protocol, name: str, measure: Measure) -> Iterator[_Place]:
    """Where the measure may stand: once for each repetition, and in a table with a row for each."""
    whole = measure_kind(measure.kind).whole
    parts = whole.parts(measure) if whole else ()
    different = {tuple(levels.items()): levels for levels in ({}, *placements(protocol, name))}
    for levels in different.values():
        step = at_levels(name, levels.values())
        yield _Place(levels, column_of(step), {part: column_of(f"{step}.{part}") for part in parts})


def _whole(protocol: Protocol, name: str, place: _Place, data: pd.DataFrame, notes: list[str]) -> None:
    whole, measure = measure_kind(protocol.measures[name].kind).whole, protocol.measures[name]
    there = [column for column in place.parts.values() if column in data.columns]
    if whole is None or not there:
        return
    column = main_column(protocol, name)
    meaning = column.meaning if column is not None else ""
    if lost := [column for column in place.parts.values() if column not in data.columns]:
        if place.column not in data.columns:
            notes.append(f"{place.column} was not worked out: the data have no column {listed(lost)}.")
        return
    if all(data[one].dropna().isin([True]).all() for one in there) and data[there].notna().any(axis=None):
        _marked(place, data, there, notes)
    value = whole.value
    found = _by_row(data, there, lambda cells: value(measure, dict(zip(place.parts, cells, strict=True))))
    if place.column not in data.columns:
        data[place.column] = found if column is not None and column.values else found.astype(float)
        notes.append(f"{place.column} was worked out from {listed(there)}, taken as answered ({meaning}).")
        if lost_rows := int(found.isna().sum()):
            notes.append(f"{place.column} could not be worked out for {lost_rows} of {len(data)}.")
    elif pd.api.types.is_numeric_dtype(data[place.column]):
        notes += _compared(data[place.column], found.astype(float), meaning)


def _marked(place: _Place, data: pd.DataFrame, there: Sequence[str], notes: list[str]) -> None:
    """Where only what was chosen is marked, an empty cell of whoever chose something says "not chosen"."""
    answered = data[there].notna().any(axis=1)
    for column in there:
        data[column] = data[column].where(data[column].notna() | ~answered, False)
    notes.append(
        f"{place.column}: only chosen options are marked ({listed(there)}); where one is, the others were "
        "taken as not chosen, where none is, as not answered."
    )


def _compared(given: pd.Series, found: pd.Series, meaning: str) -> Iterator[str]:
    """A sentence where a score is not what its items give, within the digits it is written with."""
    both = (given.notna() & found.notna()).to_numpy()
    scores, worked = given.to_numpy(dtype=float)[both], found.to_numpy(dtype=float)[both]
    places = next((n for n in range(1, 6) if np.allclose(scores, np.round(scores, n), atol=1e-9)), 6)
    exact = bool(np.allclose(worked, np.round(worked), atol=1e-9)) or places == 6
    differ = np.abs(scores - worked) > (1e-6 if exact else 0.5 * 10.0**-places + 1e-9)
    if differ.any():
        one = int(np.argmax(differ))
        yield (
            f"{given.name} differs from what its items give in {int(differ.sum())} of {len(scores)} rows, "
            f"such as {fixed(scores[one], 2)} for {fixed(worked[one], 2)} ({meaning}); {given.name} counts. "
            "Leave it out to have it worked out from items as they were answered."
        )


def _right(protocol: Protocol, measure: Measure, place: _Place, data: pd.DataFrame) -> None:
    """The column <measure>.right, where one answer is right and the data hold the answers alone."""
    column = column_of(f"{at_levels(place.column.partition('.')[0], place.levels.values())}.right")
    if column in data.columns or getattr(measure, "right", None) is None:
        return
    several = list(place.parts.values())
    asked = several or [place.column]
    factors = [name for name in protocol.factors if name in data.columns]
    if not set(asked) <= set(data.columns):
        return

    def says(cells: Sequence[Any]) -> bool | None:
        answer, levels = cells[: len(asked)], cells[len(asked) :]
        right = right_answer(measure, {**place.levels, **dict(zip(factors, levels, strict=True))})
        if right is None or any(cell is None for cell in answer):
            return None
        chosen = [part for part, cell in zip(place.parts, answer, strict=False) if cell]
        return is_right(chosen if several else answer[0], right)

    data[column] = _by_row(data, [*asked, *factors], says)


def _by_row(data: pd.DataFrame, columns: Sequence[str], value: Callable[[Sequence[Any]], Any]) -> pd.Series:
    """A value for every row, worked out once for each combination of cells; an empty cell is None."""
    cells = data[list(columns)]
    group = cells.groupby(list(columns), dropna=False, observed=True, sort=False).ngroup().to_numpy()
    each = [
        value([None if pd.isna(cell) else cell for cell in row])
        for row in cells[~pd.Series(group).duplicated().to_numpy()].itertuples(index=False)
    ]
    found = np.empty(len(each), dtype=object)
    found[:] = each
    return pd.Series(found[group], index=data.index, dtype=object)
