"""Adjusted p values, by hand and as statsmodels gives them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from ikea_effect.analysis.tails import holm


@pytest.mark.parametrize(
    ("p", "adjusted"),
    [
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),  # .04 x 1 is below .03 x 2, so .06 holds
        ([0.02, 0.02, 0.02], [0.06, 0.06, 0.06]),
        ([0.6, 0.5], [1.0, 1.0]),
        ([0.04], [0.04]),
        ([], []),
    ],
)
def test_no_p_is_adjusted_below_that_of_a_smaller_one(p: list[float], adjusted: list[float]) -> None:
    assert holm(p) == pytest.approx(adjusted, abs=1e-15)


def closed(p: list[float], i: int) -> float:
    """The largest Bonferroni p of all sets of hypotheses that hold the i-th (closed testing)."""
    sets = (chosen for size in range(1, len(p) + 1) for chosen in combinations(range(len(p)), size))
    return max(min(1.0, len(chosen) * min(p[j] for j in chosen)) for chosen in sets if i in chosen)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_holm_is_the_closed_test_of_bonferroni(p: list[float]) -> None:
    assert holm(p) == pytest.approx([closed(p, i) for i in range(len(p))], rel=1e-12)


def test_holm_is_that_of_statsmodels() -> None:
    """Once: each call there takes 70 ms."""
    p = [0.04, 0.001, 0.2, 0.013, 0.013, 0.6, 0.02, 1.0]
    assert holm(p) == pytest.approx(list(multipletests(p, method="holm")[1]), rel=1e-12)
