"""A number that is typed: what is asked, and how it is read and written in a language."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

from typing_extensions import override

from ikea_effect.money import notation_of
from ikea_effect.numerals import MINUS, Notation, is_grouped, plain_number
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import Ask

LONGEST = 20
"""Signs that a field takes: more than the longest number of a grid, with thousands grouped."""


@dataclass(frozen=True, slots=True)
class NumberEntry(Ask):
    """A number typed in. Value: a number of the grid low, low + step, .., high; whole where the grid is.

    Others are refused at the field with a sentence (ui.number-<reason>), and nothing is recorded.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.number:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.numbers:CONTROL"

    question: Text
    low: Decimal
    high: Decimal
    step: Decimal
    unit: Text | None = None
    measure: str | None = None

    @property
    def decimals(self) -> int:
        """The most decimals that a number of the grid has."""
        return max(_decimals(self.low), _decimals(self.step))

    @override
    def takes(self, value: Any) -> bool:
        if type(value) not in ((int, float) if self.decimals else (int,)):
            return False
        if not (math.isfinite(value) and self.low <= value <= self.high):
            return False
        return not _off(Decimal(str(value)), self)

    def value(self, number: Decimal) -> int | float:
        """The number as a reply carries it."""
        return float(number) if self.decimals else int(number)

    def nearest(self, number: Decimal) -> Decimal:
        """The number of the grid nearest to this one; halfway goes up."""
        most = (self.high - self.low) // self.step
        steps = ((number - self.low) / self.step + Decimal("0.5")) // 1 if number > self.low else Decimal(0)
        return self.low + min(steps, most) * self.step


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


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
    return Reading(number, _off(number, ask))


def _off(number: Decimal, ask: NumberEntry) -> str:
    """Why a number that was read cannot be the answer; empty where it can."""
    if number < ask.low:
        return "below"
    if number > ask.high:
        return "above"
    return "off-grid" if (number - ask.low) % ask.step else ""


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
