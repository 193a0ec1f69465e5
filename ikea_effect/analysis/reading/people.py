"""Rows sorted into people and rows left out, with reasons, before anything else is made of them.

What survey and experiment programs write beside the answers says who took part: previews, test rows, bots,
people who never came, people who stopped. Such rows are left out unless all are to be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ikea_effect.analysis.basis import LeftOut
from ikea_effect.analysis.reading.cells import rows_written
from ikea_effect.errors import AnalysisError
from ikea_effect.protocol.models import Protocol

Mask = NDArray[np.bool_]
YES = frozenset({"1", "1.0", "true", "yes"})
NO = frozenset({"0", "0.0", "false", "no"})
EMPTY = frozenset({"", "na", "nan", "n/a", "none", "<na>"})
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
                left_out[reason] = left_out.get(reason, 0) + int(out.sum())
                kept[place] = part[~out]
    if left_out and not any(len(part) for part in kept):
        why = "; ".join(f"{reason} ({rows})" for reason, rows in left_out.items())
        raise AnalysisError(f"The data hold no participant. Left out: {why}. --keep-all keeps every row.")
    notes = tuple(note for part in kept for note in _suspected(part))
    return People(kept, tuple(LeftOut(reason, rows) for reason, rows in left_out.items()), mode, notes)


OWN = ("participant", "status", "mode", "language", "started_at")


def own_table(data: pd.DataFrame) -> bool:
    """Whether the table is one that a study of ours exported, where an answer is what was typed."""
    return all(column in data.columns for column in OWN)


def _suspected(data: pd.DataFrame) -> Iterator[str]:
    """A note on rows that Qualtrics suspects, which stay."""
    spam = Marker("", "Status", frozenset({"spam", "possible spam", "8", "12"}), _QUALTRICS).applies(data)
    if spam.any():
        yield f"Qualtrics suspects {rows_written(data.index[spam], most=10)} of being spam; kept."


def _summed(found: list[LeftOut]) -> tuple[LeftOut, ...]:
    """Each reason once."""
    rows: dict[str, int] = {}
    for one in found:
        rows[one.reason] = rows.get(one.reason, 0) + one.rows
    return tuple(LeftOut(reason, count) for reason, count in rows.items())


def _reasons(
    protocol: Protocol, mode: str | None, codes: Sequence[str]
) -> Iterator[tuple[str, Callable[[pd.DataFrame], Mask]]]:
    """Why a row may be left out, in the order in which it is asked."""
    for marker in MARKERS:
        yield marker.reason, marker.applies
    for other in MODES:
        if mode is not None and other != mode:
            yield f"{other} session among {mode} ones", partial(_came_about, other)
    yield "no answer to any measure", lambda data: _unanswered(data, protocol, EMPTY.union(codes))


# --- cells ------------------------------------------------------------------------------------------------


def _text(data: pd.DataFrame, column: str) -> Mask:
    """The cells as words in small letters; empty where there is no such column."""
    if column not in data.columns:
        return np.full(len(data), "", dtype=object)
    cells = data[column].astype(object)
    return cells.where(cells.notna(), "").astype(str).str.strip().str.lower().to_numpy(dtype=object)


def _numbers(data: pd.DataFrame, column: str) -> NDArray[np.float64]:
    return pd.to_numeric(pd.Series(_text(data, column)), errors="coerce").to_numpy(dtype=np.float64)


def _came_about(mode: str, data: pd.DataFrame) -> Mask:
    return np.asarray(_text(data, "mode") == mode)


def _mode(parts: Sequence[pd.DataFrame]) -> str | None:
    """How the data came about, by the column mode: lab where any session is one of the lab's."""
    said = {word for part in parts if "mode" in part.columns for word in set(_text(part, "mode"))}
    return next((mode for mode in MODES if mode in said), None)


