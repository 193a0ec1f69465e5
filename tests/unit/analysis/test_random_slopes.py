"""The search for random slopes: it ends, at the maximum, whatever the unit of the values."""

import numpy as np
import pytest

from ikea_effect.analysis.random_slopes import _searched, _sums


@pytest.mark.slow
def test_the_search_ends_where_only_rounding_errors_are_left() -> None:
    """Yen in ten groups without a slope of their own, which took 8,000 steps among rounding errors."""
    rng = np.random.default_rng(0)
    groups, half = np.repeat(np.arange(10), 6), np.tile([0.5, -0.5], 30)
    x = np.column_stack([np.ones(60), half, rng.choice([-0.5, 0.5], 60)])
    standard = 0.3 * half + rng.normal(size=10)[groups] + rng.normal(size=60)
    found = _searched(_sums(100_000 + 1000 * standard, x, x[:, :2], groups), 2)
    assert found.nfev <= 1260
    exact = _searched(_sums(standard, x, x[:, :2], groups), 2)
    assert found.fun == pytest.approx(exact.fun + 57 * np.log(1000**2), abs=1e-6)
