"""What a column of numbers says, in every notation; what two notations read differently is refused."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.analysis.reading.cells import MISSING, Rejected
from ikea_effect.analysis.reading.formats import Written, as_numbers
from ikea_effect.errors import MoneyError
from ikea_effect.numerals import DECIMALS, THOUSANDS, Notation, notations
from ikea_effect.typed_money import parse_money

JPY, EUR = Written(currency="JPY"), Written(currency="EUR")


def _read(cells: list[str], written: Written = EUR) -> tuple[list[float], list[str], list[str]]:
    """The numbers, what was refused, and the notes."""
    rejected: list[Rejected] = []
    notes: list[str] = []
    numbers = as_numbers(pd.Series(cells, name="wtp", dtype=object), rejected, MISSING, notes, written)
    return numbers.tolist(), [str(one) for one in rejected], notes


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["500", "1000"], [500, 1000]),
        (["1.50", "2"], [1.5, 2]),
        (["1,50", "2"], [1.5, 2]),
        (["1.234,50", "2"], [1234.5, 2]),
        (["1,234.50", "2"], [1234.5, 2]),
        (["1 234,50", "0,5"], [1234.5, 0.5]),
        (["1\u00a0234", "1\u202f000"], [1234, 1000]),
        (["1'234.50", "1’000"], [1234.5, 1000]),
        (["1.234.567", "1.000"], [1234567, 1000]),
        (["1,23,456", "1,000"], [123456, 1000]),
        (["1.000", "0.500"], [1, 0.5]),  # a group of thousands never begins with 0
        (["1.000", "2.50"], [1, 2.5]),  # no group has two digits
        (["1,000", "2,5"], [1, 2.5]),
        (["$1.50", "2.00 $", "USD 3"], [1.5, 2, 3]),
        (["−3.00", "–1", "+2"], [-3, -1, 2]),
        (["1e3", "2.5E-1"], [1000, 0.25]),
        (["'3", "4"], [3, 4]),
        ([".5", "5."], [0.5, 5]),
    ],
)
def test_a_column_is_read_in_the_one_notation_that_reads_it(cells: list[str], numbers: list[float]) -> None:
    read, rejected, _ = _read(cells, Written(currency="USD"))
    assert (read, rejected) == (numbers, [])


def test_euros_in_words_and_with_a_dash_for_cents_are_read() -> None:
    numbers, rejected, _ = _read(["€ 1.100,-", "1,10 euro", "2,-", "3 Euros", "0,95 eur", "4,--", "5,–"], EUR)
    assert rejected == []
    assert numbers == [1100, 1.1, 2, 3, 0.95, 4, 5]


def test_a_currency_of_ones_own_is_not_called_another() -> None:
    rejected: list[Rejected] = []
    as_numbers(pd.Series(["€ 1..5", "1.50"], name="wtp", dtype=object), rejected, MISSING, [], EUR)
    assert [(str(one), one.way_out) for one in rejected] == [
        (
            "  row 0, column wtp: '€ 1..5' is not a number",
            'What a text says as a number, --map "wtp:€ 1..5=NUMBER" says.',
        )
    ]


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (["500", "1.000"], "point"), (["500", "1,000"], "comma"), (["1.000", "2.500"], "point"),
        (["1.000", "2,50"], "point"), (["1,000", "2.5"], "comma"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("written", [JPY, EUR])
def test_two_readings_are_refused_with_the_option_that_decides(
    cells: list[str], sign: str, written: Written
) -> None:
    _, rejected, _ = _read(cells, written)
    assert len(rejected) == 1
    assert f"--thousands {sign} or --decimal {sign}" in rejected[0]


@pytest.mark.parametrize(
    ("cells", "written", "numbers"),
    [
        (["500", "1.000"], Written(thousands="point"), [500, 1000]),
        (["500", "1.000"], Written(decimal="comma"), [500, 1000]),
        (["500", "1.000"], Written(decimal="point"), [500, 1]),
        (["500", "1.000"], Written(thousands="none"), [500, 1]),
        (["500", "1,000"], Written(thousands="comma"), [500, 1000]),
        (["500", "1,000"], Written(decimal="comma"), [500, 1]),
        (["1.000", "2,50"], Written(thousands="point"), [1000, 2.5]),
        (["4,333", "5,000"], Written(below_thousand=True), [4.333, 5]),
        (["4.333", "5.000"], Written(below_thousand=True), [4.333, 5]),
    ],
)
def test_what_is_known_decides(cells: list[str], written: Written, numbers: list[float]) -> None:
    assert _read(cells, written)[:2] == (numbers, [])


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("50%", "percentage"), ("(3.00)", "brackets"), ("1-May", "date"), ("2024-05-01", "date"),
        ("01.05.2024", "date"), ("1. Mai", "date"), ("£3", "another currency than EUR"),
        ("３", "other digits"),
        ("1,5", "not written as the rest"), ("much", "not a number"), ("1.50-", "not a number"),
    ],
)  # fmt: skip
def test_what_is_no_number_says_why(cell: str, why: str) -> None:
    _, rejected, _ = _read(["2.25", "3.75", cell])
    assert len(rejected) == 1
    assert why in rejected[0]


def test_how_a_column_is_written_is_told() -> None:
    assert _read(["1.234,50", "€ 2"])[2] == [
        "wtp is written with decimal commas.",
        "wtp is written with a sign between thousands (point).",
        "wtp: '€ 2' and the like were read without the sign at the number.",
    ]


def _in(notation: Notation, number: Decimal, decimals: int) -> str:
    whole, _, rest = f"{number:.{decimals}f}".partition(".")
    mark, point = THOUSANDS[notation.thousands][:1], DECIMALS[notation.decimal]
    groups = f"{int(whole):,}".replace(",", mark) if mark else whole
    return groups + (point + rest if rest else "")


@pytest.mark.slow
@given(
    minor=st.lists(st.integers(0, 10**7), min_size=1, max_size=6),
    decimals=st.integers(0, 4),
    notation=st.sampled_from(list(notations())),
)
def test_a_column_is_read_as_it_was_written_or_refused(
    minor: list[int], decimals: int, notation: Notation
) -> None:
    numbers = [Decimal(one) / 10**decimals for one in minor]
    cells = [_in(notation, number, decimals) for number in numbers]
    read, rejected, _ = _read(cells)
    assert rejected or np.allclose(read, [float(number) for number in numbers], rtol=1e-12)
    said = Written(notation.decimal, notation.thousands)
    read, rejected, _ = _read(cells, said)
    assert not rejected
    assert np.allclose(read, [float(number) for number in numbers], rtol=1e-12)


@given(
    text=st.text(alphabet="0123456789.,' \u00a0€-", max_size=9),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    language=st.sampled_from(["en", "nl", "fr", "de-CH", "hi"]),
)
def test_a_file_and_the_amount_field_never_read_one_text_as_two_amounts(
    text: str, currency: str, language: str
) -> None:
    try:
        typed = parse_money(text, currency, language.replace("-", "_"))
    except MoneyError:
        return
    read, rejected, _ = _read([text], Written(currency=currency))
    assert rejected or read == [float(typed.major)]


@pytest.mark.parametrize(
    ("percent", "numbers"), [(1, [0.63, 0.055, 1.0]), (100, [63, 5.5, 100])], ids=["share", "percentage"]
)
def test_a_column_of_percentages_is_read_by_what_is_declared(percent: int, numbers: list[float]) -> None:
    read, refused, notes = _read(["63%", "5,5 %", "100%", "NA"], Written(percent=percent))
    assert read[:3] == pytest.approx(numbers, abs=1e-15)
    assert np.isnan(read[3])
    assert not refused
    assert f"wtp is written in percent, of which 100% is {percent}." in notes


@pytest.mark.parametrize("cells", [["63%", "0.5"], ["63%", "five%"]])
def test_one_cell_that_is_no_percentage_makes_the_column_none(cells: list[str]) -> None:
    assert _read(cells, Written(percent=1))[1]


def test_percentages_of_a_scale_are_refused() -> None:
    assert "is a percentage" in _read(["63%", "5%"], Written(below_thousand=True))[1][0]