def _unanswered(data: pd.DataFrame, protocol: Protocol, empty: frozenset[str]) -> Mask:
    """Rows without any answer; a session of ours that reached its end stays, whatever it was asked."""
    answers = [
        str(column)
        for column in data.columns
        if any(column == name or str(column).startswith(f"{name}.") for name in protocol.measures)
    ]
    rows = data if answers else data.iloc[:0]
    for column in answers:  # only rows that were empty so far: of a million, hardly any is after the first
        rows = rows[_empty(rows[column], empty)]
    rows = rows[_text(rows, "status") != "complete"]
    return data.index.isin(rows.index) if len(rows) else np.zeros(len(data), dtype=bool)


def _empty(column: pd.Series, words: frozenset[str]) -> Mask:
    if pd.api.types.is_numeric_dtype(column):
        return column.isna().to_numpy()
    return (column.isna() | column.astype("str").str.strip().str.lower().isin(words)).to_numpy()


# --- markers ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Marker:
    """Words of a column by which a program says that a row is nobody's who took part.

    `beside` are columns of the same program, one of which has to be there as well: names such as Status are
    used by many. `below` marks numbers smaller than that, or than the number in another column.
    """

    reason: str
    column: str
    words: frozenset[str] = frozenset()
    beside: tuple[str, ...] = ()
    below: str | float | None = None

    def applies(self, data: pd.DataFrame) -> Mask:
        """Which rows it marks."""
        if self.column not in data.columns or (self.beside and not any(one in data for one in self.beside)):
            return np.zeros(len(data), dtype=bool)
        if self.below is None:
            return np.isin(_text(data, self.column), list(self.words))
        limit = _numbers(data, self.below) if isinstance(self.below, str) else self.below
        with np.errstate(invalid="ignore"):
            return np.asarray(_numbers(data, self.column) < limit)


_QUALTRICS = ("ResponseId", "RecordedDate", "StartDate", "EndDate", "UserLanguage")
_PREVIEW = frozenset({"survey preview", "offline survey preview", "1", "9", "17"})
_SOSCI = ("QUESTNNR", "SERIAL", "STARTED", "LASTDATA")
_LIMESURVEY = ("startlanguage", "lastpage", "seed")

MARKERS = (
    Marker("preview (Qualtrics)", "Status", _PREVIEW, _QUALTRICS),
    Marker("test response (Qualtrics)", "Status", frozenset({"survey test", "2"}), _QUALTRICS),
    Marker("preview (Qualtrics)", "DistributionChannel", frozenset({"preview"})),
    Marker("test response (Qualtrics)", "DistributionChannel", frozenset({"test"})),
    Marker("not finished (Qualtrics)", "Finished", NO, _QUALTRICS),
    Marker("not finished (Qualtrics)", "Progress", beside=_QUALTRICS, below=100.0),
    Marker("bot (oTree)", "participant._is_bot", YES),
    Marker("demo session (oTree)", "session.is_demo", YES),
    Marker("never came (oTree)", "participant.visited", NO),
    Marker("never came (oTree)", "participant.time_started", EMPTY),
    Marker("never came (oTree)", "participant.time_started_utc", EMPTY),
    Marker(
        "did not reach the end (oTree)", "participant._index_in_pages", below="participant._max_page_index"
    ),
    Marker("pretest (SoSci Survey)", "MODE", frozenset({"pretest", "debug", "admin"}), _SOSCI),
    Marker("not finished (SoSci Survey)", "FINISHED", NO, _SOSCI),
    Marker("not finished (LimeSurvey)", "submitdate", EMPTY, _LIMESURVEY),
    Marker("session was interrupted", "status", frozenset({"interrupted"}), ("mode",)),
    Marker("session was ended early", "status", frozenset({"ended-early"}), ("mode",)),
    Marker("session waits for others", "status", frozenset({"waiting"}), ("mode",)),
)
"""What the known programs write. Who Qualtrics suspects of spam is kept: that is for the study to decide."""
