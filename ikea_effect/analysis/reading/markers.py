"""What programs, and people who keep tables by hand, write about rows that are nobody's who took part.

Words that can mean only that leave a row out; words that may mean it are told, and the row stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ikea_effect.analysis.reading.cells import rows_written
from ikea_effect.analysis.reading.files import COLUMNS
from ikea_effect.analysis.reading.ids import plain_name
from ikea_effect.analysis.reading.shapes import SAID
from ikea_effect.errors import brief, listed
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.models import Protocol

Mask = NDArray[np.bool_]
YES = frozenset({"1", "1.0", "true", "yes", "y", "ja", "waar", "wahr", "oui", "vrai"})
NO = frozenset({"0", "0.0", "false", "no", "n", "nee", "onwaar", "nein", "falsch", "non", "faux"})
"""True and false, also as a spreadsheet in Dutch, German or French writes them."""
EMPTY = frozenset({"", "na", "nan", "n/a", "none", "<na>"})


def text_of(data: pd.DataFrame, column: str) -> Mask:
    """The cells as words in small letters; empty where there is no such column."""
    if column not in data.columns:
        return np.full(len(data), "", dtype=object)
    cells = data[column].astype(object)
    return cells.where(cells.notna(), "").astype(str).str.strip().str.lower().to_numpy(dtype=object)


def _numbers(data: pd.DataFrame, column: str) -> NDArray[np.float64]:
    return pd.to_numeric(pd.Series(text_of(data, column)), errors="coerce").to_numpy(dtype=np.float64)


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
        column = _headed(data, self.column)
        if column not in data.columns or (self.beside and not _stood_beside(data, self.beside)):
            return np.zeros(len(data), dtype=bool)
        if self.below is None:
            return np.isin(text_of(data, column), list(self.words))
        limit = _numbers(data, self.below) if isinstance(self.below, str) else self.below
        with np.errstate(invalid="ignore"):
            return np.asarray(_numbers(data, column) < limit)


def _headed(data: pd.DataFrame, name: str) -> str:
    """The column of the name, also where LimeSurvey adds its question (submitdate. Date submitted).

    And where a second header has the name: Qualtrics' V10 is Finished.
    """
    if name in data.columns:
        return name
    said: Mapping[str, str] = data.attrs.get(SAID, {})
    headed = (one for one in map(str, data.columns) if one.startswith(f"{name}. ") or said.get(one) == name)
    return next(headed, name)


def _stood_beside(data: pd.DataFrame, names: Collection[str]) -> bool:
    """Whether one of the columns is there, or was in the file before it was renamed."""
    there = {*map(str, data.columns), *data.attrs.get(COLUMNS, ()), *data.attrs.get(SAID, {}).values()}
    return not there.isdisjoint(names)


_SHOWN = frozenset({"survey preview", "offline survey preview"})
_QUALTRICS = ("ResponseId", "ResponseID", "RecordedDate", "StartDate", "EndDate", "UserLanguage")
_PREVIEW = frozenset({"1", "9", "17"})
_SOSCI = ("QUESTNNR", "SERIAL", "STARTED", "LASTDATA")

MARKERS = (
    Marker("preview (Qualtrics)", "Status", _SHOWN),
    Marker("preview (Qualtrics)", "Status", _PREVIEW, _QUALTRICS),
    Marker("test response (Qualtrics)", "Status", frozenset({"survey test"})),
    Marker("test response (Qualtrics)", "Status", frozenset({"2"}), _QUALTRICS),
    Marker("preview (Qualtrics)", "DistributionChannel", frozenset({"preview"})),
    Marker("test response (Qualtrics)", "DistributionChannel", frozenset({"test"})),
    Marker("not finished (Qualtrics)", "Finished", NO),
    Marker("not finished (Qualtrics)", "Progress", below=100.0),
    Marker("bot (oTree)", "participant._is_bot", YES),
    Marker("bot (oTree)", "_is_bot", YES),
    Marker("bot (oTree)", "is_bot", YES),
    Marker("demo session (oTree)", "session.is_demo", YES),
    Marker("never came (oTree)", "participant.visited", NO),
    Marker("never came (oTree)", "participant.time_started", EMPTY),
    Marker("never came (oTree)", "participant.time_started_utc", EMPTY),
    Marker(
        "did not reach the end (oTree)", "participant._index_in_pages", below="participant._max_page_index"
    ),
    Marker("pretest (SoSci Survey)", "MODE", frozenset({"pretest", "debug", "admin"})),
    Marker("not finished (SoSci Survey)", "FINISHED", NO, _SOSCI),
    Marker("only looked at the pages (SoSci Survey)", "Q_VIEWER", YES),
    Marker("not finished (LimeSurvey)", "submitdate", EMPTY),
    Marker("did not finish (Prolific)", "Status", frozenset({"returned", "timed-out", "timed out"})),
    Marker("session was interrupted", "status", frozenset({"interrupted"}), ("mode",)),
    Marker("session was ended early", "status", frozenset({"ended-early"}), ("mode",)),
    Marker("session waits for others", "status", frozenset({"waiting"}), ("mode",)),
)
"""What the known programs write. Who Qualtrics suspects of spam is kept: that is for the study to decide."""


# --- by what stands for a person --------------------------------------------------------------------------

_TRY = re.compile(r"(tests?|testing|tester|pilot|dummy|debug|preview|asdf\w*|qwert\w*|xxx+)[ _.-]*[0-9]*")
_SUMMARY = re.compile(
    r"((grand |sub[ -]?)?totals?|sum|mean|average|avg|sd|st\.? ?dev\.?|std|median|gesamt|summe|mittelwert"
    r"|totaal|gemiddelde|moyenne|(zwischen|gesamt)summe|subtotaal|eindtotaal|standardabweichung|standaarddeviatie"
    r"|durchschnitt|count|aantal|anzahl|minimum|maximum):?"
)


def no_person(protocol: Protocol) -> Iterator[tuple[str, Callable[[pd.DataFrame], Mask]]]:
    """Why an id is nobody's: a try-out, a row of totals, or nothing where the condition is empty too."""
    between = [name for name, factor in protocol.factors.items() if not factor.within]
    yield "a try-out by its id", lambda data: _ids(data, _TRY)
    yield "a row of totals by its id", lambda data: _ids(data, _SUMMARY)
    yield "names no participant and no condition", lambda data: _nobody(data, between)


