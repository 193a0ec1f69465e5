"""Numbers for print: by example, and that equal values are printed alike."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.rounding import fixed, rounded


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        (0.945, 2, "0.94"), (0.955, 2, "0.96"), (0.9450000000000001, 2, "0.94"), (0.94501, 2, "0.95"),
        (2.5, 0, "2"), (3.5, 0, "4"), (-0.004, 2, "0.00"), (-0.006, 2, "-0.01"), (0.0, 3, "0.000"),
        (1e22, 1, "10000000000000000000000.0"), (0.0312, 3, "0.031"), (5.0 - 4.055, 2, "0.94"),
    ],
)  # fmt: skip
def test_half_goes_to_the_even_digit(value: float, decimals: int, printed: str) -> None:
    assert fixed(value, decimals) == printed


def test_thousands_are_grouped() -> None:
    assert fixed(1234567.891, 2, thousands=True) == "1,234,567.89"


@given(st.integers(-(10**7), 10**7), st.integers(0, 4))
def test_a_decimal_is_rounded_as_decimals_are(thousandths: int, decimals: int) -> None:
    exact = Decimal(thousandths).scaleb(-5)
    expected = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    assert rounded(float(exact), decimals) == expected


@given(st.lists(st.integers(0, 500), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_a_mean_is_printed_alike_in_whatever_order_it_was_formed(cents: list[int], chance) -> None:
    bids = [cent / 100 for cent in cents]
    shuffled = chance.sample(bids, len(bids))
    means = (fmean(bids), float(np.mean(shuffled)), sum(shuffled) / len(bids), math.fsum(bids) / len(bids))
    assert len({fixed(mean, 2) for mean in means}) == 1
