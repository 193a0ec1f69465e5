"""A spread per cell: held to a likelihood written with scipy's normal and climbed by scipy's optimizer."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from ikea_effect.analysis.censored import fit_intervals
from ikea_effect.analysis.censored_by_cell import fit_by_cell, one_spread_test


def _bids(seed: int, n: int = 60) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Bids between 0 and 4 of two cells that spread differently, some known up to an interval."""
    rng = np.random.default_rng(seed)
    cell = np.arange(n) % 2
    x = np.column_stack([np.ones(n), cell, rng.normal(0, 1, n)])
    y = np.clip(x @ [1.0, 0.7, 0.3] + rng.normal(0, np.where(cell, 2.0, 0.8)), 0, 4)
    low, high = np.where(y <= 0, -np.inf, y), np.where(y >= 4, np.inf, y)
    low, high = np.where(y >= 4, 4.0, low), np.where(y <= 0, 0.0, high)
    coarse = (np.arange(n) % 5 == 0) & (y > 0) & (y < 4)
    return x, np.where(coarse, np.floor(y), low), np.where(coarse, np.floor(y) + 1, high), cell


def _loss(at: np.ndarray, x: np.ndarray, low: np.ndarray, high: np.ndarray, cell: np.ndarray) -> float:
    law = stats.norm(x @ at[:3], np.exp(at[3:])[cell])
    with np.errstate(divide="ignore"):
        inside = np.log(law.cdf(high) - law.cdf(low))
    exact = low == high
    return -float(np.sum(np.where(exact, law.logpdf(np.where(exact, low, 0.0)), inside)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_the_maximum_is_scipys(seed: int) -> None:
    x, low, high, cell = _bids(seed)
    one = fit_intervals(x, low, high)
    fit = fit_by_cell(x, low, high, cell, one.params[0])
    assert fit is not None
    theirs = optimize.minimize(
        _loss, np.r_[one.params[0], one.params[0, -1]], args=(x, low, high, cell), method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 20_000, "maxfev": 20_000},
    )  # fmt: skip
    assert fit.log_likelihood == pytest.approx(-theirs.fun, rel=1e-9)
    assert fit.params == pytest.approx(theirs.x, rel=1e-4, abs=1e-5)


def test_the_covariance_is_the_inverse_of_the_curvature() -> None:
    x, low, high, cell = _bids(1)
    fit = fit_by_cell(x, low, high, cell, fit_intervals(x, low, high).params[0])
    assert fit is not None
    steps, k = 1e-4, len(fit.params)
    curve = np.empty((k, k))
    for i, j in np.ndindex(k, k):
        e, f = np.eye(k)[i] * steps, np.eye(k)[j] * steps
        corners = [(fit.params + s * e + t * f, s * t) for s in (1, -1) for t in (1, -1)]
        curve[i, j] = sum(sign * _loss(at, x, low, high, cell) for at, sign in corners) / (4 * steps**2)
    assert fit.covariance == pytest.approx(np.linalg.inv(curve), rel=1e-4, abs=1e-6)


def test_without_bounds_each_cell_has_its_own_mean_and_spread() -> None:
    rng = np.random.default_rng(3)
    cell = np.arange(40) % 2
    y = rng.normal(1 + cell, 1 + cell)
    x = np.column_stack([np.ones(40), cell])
    fit = fit_by_cell(x, y, y, cell, fit_intervals(x, y, y).params[0])
    assert fit is not None
    assert fit.sigmas == pytest.approx([y[cell == one].std() for one in (0, 1)], rel=1e-9)
    welch = sum(y[cell == one].var() / 20 for one in (0, 1))
    assert fit.covariance[1, 1] == pytest.approx(welch, rel=1e-9)


@pytest.mark.slow
def test_equal_spreads_are_seldom_called_different() -> None:
    rng, called = np.random.default_rng(5), 0
    cell = np.arange(80) % 2
    x = np.column_stack([np.ones(80), cell])
    for _ in range(300):
        y = np.clip(rng.normal(1.0, 1.2, 80), 0, 3)
        low = np.where(y <= 0, -np.inf, np.where(y >= 3, 3.0, y))
        high = np.where(y >= 3, np.inf, np.where(y <= 0, 0.0, y))
        one = fit_intervals(x, low, high)
        fit = fit_by_cell(x, low, high, cell, one.params[0])
        assert fit is not None
        called += one_spread_test(fit, float(one.log_likelihood[0])).p < 0.05
    assert 4 <= called <= 30  # 15 are expected


def test_a_cell_wholly_at_its_bound_has_no_spread_to_find() -> None:
    y = np.r_[np.linspace(0.5, 3.5, 20), np.zeros(20)]
    cell = np.repeat([1, 0], 20)
    x = np.column_stack([np.ones(40), cell])
    low, high = np.where(y <= 0, -np.inf, y), np.where(y <= 0, 0.0, y)
    assert fit_by_cell(x, low, high, cell, np.array([0.0, 2.0, 0.0])) is None