def summaries(ids: pd.Series) -> Mask:
    """Which ids are words for a row of totals or means."""
    return _ids(ids.to_frame("participant"), _SUMMARY)


def _ids(data: pd.DataFrame, pattern: re.Pattern[str]) -> Mask:
    """Rows whose participant is such a word; none where most are: there it is how the people are called.

    In a study of ours its mode says who took part, whatever the experimenter called them.
    """
    if (
        own_table(data)
        or "participant" not in data.columns
        or pd.api.types.is_numeric_dtype(data["participant"])
    ):
        return np.zeros(len(data), dtype=bool)
    import pyarrow as pa
    from pyarrow import compute

    ids = pa.array(data["participant"].astype("str").fillna(""), pa.string())
    applies = np.asarray(compute.match_substring_regex(ids, rf"^(?i)\s*({pattern.pattern})\s*$"))
    return applies & (2 * int(applies.sum()) <= len(data))


def _nobody(data: pd.DataFrame, between: list[str]) -> Mask:
    if "participant" not in data.columns or not all(name in data.columns for name in between):
        return np.zeros(len(data), dtype=bool)
    return np.asarray(np.all([_blank(data[name]) for name in ("participant", *between)], axis=0))


def _blank(column: pd.Series) -> Mask:
    return (column.isna() | (column.astype("str").str.strip() == "")).to_numpy()


OWN = ("participant", "status", "mode", "language", "started_at")


