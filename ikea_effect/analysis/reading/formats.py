"""The numbers of a column: one notation for all its cells, decided by all its cells, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ikea_effect.analysis.reading.cells import Rejected, as_a_number, cell_text, why_no_number
from ikea_effect.money import currency_name
from ikea_effect.numerals import Notation, is_grouped, notations, plain_number
from ikea_effect.typed_money import without_currency

LARGEST = 1e15
"""Beyond it an amount in cents is no longer exact."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is known of how a column is written before its cells are looked at.

    `decimal` and `thousands` name signs (None: the cells decide). `currency` may stand at the number.
    `below_thousand`: the declared values are all smaller, so that no sign stands between thousands.
    `percent`: what 100% is, where a column of percentages can be read: 1 or 100.
    """

    decimal: str | None = None
    thousands: str | None = None
    currency: str | None = None
    below_thousand: bool = False
    percent: int | None = None

    def notations(self) -> list[Notation]:
        """The notations that are possible."""
        return list(notations(self.decimal, "none" if self.below_thousand else self.thousands))


class _Reading(NamedTuple):
    """The distinct cells of a column as numbers (None: not one), in one notation."""

    notation: Notation
    numbers: tuple[str | None, ...]


def as_numbers(
    column: pd.Series,
    rejected: list[Rejected],
    missing: Sequence[str],
    notes: list[str],
    written: Written | None = None,
) -> pd.Series:
    """The column as finite numbers, NaN where a cell is empty; what can be read in two ways is rejected."""
    name = str(column.name)
    if pd.api.types.is_bool_dtype(column):
        rejected.append(Rejected(name, column.index, "holds true and false, not numbers"))
        return column
    written = written or Written()
    if written.percent and (bare := _percentages(column, missing)) is not None:
        notes.append(f"{name} is written in percent, of which 100% is {written.percent}.")
        return (
            as_numbers(bare, rejected, missing, notes, replace(written, percent=None)) * written.percent / 100
        )
    numbers = _quickly(column, missing, written)
    if numbers is None:
        numbers = _by_notation(column, rejected, missing, notes, written)
    huge = numbers.abs() > LARGEST
    for value, rows in numbers[huge].groupby(numbers[huge], sort=False):
        rejected.append(Rejected(name, rows.index, f"{value:g} is too large to be exact"))
    return numbers


def _percentages(column: pd.Series, missing: Sequence[str]) -> pd.Series | None:
    """The cells without their percent sign, where each that says something has one; else None."""
    if pd.api.types.is_numeric_dtype(column):
        return None
    text = cell_text(column)
    said = ~text.isin(list(missing))
    if not said.any() or not text[said].str.endswith("%").all():
        return None
    bare = text.where(~said, text.str.removesuffix("%").str.strip())
    return pd.Series(bare, name=column.name)


_GROUPED = r"^[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+$"


def _quickly(column: pd.Series, missing: Sequence[str], written: Written) -> pd.Series | None:
    """The column where it is numbers, or text with decimal points that nothing else can mean; else None.

    Text goes through Arrow, ten times as fast as through the notations.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if pd.api.types.is_numeric_dtype(column):
        values = column.astype(np.float64)
        return None if np.isinf(values.to_numpy()).any() else values
    try:
        cells = pa.array(column, type=pa.string())
        cells = pc.if_else(pc.is_in(cells, pa.array(missing)), None, cells)
        values = cells.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return None
    if not np.isfinite(values[cells.is_valid().to_numpy(zero_copy_only=False)]).all():
        return None
    pointed = cells.filter(pc.fill_null(pc.match_substring(cells, "."), False))
    known = written.decimal == "point" or written.thousands == "none" or written.below_thousand
    elsewhere = written.decimal == "comma" or written.thousands == "point"
    if len(pointed) and (elsewhere or not (known or _a_decimal_point(pointed))):
        return None
    return pd.Series(values, index=column.index, name=column.name)


def _a_decimal_point(cells: Any) -> bool:
    """Whether in one cell at least the point cannot stand between thousands."""
    import pyarrow.compute as pc

    first = cells.slice(0, 1000)  # nearly always enough
    for some in (first, cells) if len(cells) > len(first) else (first,):
        if not pc.all(pc.match_substring_regex(some, _GROUPED)).as_py():
            return True
    return False


