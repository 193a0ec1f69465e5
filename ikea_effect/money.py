"""Exact money: whole minor units with an ISO 4217 currency, read and printed by language.

An amount is never a float. "4,50" and "4.50" are the same amount in two languages; Babel knows which
separator belongs to which, and `parse_money` refuses what the language does not write.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ikea_effect.errors import MoneyError


@functools.cache
def exponent(currency: str) -> int:
    """Number of decimals of the ISO 4217 currency: JPY 0, EUR 2, KWD 3."""
    from babel.numbers import get_currency_precision, is_currency

    if not is_currency(currency):
        raise MoneyError(f"'{currency}' is not an ISO 4217 currency. Write a code such as USD or EUR.")
    return get_currency_precision(currency)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole minor units (cents) of one currency."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """The amount, given in major units (0.75). Raises MoneyError if it is not whole in minor units."""
        scaled = Decimal(amount).scaleb(exponent(currency))
        if scaled != scaled.to_integral_value():
            raise MoneyError(f"{amount} {currency} is not a whole number of minor units.")
        return cls(int(scaled), currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise MoneyError(f"{self.currency} and {other.currency} cannot be added: the currencies differ.")
        return other


def format_money(money: Money, language: str) -> str:
    """The amount as the language writes it: "$0.75", "€ 0,75"."""
    return _formatted(money.minor, money.currency, language)


@functools.lru_cache(maxsize=4096)
def _formatted(minor: int, currency: str, language: str) -> str:
    from babel.numbers import format_currency

    return format_currency(Money(minor, currency).major, currency, locale=language)


def decimal_separator(language: str) -> str:
    """The sign between whole units and decimals in the language."""
    from babel.numbers import get_decimal_symbol

    return get_decimal_symbol(language)


_DIGITS_ONLY = re.compile(r"[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+")


def parse_money(text: str, currency: str, language: str) -> Money:
    """The amount that a person typed.

    Takes digits with at most one separator, "." or ",", whichever the keyboard has; an amount field
    shows no thousands, so either can only be the decimal sign. A currency sign around it is ignored.
    Raises: MoneyError with a sentence, for anything else ("1e3", "-1", other digits, too many decimals).
    """
    found = text.strip().replace("\u00a0", " ")
    for sign in (_symbol(currency, language), currency):
        found = found.removeprefix(sign).removesuffix(sign).strip()
    if not found:
        raise MoneyError("No amount was typed.")
    if not _DIGITS_ONLY.fullmatch(found):
        raise MoneyError(f"'{text}' is not an amount. Write digits with one decimal sign, such as {_example(currency, language)}.")
    decimals = len(re.split("[.,]", found, maxsplit=1)[1]) if re.search("[.,]", found) else 0
    if decimals > exponent(currency):
        raise MoneyError(f"'{text}' has more than {exponent(currency)} decimals.")
    try:
        return Money.of(Decimal(found.replace(",", ".")), currency)
    except InvalidOperation as error:  # pragma: no cover - the pattern leaves nothing else
        raise MoneyError(f"'{text}' is not an amount.") from error


@functools.cache
def _symbol(currency: str, language: str) -> str:
    from babel.numbers import get_currency_symbol

    return get_currency_symbol(currency, locale=language)


def _example(currency: str, language: str) -> str:
    digits = "0" * (exponent(currency) - 1) + "5" if exponent(currency) else ""
    return "1" + (decimal_separator(language) + digits if digits else "")
