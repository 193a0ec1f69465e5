"""Exact money: reading what people type, printing it, and never a float."""

from decimal import Decimal

import pytest
from babel.numbers import list_currencies
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.errors import MoneyError
from ikea_effect.money import Money, decimal_separator, exponent, format_money
from ikea_effect.typed_money import parse_money

LANGUAGES = ("en", "nl")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("4,5", 450), ("4.50", 450), ("€ 4,50", 450), ("€4.50", 450), ("EUR 4,50", 450), ("4.5 €", 450),
        ("0,75", 75), ("0.75", 75), (".75", 75), ("3", 300), ("3.", 300), (" 3 ", 300), ("007", 700),
    ],
)  # fmt: skip
def test_either_decimal_sign_is_taken_in_every_language(language, typed, minor):
    assert parse_money(typed, "EUR", language) == Money(minor, "EUR")


@pytest.mark.parametrize(
    ("money", "language", "written"),
    [
        (Money(-100, "KWD"), "en", "−KWD0.100"), (Money(-100, "KWD"), "nl", "KWD\u00a0−0,100"),
        (Money(-75, "EUR"), "en", "−€0.75"), (Money(-75, "EUR"), "nl", "€\u00a0−0,75"),
        (Money(75, "EUR"), "en", "€0.75"),
    ],
)  # fmt: skip
def test_an_amount_below_zero_has_a_true_minus_sign(money, language, written):
    assert format_money(money, language) == written


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "typed",
    ["4.555", "-1", "−1", "1e3", "", "  ", "€", "٤٫٥", "１", "4,5,0", "1,500", "1.500", "1 500", "4 50", ".",
     ",", "0x10", "nan", "inf", "1_000", "$5", "five", "4.5.", "1" * 30, "='1'", "4;5"],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_a_sentence(language, typed):
    with pytest.raises(MoneyError, match=r"\."):
        parse_money(typed, "EUR", language)


@pytest.mark.parametrize(
    ("typed", "currency", "language", "reason"),
    [
        ("4.555", "EUR", "en", "decimals"), ("1.500", "EUR", "nl", "decimals"), ("4,5", "JPY", "en", "whole"),
        ("1.500", "KWD", "nl", "two-ways"), ("-1", "EUR", "en", "minus"), ("−1", "EUR", "nl", "minus"),
        ("€ -1", "EUR", "nl", "minus"), ("-€1", "EUR", "en", "minus"), ("$4.50", "EUR", "en", "currency"),
        ("4,50 gbp", "EUR", "nl", "currency"), ("4€50", "EUR", "nl", "currency"),
        ("٤٫٥", "EUR", "en", "digits"), ("", "EUR", "en", "not-read"),
        ("1e3", "EUR", "en", "not-read"), ("five", "EUR", "en", "not-read"), ("$", "EUR", "en", "not-read"),
        ("1 500", "EUR", "en", "separators"), ("1.234,50", "EUR", "en", "separators"),
    ],
)  # fmt: skip
def test_the_reason_is_named(typed, currency, language, reason):
    with pytest.raises(MoneyError) as told:
        parse_money(typed, currency, language)
    assert told.value.reason == reason


@pytest.mark.parametrize(
    ("typed", "currency", "language", "minor"),
    [
        ("1,234.50", "EUR", "en", 123450),
        ("1.234,50", "EUR", "nl", 123450),
        ("1,500", "JPY", "en", 1500),
        ("1.500", "JPY", "nl", 1500),
        ("0,750", "KWD", "en", 750),
        ("0.750", "KWD", "nl", 750),
    ],
)
def test_thousands_are_read_as_the_language_groups_them(typed, currency, language, minor):
    assert parse_money(typed, currency, language) == Money(minor, currency)


@pytest.mark.parametrize(
    ("typed", "currency", "language"),
    [
        ("1.234,50", "EUR", "en"), ("1,234.50", "EUR", "nl"), ("12,34,50", "EUR", "en"),
        ("1,500", "KWD", "en"), ("1.500", "KWD", "nl"), ("1,500", "JPY", "nl"), ("4.5", "JPY", "en"),
    ],
)  # fmt: skip
def test_another_languages_thousands_and_two_readings_are_refused(typed, currency, language):
    with pytest.raises(MoneyError):
        parse_money(typed, currency, language)


@given(
    minor=st.integers(min_value=0, max_value=10**15),
    currency=st.sampled_from(sorted(code for code in list_currencies() if len(code) == 3)),
    language=st.sampled_from(LANGUAGES),
)
def test_what_is_printed_reads_back_the_same(minor, currency, language):
    money = Money(minor, currency)
    assert parse_money(format_money(money, language), currency, language) == money


@given(text=st.text(max_size=12), language=st.sampled_from(LANGUAGES))
def test_any_text_is_an_exact_amount_or_refused(text, language):
    try:
        money = parse_money(text, "EUR", language)
    except MoneyError:
        return
    assert isinstance(money.minor, int)
    assert money.minor >= 0


@pytest.mark.parametrize(("currency", "decimals"), [("JPY", 0), ("EUR", 2), ("USD", 2), ("KWD", 3)])
def test_exponents_are_those_of_iso_4217(currency, decimals):
    assert exponent(currency) == decimals


def test_an_unknown_currency_is_refused():
    with pytest.raises(MoneyError, match="XXQ"):
        exponent("XXQ")


@pytest.mark.parametrize("amount", ["0.005", "NaN", "Infinity", "abc", Decimal("1E-3"), "1" * 70 + ".001"])
def test_an_amount_that_is_not_whole_cents_is_refused(amount):
    with pytest.raises(MoneyError):
        Money.of(amount, "EUR")


@given(minor=st.integers(min_value=-(10**30), max_value=10**30))
def test_major_units_keep_every_digit(minor):
    assert Money.of(Money(minor, "EUR").major, "EUR").minor == minor


def test_currencies_do_not_mix():
    with pytest.raises(MoneyError, match="EUR and USD"):
        Money(1, "EUR") + Money(1, "USD")


def test_printing_follows_the_language():
    assert format_money(Money(123450, "EUR"), "en") == "€1,234.50"
    assert format_money(Money(123450, "EUR"), "nl") == "€\u00a01.234,50"
    assert format_money(Money(1500, "JPY"), "en") == "¥1,500"
    assert (decimal_separator("en"), decimal_separator("nl")) == (".", ",")
