"""Amounts as people type them, read by language.

An amount field shows no thousands, so that "0,75" and "0.75" are the same amount on any keyboard; a longer
amount may also be written the way the language groups its thousands. What could be read in two ways ("1,500")
is refused, not guessed.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from ikea_effect.errors import MoneyError
from ikea_effect.money import Money, decimal_separator, exponent
from ikea_effect.numerals import MINUS, THOUSANDS, Notation, is_grouped, plain_number

_MOST_DIGITS = 18
_PLAIN = re.compile(r"([0-9]*)(?:[.,]([0-9]*))?")
_WRITTEN = re.compile(r"[0-9.,'’ \u00a0\u202f]*[0-9][0-9.,'’ \u00a0\u202f]*")
_SPACES = " \t\n\u00a0\u202f\u200e\u200f"


def parse_money(text: str, currency: str, language: str) -> Money:
    """The amount that a person typed, with or without the currency's sign.

    Takes digits with at most one "." or ",", which is the decimal sign, and what the language prints with its
    thousands grouped ("1,234.50" or "1.234,50").
    Raises: MoneyError with a sentence and a reason, for anything else: "1e3", "-1", other digits, too many
    decimals, and "1,500", which could be one and a half or fifteen hundred.
    """
    found = without_currency(text, currency, language)
    if not _WRITTEN.fullmatch(found) or sum(map(str.isdigit, found)) > _MOST_DIGITS:
        raise _no_amount(text, found, currency, language)
    plain, grouped = _plain(found, currency), _grouped(found, currency, language)
    if plain is not None and grouped is not None and plain != grouped:
        told = f"'{text}' can be read in two ways. Write it without a sign for thousands."
        raise MoneyError(told, "two-ways")
    if plain is None and grouped is not None and exponent(currency) and _PLAIN.fullmatch(found):
        grouped = None  # one separator and three digits: fifteen hundred, or too many decimals
    amount = plain if plain is not None else grouped
    if amount is None:
        decimals = "decimals" if exponent(currency) else "whole"
        reason = decimals if _PLAIN.fullmatch(found) else "separators"
        raise MoneyError(f"'{text}' is not an amount with at most {exponent(currency)} decimals.", reason)
    return amount


def _no_amount(text: str, found: str, currency: str, language: str) -> MoneyError:
    """Why the text cannot be an amount at all."""
    if not found:
        return MoneyError("No amount was typed.", "not-read")
    if {text.strip(_SPACES)[0], found[0]} & set(MINUS):
        return MoneyError(f"'{text}' is below zero. Write an amount without a minus sign.", "minus")
    if any(sign.isdigit() and not sign.isascii() for sign in found):
        return MoneyError(f"'{text}' has other digits than 0 to 9.", "digits")
    if names_a_currency(found):
        return MoneyError(f"'{text}' names another currency than {currency}.", "currency")
    example = _example(currency, language)
    told = f"'{text}' is not an amount. Write digits with one decimal sign, such as {example}."
    return MoneyError(told, "not-read")


def names_a_currency(found: str) -> bool:
    """Whether there is a currency's sign or code in it, besides digits."""
    from babel.numbers import is_currency

    letters = "".join(filter(str.isalpha, found)).upper()
    signs = any(unicodedata.category(sign) == "Sc" for sign in found)
    words = letters.lower().removesuffix("s") in ("euro", "dollar", "pound", "yen", "franc", "cent")
    return any(map(str.isdigit, found)) and (signs or words or is_currency(letters))


def without_currency(text: str, currency: str, language: str) -> str:
    """The text without spaces around it and the currency's sign or code before or after it."""
    found = text.strip(_SPACES)
    for sign in (_symbol(currency, language), _symbol(currency, "en"), currency):
        found = found.removeprefix(sign).removesuffix(sign).strip(_SPACES)
    return found


def _plain(found: str, currency: str) -> Money | None:
    """The amount with either decimal sign and no thousands, or None."""
    for notation in (Notation("point", "none"), Notation("comma", "none")):
        if (amount := _read(found, notation, currency)) is not None:
            return amount
    return None


def _grouped(found: str, currency: str, language: str) -> Money | None:
    """The amount as the language writes it, its thousands grouped, or None."""
    notation = notation_of(language)
    return _read(found, notation, currency) if is_grouped(found, notation) else None


def _read(found: str, notation: Notation, currency: str) -> Money | None:
    """The amount in this notation, or None; as many decimals as the currency has, not even zeros beyond."""
    number = plain_number(found, notation)
    if number is None or len(number.partition(".")[2]) > exponent(currency):
        return None
    return Money.of(number, currency)


@functools.cache
def notation_of(language: str) -> Notation:
    """How the language writes numbers."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    decimal = "comma" if get_decimal_symbol(language) == "," else "point"
    mark = get_group_symbol(language)
    return Notation(decimal, next((name for name, signs in THOUSANDS.items() if mark in signs), "none"))


@functools.cache
def _symbol(currency: str, language: str) -> str:
    from babel.numbers import get_currency_symbol

    return get_currency_symbol(currency, locale=language)


def _example(currency: str, language: str) -> str:
    digits = "0" * (exponent(currency) - 1) + "5" if exponent(currency) else ""
    return "1" + (decimal_separator(language) + digits if digits else "")
