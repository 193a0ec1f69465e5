"""A number as people type it, read by language."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from ikea_effect.numerals import MINUS, Notation, is_grouped, plain_number
from ikea_effect.screens.number import NumberEntry
from ikea_effect.typed_money import notation_of

LONGEST = 20
"""Signs that a field takes: more than the longest number of a grid, with thousands grouped."""


class Reading(NamedTuple):
    """What was typed: a number, or why it is none."""

    number: Decimal | None
    reason: str = ""  # not-read | whole | decimals | two-ways | below | above | off-grid


REASONS = ("not-read", "whole", "decimals", "two-ways", "below", "above", "off-grid")
"""Why a number is not taken, each with a sentence `ui.number-<reason>`."""

_DIGITS = re.compile(
    rf"[+{re.escape(MINUS)}]?[0-9.,'’ \u00a0\u202f\u2009]*[0-9][0-9.,'’ \u00a0\u202f\u2009]*"
)
_ONE_SIGN = re.compile(rf"[+{re.escape(MINUS)}]?[0-9]*[.,]?[0-9]*")
_SPACES = " \t\n\u00a0\u202f\u200e\u200f"


def read_number(text: str, ask: NumberEntry, language: str) -> Reading:
    """The number that a person typed, with either decimal sign ("12,5" and "12.5"), if it is on the grid.

    Thousands may be grouped as the language does it. What could be read in two ways ("1,500") is refused, not
    guessed, and so are powers ("1e3") and more decimals than the grid has.
    """
    typed = text.strip(_SPACES)
    if not _DIGITS.fullmatch(typed):
        return Reading(None, "not-read")
    plain, grouped = _plain(typed, ask.decimals), _grouped(typed, ask.decimals, language)
    if plain is not None and grouped is not None and plain != grouped:
        return Reading(None, "two-ways")
    if plain is None and grouped is not None and ask.decimals and _ONE_SIGN.fullmatch(typed):
        grouped = None  # one sign and three digits: fifteen hundred, or too many decimals
    number = plain if plain is not None else grouped
    if number is None:
        too_fine = "decimals" if ask.decimals else "whole"
        return Reading(None, too_fine if _ONE_SIGN.fullmatch(typed) else "not-read")
    return Reading(number, ask.off(number))


def _plain(typed: str, decimals: int) -> Decimal | None:
    """The number with either decimal sign and no thousands."""
    for sign in ("point", "comma"):
        if (number := _in(typed, Notation(sign, "none"), decimals)) is not None:
            return number
    return None


def _grouped(typed: str, decimals: int, language: str) -> Decimal | None:
    """The number as the language writes it, its thousands grouped."""
    notation = notation_of(language)
    return _in(typed, notation, decimals) if is_grouped(typed, notation) else None


def _in(typed: str, notation: Notation, decimals: int) -> Decimal | None:
    found = plain_number(typed, notation)
    if found is None or len(found.partition(".")[2]) > decimals:
        return None
    return Decimal(found)
