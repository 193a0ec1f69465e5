"""Codes for no answer, and spreadsheets' dates: asked about where they stand far out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.analysis.reading.codes import far_out, without_codes
from ikea_effect.analysis.support import Support

BIDS, RATING, OPEN = Support(0, 5, 0.01), Support(1, 7, 1), Support()


def _asked(values: list[float], declared: Support, *, money: bool) -> list[float]:
    """The values that are asked about."""
    found = far_out(pd.Series(values, name="wtp", dtype=float), declared, money=money)
    return [float(one.what.split()[0]) for one in found]


@pytest.mark.parametrize(
    ("values", "declared", "money", "asked"),
    [
        ([1.5, 2, 999], BIDS, True, [999]),
        ([1.5, 2, 999, 999, 888], BIDS, True, [888, 999]),
        ([1.5, 2, -99], BIDS, True, [-99]),
        ([1.5, 2, -1], BIDS, True, [-1]),
        ([1.5, 2, -1, -1.5], BIDS, True, []),  # other amounts below zero: then -1 is one too
        ([1.5, 2, 99], BIDS, True, [99]),
        ([1.5, 2, 6], BIDS, True, []),  # beyond the range, as bids from elsewhere may be
        ([99, 250, 300, 4], BIDS, True, []),  # cents, perhaps: 99 is among the others
        ([1.5, 2, 999], OPEN, True, [999]),
        ([700, 900, 999], OPEN, True, []),
        ([700, 900, 999], Support(0, 2500, 1), True, []),
        ([1.5, 2, 45413], BIDS, True, [45413]),  # 2024-05-01
        ([40000, 45413, 52000], OPEN, True, []),
        ([3, 4, 99], RATING, False, [99]),
        ([3, 4, 9], RATING, False, [9]),
        ([3, 4, -9, -8], RATING, False, [-9, -8]),
        ([3, 4, 9, 8.5], RATING, False, []),
        ([3, 4, 9], Support(1, 9, 1), False, []),
        ([50, 99, 77], Support(0, 100), False, []),
        ([3, 4, np.nan], RATING, False, []),
        ([999, 999], BIDS, True, [999]),
    ],
)
def test_what_looks_like_a_code_is_asked_about(
    values: list[float], declared: Support, money: bool, asked: list[float]
) -> None:
    assert _asked(values, declared, money=money) == asked


@given(st.lists(st.floats(1, 7), max_size=20), st.booleans())
def test_a_value_within_the_declared_range_is_never_asked_about(values: list[float], money: bool) -> None:
    assert _asked(values, RATING, money=money) == []


def test_a_code_that_was_said_is_left_out_and_told() -> None:
    notes: list[str] = []
    column = pd.Series([1.5, 999, -99, 999], name="wtp", index=[2, 3, 4, 5])
    assert without_codes(column, ("999", "refused", "-99.0"), notes).isna().tolist() == [
        False,
        True,
        True,
        True,
    ]
    assert notes == ["wtp: -99 was read as missing (row 4).", "wtp: 999 was read as missing (rows 3, 5)."]
