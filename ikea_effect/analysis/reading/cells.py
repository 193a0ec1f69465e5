"""Single cells of a table: text to numbers and levels, and every cell that is neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ikea_effect.errors import as_word, did_you_mean, listed
from ikea_effect.numerals import Notation, notations, plain_number
from ikea_effect.typed_money import names_a_currency, without_currency

OPEN = "?"
"""Stands for what a value means where the file does not say it; no level may be called so."""

MISSING = ("", "NA", "NaN", "nan", "N/A", "#N/A", "NULL", ".")
"""How programs write that there is no value."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Cells of one column that cannot be read, why, and what to do, as a sentence of its own."""

    column: str
    rows: pd.Index
    what: str
    way_out: str = ""

    def __str__(self) -> str:
        return f"  {rows_written(self.rows)}, column {self.column}: {self.what}"


def in_order(rejected: Iterable[Rejected]) -> list[Rejected]:
    """From the top of the table down, as far as rows can be ordered."""
    found = list(rejected)
    if all(isinstance(row, int | np.integer) for one in found for row in one.rows[:1]):
        return sorted(found, key=lambda one: int(one.rows[0]) if len(one.rows) else 0)
    return found


_SHOWN = 40


FIRST_ROW = 2
"""The row below the header, in which survey programs repeat questions."""


def refusal(rejected: Iterable[Rejected]) -> str:
    """The cells from the top of the table down, of many the first, and for each column once what to do."""
    found = in_order(rejected)
    more = [f"  and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    labels = {one.column for one in found if list(one.rows) == [FIRST_ROW]}
    label_row = (
        [f"Row {FIRST_ROW} may hold labels, not answers: label_rows: 1 in a --mapping file says so."]
        if len(labels) > 1
        else []
    )
    ways_out = {one.column: one.way_out for one in reversed(found) if one.way_out}
    lines = [
        *map(str, found[:_SHOWN]),
        *more,
        *label_row,
        *dict.fromkeys(ways_out[column] for column in sorted(ways_out)),
    ]
    return "\n".join(["The data are not what the protocol declares:", *lines])


def rows_written(rows: Iterable[object], most: int | None = None) -> str:
    """The rows in words, "row 2" or "rows 2, 4-6": every row (or the first `most`), neighbors joined."""
    found = list(rows)
    if most is not None and len(found) > most:
        return f"{rows_written(found[:most])} and {len(found) - most} more"
    if not all(isinstance(row, int | np.integer) for row in found):
        parts = [str(row) for row in found]
    else:
        parts = _ranges(np.asarray(found, dtype=np.int64))
    return f"row{'s' if len(found) > 1 else ''} {', '.join(parts)}"


def _ranges(rows: np.ndarray) -> list[str]:
    breaks = np.flatnonzero(np.diff(rows) != 1) + 1
    starts, ends = rows[np.r_[0, breaks]], rows[np.r_[breaks - 1, len(rows) - 1]]
    return [str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True)]