def own_table(data: pd.DataFrame) -> bool:
    """Whether the table is one that a study of ours exported, where an answer is what was typed."""
    return all(column in data.columns for column in OWN)


# --- what may mean that ------------------------------------------------------------------------------------

_SPAM = Marker("", "Status", frozenset({"spam", "possible spam", "8", "12"}), _QUALTRICS)
_STATE = re.compile(
    r"(.*_)?(status|state|complete|completed|completion|finished|session|mode|type|note|notes"
    r"|opmerking|opmerkingen|bemerkung|bemerkungen|afgerond|voltooid|abgeschlossen)"
)
_PASSED = re.compile(
    r"(.*_)?(complete|completed|finished|consent|consented|consent_given|valid"
    r"|toestemming|akkoord|voltooid|afgerond|geldig|einwilligung|einverstanden|abgeschlossen)"
)
_OUT = re.compile(
    r"(.*_)?(exclude|excluded|is_test|test|preview|is_preview|pilot|bot|duplicate"
    r"|uitsluiten|uitgesloten|dubbel|ausschluss|ausgeschlossen|doppelt)"
)
_STOPPED = frozenset(
    {
        "incomplete", "unfinished", "partial", "in progress", "abandoned", "aborted", "drop-out",
        "dropout", "dropped out", "interrupted", "rejected", "returned", "timed-out", "timed out",
        "screened out", "disqualified", "excluded", "cancelled", "canceled", "preview", "test", "pilot",
        "onvolledig", "niet afgerond", "niet voltooid", "afgebroken", "gestopt", "uitgevallen", "uitgesloten",
        "teruggetrokken", "niet gekomen", "proef", "abgebrochen", "ausgeschlossen", "nicht beendet",
        "spam", "withdrawn", "no-show", "no show", "duplicate", "not finished", "not completed", "failed",
    }
)  # fmt: skip

_DECLINES = re.compile(
    r"(no|nee|nein|non)[ ,.;:-]|.*\b(not|niet|nicht|disagree|declined?|refused?|weiger|geweigerd)\b"
)
"""What people choose who do not consent, as a choice is worded: No, I do not agree."""


def in_doubt(data: pd.DataFrame, protocol: Protocol) -> Iterator[str]:
    """Notes on rows that stay, though a column may say that they are nobody's who took part."""
    if (spam := _SPAM.applies(data)).any():
        yield f"Qualtrics suspects {rows_written(data.index[spam], most=10)} of being spam; kept."
    ours = {*protocol.factors, *protocol.measures, *protocol.other_columns, "participant"}
    ours |= {column.name for column in columns_of(protocol)} if own_table(data) else set()
    for column in map(str, data.columns):
        name = plain_name(column)
        words = _STOPPED if _STATE.fullmatch(name) else frozenset()
        words |= NO if _PASSED.fullmatch(name) else YES if _OUT.fullmatch(name) else frozenset()
        if column in ours or not words or (column == _SPAM.column and spam.any()):
            continue
        cells = text_of(data, column)
        marked = np.isin(cells, list(words))
        if _PASSED.fullmatch(name):
            marked |= np.array([_DECLINES.match(cell) is not None for cell in cells], dtype=bool)
        if 0 < marked.sum() < len(data):
            yield _kept(data, column, marked)


def _kept(data: pd.DataFrame, column: str, marked: Mask) -> str:
    found = list(dict.fromkeys(data[column][marked].astype(str).str.strip()))[:5]
    where = rows_written(data.index[marked], most=10)
    return (
        f"{column} says {listed([brief(word) for word in found])} in {where}, kept. "
        "If these did not take part, leave them out with a --mapping file: "
        f"drop_rows: [{{column: {_in_yaml(column)}, values: [{listed(map(_in_yaml, found))}]}}]."
    )


def _in_yaml(word: str) -> str:
    """The word as it stands in a mapping file: in quotes where a sign in it would part it."""
    return word if re.fullmatch(r"\w[\w -]*", word) else json.dumps(word, ensure_ascii=False)
