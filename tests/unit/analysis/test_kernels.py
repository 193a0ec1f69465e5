"""The batched kernels are the reported analyses."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.regression.linear_model import OLS

from ikea_effect.analysis import kernels, mediation
from ikea_effect.analysis.censored import fit_intervals
from ikea_effect.analysis.resampling import bias_corrected, generator, weight_blocks


@pytest.mark.parametrize(("n", "m"), [(2, 3), (5, 5), (30, 41)])
def test_welch_is_scipys_for_every_data_set(n: int, m: int) -> None:
    rng = np.random.default_rng(n)
    high, low = rng.normal(0.3, 2, (n, 200)), rng.normal(0, 1, (m, 200))
    found = kernels.welch(high, low)
    for alternative in ("two-sided", "greater", "less"):
        tested = stats.ttest_ind(high, low, equal_var=False, alternative=alternative)
        np.testing.assert_allclose(found.p(alternative), tested.pvalue, rtol=1e-9)
    np.testing.assert_allclose(found.t, tested.statistic, rtol=1e-9)
    limits = stats.ttest_ind(high, low, equal_var=False).confidence_interval()
    np.testing.assert_allclose(found.interval(), [limits.low, limits.high], rtol=2e-5, atol=2e-5)
    np.testing.assert_array_equal(found.significant, found.p() < 0.05)


@pytest.mark.parametrize("far", [0.0, 1e4])
@pytest.mark.parametrize(("least", "most"), [(0.0, 4.0), (-np.inf, 4.0), (0.0, np.inf)])
def test_tobit_batch_is_the_one_at_a_time_fit(least: float, most: float, far: float) -> None:
    """Also of cells of two sizes, and of values far from 0."""
    rng, least, most = np.random.default_rng(1), least + far, most + far
    x = np.column_stack([np.ones(60), np.repeat([1.0, 0.0], [25, 35])])
    y = np.clip(rng.normal(1.5 + far, 2, (50, 60)) + x[:, 1], least, most)
    found = kernels.tobit(y[:, :25].T, y[:, 25:].T, least, most)
    low, high = np.where(y <= least, -np.inf, y), np.where(y >= most, np.inf, y)
    low, high = np.where(y >= most, most, low), np.where(y <= least, least, high)
    fits = fit_intervals(x, low - far, high - far)
    estimate, se = fits.combined(np.array([0.0, 1.0]))
    assert found.converged.all()
    assert fits.converged.all()
    np.testing.assert_allclose(found.estimate, estimate, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(found.se, se, rtol=1e-7)
    np.testing.assert_allclose(np.log(found.sigma), fits.params[:, -1], rtol=1e-7, atol=1e-9)


def test_tobit_batch_does_not_converge_where_a_cell_lies_at_one_bound() -> None:
    """There is no maximum there, nor where all values are alike; studies beside are as before."""
    rng = np.random.default_rng(3)
    high, low = (np.clip(rng.normal(1, 2, (30, 4)), 0, 4) for _ in range(2))
    alone = kernels.tobit(high[:, 3:], low[:, 3:], 0.0, 4.0)
    high[:, 0] = 4.0
    high[:, 1] = low[:, 1] = 0.0
    high[:, 2] = low[:, 2] = 2.0
    found = kernels.tobit(high, low, 0.0, 4.0)
    assert found.converged.tolist() == [False, False, False, True]
    assert found.estimate[3] == pytest.approx(alone.estimate[0], rel=1e-12)


def test_moment_bootstrap_is_refitting_the_drawn_rows() -> None:
    rng = np.random.default_rng(2)
    data = rng.normal(size=(40, 5)) @ rng.normal(size=(5, 5)) + 100  # far from 0, and correlated
    names = ("x", "c", "m1", "m2", "y")
    equations = {"m1": ("x", "c"), "m2": ("x", "c", "m1"), "y": ("x", "c", "m1", "m2")}
    system = mediation.System(data, names, equations, ("x", "c"))
    for weights in weight_blocks(generator(4), 40, 20):
        found = mediation.paths(system, mediation.moments(data, weights))
        for place, row in enumerate(weights.astype(int)):
            drawn = np.repeat(data, row, axis=0)
            for outcome, explained_by in equations.items():
                columns = [names.index(name) for name in explained_by]
                matrix = np.column_stack([np.ones(len(drawn)), drawn[:, columns]])
                fit = OLS(drawn[:, names.index(outcome)], matrix).fit()
                path = [found[outcome, name][place] for name in explained_by]
                np.testing.assert_allclose(path, fit.params[1:], rtol=1e-6, atol=1e-8)


def test_resamples_draw_n_rows_each_and_the_same_for_the_same_seed() -> None:
    one, other = (np.vstack(list(weight_blocks(generator(9), 17, 333, block=100))) for _ in range(2))
    assert one.shape == (333, 17)
    assert (one.sum(axis=1) == 17).all()
    np.testing.assert_array_equal(one, other)


def test_bias_correction_of_an_unbiased_bootstrap_changes_nothing() -> None:
    drawn = np.linspace(-1, 1, 2001)
    assert bias_corrected(drawn, 0.0) == pytest.approx((-0.95, 0.95), abs=2e-3)