def as_levels(
    column: pd.Series,
    levels: Sequence[str],
    rejected: list[Rejected],
    missing: Sequence[str] = (),
    labels: Sequence[str] = (),
) -> pd.Series:
    """The column as one of the levels; unknown ones are rejected. `labels` are what readers call them."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    names = pd.Index(list(levels))
    codes = names.get_indexer_for(pd.Index(column))
    if (rest := codes < 0).any():
        text = cell_text(column[rest])
        codes[rest] = names.get_indexer_for(pd.Index(text))
        unknown = text[~text.isin([*levels, *missing])]
        for value, rows in unknown.groupby(unknown, sort=False):
            said = f"'{value}' is not a level" if value else "is empty; levels are"
            called = [*zip(levels, levels, strict=True), *zip(labels, levels, strict=False)]
            near = [level for name, level in called if name.lower() == str(value).lower()]
            hint = f" Did you mean '{near[0]}'?" if near else did_you_mean(str(value), levels)
            way_out = _as_a_level(str(column.name), str(value), near[0] if near else "LEVEL")
            if not value and _merged(text, len(column)):
                way_out = _FILL_DOWN
            rejected.append(
                Rejected(str(column.name), rows.index, f"{said} ({listed(levels)}).{hint}", way_out)
            )
    return pd.Series(pd.Categorical.from_codes(codes, names), index=column.index, name=column.name)


_FILL_DOWN = (
    "Cells that were merged in a spreadsheet say their value in their first row alone: take the merging back "
    "there, and fill every row."
)


def _merged(text: pd.Series, rows: int) -> bool:
    """Whether so many cells are empty, not the first, that they may have been merged with those above."""
    empty = text.eq("").to_numpy()
    return bool(2 * empty.sum() > rows) and text.index[empty][0] != FIRST_ROW


def _as_a_level(column: str, value: str, level: str) -> str:
    """What to do with cells that are no level."""
    if value == OPEN:
        return f"In the --mapping file, write a level in place of each '{OPEN}' of {column}."
    dropped = f'drop_rows: [{{column: {column}, values: ["{value}"]}}] in a --mapping file leaves rows out.'
    if not value:
        return dropped
    return f"Say which level a value is, as in --map {as_word(f'{column}:{value}={level}')}; {dropped}"


def cell_text(column: pd.Series) -> pd.Series:
    """The cells as text without spaces around it, "" where there is none."""
    return column.astype(object).where(column.notna(), "").astype(str).str.strip()


_MONTHS = "jan|feb|mar|mär|mrt|apr|may|mai|mei|jun|jul|aug|sep|oct|okt|nov|dec|dez"
_DATE = re.compile(
    rf"\d{{1,4}}[-/]\d{{1,2}}([-/]\d{{1,4}})?([ T][\d:.]+)?|\d{{1,2}}\.\d{{1,2}}\.\d{{2,4}}"
    rf"|\d{{1,2}}[-. ]+({_MONTHS})[a-z]*\.?([-. ]+\d{{2,4}})?|({_MONTHS})[a-z]*\.?[-. ]+\d{{1,4}}",
    re.IGNORECASE,
)


_RANGE = re.compile(r"\d+(?:[.,]\d+)? ?(?:-|\u2013|to|bis|tot) ?\d+(?:[.,]\d+)?")


def as_a_number(column: str, text: str, currency: str | None) -> str:
    """What to do with cells that are no numbers; "" where no option says it."""
    if names_a_currency(without_currency(text, currency, "en") if currency else text):
        return (
            f"Amounts in another currency than {currency} need a copy of the protocol that declares theirs: "
            "ikea-effect new NAME --from PROTOCOL --currency EUR --prices 0:5:0.05, say."
            if currency
            else ""
        )
    if any(sign.isdigit() for sign in text):
        return f"What a text says as a number, --map {as_word(f'{column}:{text}=NUMBER')} says."
    return (
        f"What stands for no answer, --missing {as_word(text)} says; what stands for a number, "
        f"--map {as_word(f'{column}:{text}=NUMBER')}, or values in a --mapping file."
    )


def why_no_number(text: str, bare: str, notation: Notation, currency: str | None) -> str:
    """Why a cell (and what is `bare` of signs around it) is not a number of a column in this notation."""
    if any(plain_number(bare, other) is not None for other in notations()):
        signs = f"decimal {notation.decimal}, thousands {notation.thousands}"
        return f"is not written as the rest of the column ({signs}); a column has one notation"
    if _DATE.fullmatch(text):
        kind = "a range or a date" if _RANGE.fullmatch(text) else "a date"
        return f"is {kind}; spreadsheets make dates of numbers such as 1.5. --missing='{text}' leaves it out"
    if _RANGE.fullmatch(text):
        return "is a range, not a number; bounds are columns of their own (in a measure's .low and .high)"
    if text.endswith("%"):
        return "is a percentage, not a number"
    if re.fullmatch(r"\(.*[0-9].*\)", text):
        return "stands in brackets; an amount below zero is written -3.00"
    if any(sign.isdigit() and not sign.isascii() for sign in text):
        return "has other digits than 0 to 9"
    if names_a_currency(bare):
        return f"names another currency than {currency}" if currency else "names a currency"
    return "is not a number"