def _by_notation(
    column: pd.Series,
    rejected: list[Rejected],
    missing: Sequence[str],
    notes: list[str],
    written: Written,
) -> pd.Series:
    """The column in the one notation that reads all its cells. Each distinct cell is read once."""
    codes, found = pd.factorize(cell_text(column))
    held = np.array([str(text) not in (*missing, "<NA>") for text in found], dtype=bool)
    texts = [str(text) for text in found[held]]
    bare = [_bare(text, written.currency) for text in texts]
    readings = _readings(bare, written)
    best = readings[0]
    two_ways = _two_ways(bare, readings, written)
    if two_ways:
        rows = column.index[np.isin(codes, np.flatnonzero(held)[two_ways.cells])]
        rejected.append(Rejected(str(column.name), rows, two_ways.sentence))
    for place, number in enumerate(best.numbers):
        if number is None:
            rows = column.index[codes == np.flatnonzero(held)[place]]
            why = why_no_number(texts[place], bare[place], best.notation, written.currency)
            way_out = as_a_number(str(column.name), texts[place], written.currency)
            rejected.append(Rejected(str(column.name), rows, f"'{texts[place]}' {why}", way_out))
    notes += _notes(str(column.name), texts, bare, best.notation)
    values = np.full(len(found), np.nan)
    values[held] = [np.nan if number is None else float(number) for number in best.numbers]
    return pd.Series(values[codes], index=column.index, name=column.name)


def _bare(text: str, currency: str | None) -> str:
    """The text without the currency's sign or word, and without the apostrophe by which Excel marks text.

    A dash in place of the cents ("2,-") is no cents.
    """
    if re.match(r"'[-+.,0-9]", text):
        text = text[1:]
    if currency:
        text = _without_words(without_currency(text, currency, "en"), currency)
    return _DASH.sub(r"\g<1>00", text)


def _without_words(text: str, currency: str) -> str:
    """The text without what people call the currency behind the number: 1,10 euro."""
    if not text[-1:].isalpha():
        return text  # nearly all: names are not looked up for them
    names = {currency_name(currency, "en").split()[-1].lower(), currency.lower()}
    number, _, word = text.replace("\u00a0", " ").rpartition(" ")
    return number.strip() if word.lower() in names | {name.removesuffix("s") for name in names} else text


_DASH = re.compile(r"(?<=[0-9])([.,])(?:--?|[\u2013\u2014])$")


def _readings(texts: Sequence[str], written: Written) -> list[_Reading]:
    """The texts in every possible notation; the one that reads most first, the plainest among equals."""
    found = [
        _Reading(notation, tuple(plain_number(text, notation) for text in texts))
        for notation in written.notations()
    ]
    return sorted(found, key=lambda reading: reading.numbers.count(None))


class _TwoWays(NamedTuple):
    cells: NDArray[np.intp]
    sentence: str


def _two_ways(texts: Sequence[str], readings: list[_Reading], written: Written) -> _TwoWays | None:
    """The cells that two notations read differently, or None."""
    best = readings[0]
    if not texts or None in best.numbers:
        return None
    values = _floats(best)
    for other in readings[1:]:
        if None not in other.numbers and (differs := np.flatnonzero(_floats(other) != values)).size:
            here = int(differs[0])
            means = sorted({float(values[here]), float(_floats(other)[here])})
            return _TwoWays(differs, _asks(texts[here], means))
    grouped = np.array([is_grouped(text, best.notation) for text in texts])
    if written.decimal is None and written.thousands is None and _two_hands(texts, grouped, best.notation):
        here = int(np.flatnonzero(grouped)[0])
        means = [float(texts[here].replace(",", ".")), float(values[here])]
        return _TwoWays(np.flatnonzero(grouped), _asks(texts[here], means))
    return None


def _two_hands(texts: Sequence[str], grouped: NDArray[np.bool_], notation: Notation) -> bool:
    """Whether "1.000" and "2,50" stand in one column, and no cell shows that one hand wrote both signs.

    People who type into a free field each use their own decimal sign: "1.000" may then be one.
    """
    if notation.thousands not in ("point", "comma") or not grouped.any():
        return False
    signs = [sum(text.count(sign) for sign in ".,") for text in texts]
    certain = any(count > 1 for count, group in zip(signs, grouped, strict=True) if group)
    decimals = any(count for count, group in zip(signs, grouped, strict=True) if not group)
    return decimals and not certain


def _floats(reading: _Reading) -> NDArray[np.float64]:
    return np.array([float(number or "nan") for number in reading.numbers])


def _asks(text: str, means: Sequence[float]) -> str:
    mark = "point" if "." in text else "comma"
    return (
        f"'{text}' can be {' or '.join(f'{value:.15g}' for value in means)}. Say what the {mark} is: "
        f"--thousands {mark} or --decimal {mark}"
    )


def _notes(name: str, texts: Sequence[str], bare: Sequence[str], notation: Notation) -> list[str]:
    """How the column is written, where that is not with plain decimal points."""
    notes = []
    if notation.decimal == "comma" and any("," in text for text in bare):
        notes.append(f"{name} is written with decimal commas.")
    if any(is_grouped(text, notation) for text in bare):
        notes.append(f"{name} is written with a sign between thousands ({notation.thousands}).")
    if stripped := [text for text, left in zip(texts, bare, strict=True) if text != left]:
        notes.append(f"{name}: '{stripped[0]}' and the like were read without the sign at the number.")
    return notes
