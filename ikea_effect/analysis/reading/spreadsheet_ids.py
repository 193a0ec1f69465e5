"""Ids that a spreadsheet has changed: into dates or powers of ten, or by taking zeros or last digits away.

What an id was cannot be told from what it became, and two may have become one: that is said, no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from ikea_effect.analysis.reading.cells import rows_written
from ikea_effect.errors import listed

_MONTH = (
    r"(jan|feb|m[aä]r|mrt|maart|apr|ma[yi]|mei|jun|jul|aug|sep|sept|o[ck]t|nov|de[cz]|januar[iy]?|februar[iy]?"
    r"|march|april|june?|juni|july?|juli|august(us)?|september|o[ck]tober|november|de[cz]ember)"
)
_DATE = (
    rf"\d{{1,2}}[-. ]{_MONTH}\.?([-. ]\d{{2,4}})?|{_MONTH}\.?[- ]\d{{2,4}}"
    r"|(19|20)\d\d-[01]\d-[0-3]\d([ T]00:00(:00)?)?|\d{1,2}/\d{1,2}/(\d\d|\d{4})|\d{1,2}\.\d{1,2}\.\d{4}"
)
_POWER = r"\d([.,]\d+)?[Ee][+-]\d{2,3}"
_KEPT, _CHANCE = 15, 1e-3
"""How many digits a spreadsheet keeps, and how seldom ids may end in so many zeros without one."""

_MAKES = {
    "dates": "turns ids like 3-1 or MAR05 into dates",
    "powers": "turns ids like 5E10, and long ones of digits, into numbers with a power of ten",
    "digits": f"keeps {_KEPT} digits of a number and writes zeros for the rest",
}
_BACK = (
    "What each was cannot be told from it, and two may have become one; all kept. Export the table again, or "
    "open the original with that column as text."
)


def spoiled(data: pd.DataFrame, column: str) -> list[str]:
    """Notes on ids of the column that look like what a spreadsheet makes of ids."""
    if column not in data.columns or pd.api.types.is_numeric_dtype(data[column]):
        return []
    ids = data[column].dropna().astype(str).str.strip()
    if not _any_at_all(ids):
        return []
    return [*_changed(column, ids), *_shortened(column, ids)]


def _any_at_all(ids: pd.Series) -> bool:
    """Whether one id could be such, by one look at all, since tables may hold a million."""
    import pyarrow as pa
    from pyarrow import compute

    text = pa.array(ids.to_numpy(dtype=object), pa.string())
    any_of = rf"(?i)^({_DATE}|{_POWER}|[0-9]{{{_KEPT + 1},}}|0[0-9]+)$"
    return compute.any(compute.match_substring_regex(text, any_of)).as_py() is True


def looks_spoiled(written: str) -> bool:
    """Whether one id looks like a date or a power of ten."""
    return re.fullmatch(f"{_DATE}|{_POWER}", written.strip(), re.IGNORECASE) is not None


def _changed(column: str, ids: pd.Series) -> Iterator[str]:
    for kind, those in (
        ("dates", ids[ids.str.fullmatch(_DATE, case=False)]),
        ("powers", ids[ids.str.fullmatch(_POWER)]),
        ("digits", _rounded(ids)),
    ):
        if len(those):
            by = f"perhaps changed by a spreadsheet, which {_MAKES[kind]}"
            yield f"{column}: {by}: {_which(those, ids)}. {_BACK}"


def _which(those: pd.Series, ids: pd.Series) -> str:
    shown = listed([f"'{one}'" for one in those.unique()[:4]])
    more = " and others" if those.nunique() > 4 else ""
    where = rows_written(those.index, most=10)
    return f"{those.nunique()} of {ids.nunique()} ids, {shown}{more} ({where})"


def _rounded(ids: pd.Series) -> pd.Series:
    """Ids whose digits beyond the fifteenth are all zeros, where chance hardly makes all of them so."""
    long = ids[ids.str.fullmatch(rf"\d{{{_KEPT + 1},}}")]
    beyond = long.str[_KEPT:]
    all_zeros = bool(beyond.str.fullmatch("0+").all())
    digits = int(long.drop_duplicates().str.len().sum()) - _KEPT * long.nunique()
    return long if all_zeros and 10.0**-digits < _CHANCE else long.iloc[:0]


def _shortened(column: str, ids: pd.Series) -> Iterator[str]:
    """A note where some ids begin with zeros and others are shorter than these: theirs may be lost."""
    numbers = ids[ids.str.fullmatch(r"\d+")]
    filled = numbers[numbers.str.match("0.")]
    if filled.empty:
        return
    width = int(filled.str.len().min())
    short = numbers[numbers.str.len() < width]
    if len(short):
        yield (
            f"{column}: perhaps changed by a spreadsheet, which takes zeros off at the left: "
            f"{_which(short, ids)}, shorter than '{filled.iloc[0]}' and others that begin with 0. An id of "
            "another table then does not find them; all kept as they are written."
        )
