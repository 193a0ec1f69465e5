"""Rows sorted into people and rows left out, with reasons, before anything else is made of them.

What survey and experiment programs write beside the answers says who took part: previews, test rows, bots,
people who never came, people who stopped. Such rows are left out unless all are to be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from ikea_effect.analysis.basis import LeftOut
from ikea_effect.analysis.reading.markers import EMPTY, MARKERS, Mask, in_doubt, no_person, text_of
from ikea_effect.errors import AnalysisError
from ikea_effect.protocol.models import Protocol

MODES = ("lab", "simulated", "scripted")


class People(NamedTuple):
    """The rows of those who took part, how many others there were and why, and how the data came about."""

    parts: list[pd.DataFrame]
    left_out: tuple[LeftOut, ...]
    mode: str | None
    notes: tuple[str, ...]


def people_in(
    parts: Sequence[pd.DataFrame], protocol: Protocol, codes: Sequence[str] = (), *, keep_all: bool = False
) -> People:
    """The rows of each file that are people's; with `keep_all` every row. `codes` stand for no answer.

    `mode` is None where no column says it. Raises: AnalysisError if no row is left.
    """
    mode = _mode(parts)
    left_out: dict[str, int] = {}
    kept = list(parts)
    for reason, applies in () if keep_all else _reasons(protocol, mode, codes):
        for place, part in enumerate(kept):
            if (out := applies(part)).any():
                left_out[reason] = left_out.get(reason, 0) + _rows_gone(part, out)
                kept[place] = part[~out]
    if left_out and not any(len(part) for part in kept):
        why = "; ".join(f"{reason} ({rows})" for reason, rows in left_out.items())
        raise AnalysisError(f"The data hold no participant. Left out: {why}. --keep-all keeps every row.")
    notes = tuple(note for part in kept for note in in_doubt(part, protocol))
    return People(
        kept, tuple(LeftOut(reason, rows) for reason, rows in left_out.items() if rows), mode, notes
    )


def _reasons(
    protocol: Protocol, mode: str | None, codes: Sequence[str]
) -> Iterator[tuple[str, Callable[[pd.DataFrame], Mask]]]:
    """Why a row may be left out, in the order in which it is asked."""
    for marker in MARKERS:
        yield marker.reason, marker.applies
    yield from no_person(protocol)
    for other in MODES:
        if mode is not None and other != mode:
            yield f"{other} session among {mode} ones", partial(_came_about, other)
    yield "no answer to any measure", lambda data: _unanswered(data, protocol, EMPTY.union(codes))


def _rows_gone(part: pd.DataFrame, out: Mask) -> int:
    """How many rows of the file these are: one that became several is gone when all of them are."""
    if part.index.is_unique:
        return int(out.sum())
    return len(part.index[out].unique().difference(part.index[~out]))


# --- cells ------------------------------------------------------------------------------------------------


def _came_about(mode: str, data: pd.DataFrame) -> Mask:
    return np.asarray(text_of(data, "mode") == mode)


def _mode(parts: Sequence[pd.DataFrame]) -> str | None:
    """How the data came about, by the column mode: lab where any session is one of the lab's."""
    said = {word for part in parts if "mode" in part.columns for word in set(text_of(part, "mode"))}
    return next((mode for mode in MODES if mode in said), None)


def _unanswered(data: pd.DataFrame, protocol: Protocol, empty: frozenset[str]) -> Mask:
    """Rows without any answer; a session of ours that reached its end stays, whatever it was asked."""
    answers = [
        str(column)
        for column in data.columns
        if any(column == name or str(column).startswith(f"{name}.") for name in protocol.measures)
    ]
    rows = np.arange(len(data) if answers else 0)
    for column in answers:  # only rows that were empty so far: of a million, hardly any is after the first
        rows = rows[_empty(data[column].iloc[rows], empty)]
    nobody = np.zeros(len(data), dtype=bool)
    nobody[rows[text_of(data.iloc[rows], "status") != "complete"]] = True
    return nobody


def _empty(column: pd.Series, words: frozenset[str]) -> Mask:
    if pd.api.types.is_numeric_dtype(column):
        return column.isna().to_numpy()
    return (column.isna() | column.astype("str").str.strip().str.lower().isin(words)).to_numpy()
