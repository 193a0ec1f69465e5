"""Exact money: whole minor units with an ISO 4217 currency, printed by language. No amount is a float."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation

from ikea_effect.errors import MoneyError

_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])


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
        try:
            scaled = _EXACT.scaleb(Decimal(amount), exponent(currency))
            return cls(int(_EXACT.to_integral_exact(scaled)), currency)
        except (ArithmeticError, ValueError) as error:  # not whole, not finite, not a number
            raise MoneyError(f"{amount} {currency} is not a whole number of minor units.") from error

    @property
    def major(self) -> Decimal:
        """The amount in major units, exact."""
        return _EXACT.scaleb(Decimal(self.minor), -exponent(self.currency))

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
    """The amount as the language writes it, with a true minus sign: "$0.75", "€ 0,75", "−$0.75"."""
    return _formatted(money.minor, money.currency, language)


@functools.lru_cache(maxsize=4096)
def _formatted(minor: int, currency: str, language: str) -> str:
    from babel.numbers import format_currency

    written = str(format_currency(Money(minor, currency).major, currency, locale=language))
    return written.replace("-", "\u2212") if minor < 0 else written


def decimal_separator(language: str) -> str:
    """The sign between whole units and decimals in the language."""
    from babel.numbers import get_decimal_symbol

    return get_decimal_symbol(language)


def number_words(number: Decimal, language: str) -> str:
    """The number as the language writes it, without thousands and with a true minus sign: "−12,5"."""
    written = format(number.normalize() + 0, "f")
    return written.replace(".", decimal_separator(language)).replace("-", "\u2212")


def currency_name(currency: str, language: str) -> str:
    """The currency in words, as one says what amounts are in: "euros", "Amerikaanse dollar"."""
    from babel.numbers import get_currency_name

    return get_currency_name(currency, 2, locale=language)
