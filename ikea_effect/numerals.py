"""Numbers as people and programs write them: what one text can mean in one notation.

A notation is a decimal sign and a sign between thousands. Whoever has one text (an amount field) or a
whole column (a file) asks which notations can read it, and refuses what two of them read differently.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

DECIMALS: Mapping[str, str] = {"point": ".", "comma": ","}
"""The decimal signs by name."""

THOUSANDS: Mapping[str, str] = {
    "none": "", "point": ".", "comma": ",", "space": " \u00a0\u202f\u2009", "apostrophe": "'’",
}  # fmt: skip
"""The signs between thousands by name; several signs of one name look alike."""

MINUS = "-\u2212\u2010\u2013"
"""What is written as a minus: the sign of the keyboard, the true one, two hyphens of word processors."""


class Notation(NamedTuple):
    """How a number is written, by the names of its signs."""

    decimal: str = "point"
    thousands: str = "none"


def notations(decimal: str | None = None, thousands: str | None = None) -> Iterator[Notation]:
    """Every notation that has these signs, where they are known."""
    for point in DECIMALS if decimal is None else (decimal,):
        for mark in THOUSANDS if thousands is None else (thousands,):
            if mark != point:
                yield Notation(point, mark)


def plain_number(text: str, notation: Notation) -> str | None:
    """The number with a decimal point, no thousands and "-" as its minus, or None if it is not written so."""
    parts = _pattern(notation).fullmatch(text)
    if parts is None:
        return None
    whole = re.sub("[^0-9]", "", parts["whole"] or "0")
    minus = "-" if parts["sign"] and parts["sign"] in MINUS else ""
    decimals = parts["decimals"] or parts["only"]
    return f"{minus}{whole}{'.' + decimals if decimals else ''}{parts['power'] or ''}"


def is_grouped(text: str, notation: Notation) -> bool:
    """Whether the text has a sign between thousands in this notation."""
    parts = _pattern(notation).fullmatch(text)
    return parts is not None and parts["grouped"] is not None


@functools.cache
def _pattern(notation: Notation) -> re.Pattern[str]:
    """Groups of three, or the last of three and the others of two, as in India.

    No language groups the thousands of a number below one: "0.750" has a decimal point.
    """
    point, marks = re.escape(DECIMALS[notation.decimal]), re.escape(THOUSANDS[notation.thousands])
    grouped = r"(?!)"
    if marks:
        by_three = rf"[1-9][0-9]{{0,2}}(?P<mark>[{marks}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*"
        by_two = r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}" if notation.thousands == "comma" else r"(?!)"
        grouped = rf"{by_three}|{by_two}"
    return re.compile(
        rf"(?P<sign>[+{re.escape(MINUS)}]?)(?=[{point}0-9])"
        rf"(?P<whole>(?P<grouped>{grouped})|[0-9]*)"
        rf"(?:(?<=[0-9]){point}(?P<decimals>[0-9]*)|{point}(?P<only>[0-9]+)|(?<=[0-9]))"
        r"(?P<power>(?<![.,])[eE][+-]?[0-9]{1,3})?"
    )
