"""Size and coverage by simulation, and a million rows. Slow, and seeded: they fail if something changes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from ikea_effect.analysis import kernels, multiverse, ratio
from ikea_effect.analysis.censored import fit_intervals
from ikea_effect.analysis.censored_by_cell import fit_by_cell
from ikea_effect.analysis.cluster_robust import Errors, cr2
from ikea_effect.analysis.effect_sizes import hedges_g, pooled_t, small_sample_factor
from ikea_effect.analysis.question import Pair
from ikea_effect.analysis.random_intercept import fit_reml
from ikea_effect.analysis.resampling import generator, percentile, weight_blocks
from ikea_effect.analysis.scales import cronbach, feldt

pytestmark = pytest.mark.slow


def _within(share: float, expected: float, n: int) -> bool:
    """Whether a share of n simulations is within four Monte Carlo errors of what it should be."""
    return abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / n)


def test_welch_keeps_its_size_and_coverage_with_unequal_spreads() -> None:
    rng, sets = np.random.default_rng(1), 40_000
    found = kernels.welch(rng.normal(0.4, 3, (20, sets)), rng.normal(0, 1, (35, sets)))
    low, high = found.interval()
    assert _within(float(np.mean((low < 0.4) & (high > 0.4))), 0.95, sets)
    null = kernels.welch(rng.normal(0, 3, (20, sets)), rng.normal(0, 1, (35, sets)))
    assert _within(float(np.mean(null.significant)), 0.05, sets)


def test_welch_keeps_near_its_size_on_bids_with_zeros_and_a_cap() -> None:
    rng, sets = np.random.default_rng(2), 20_000
    bids = np.clip(rng.normal(0.5, 1.2, (100, sets)), 0, 2)
    assert float(np.mean(kernels.welch(bids[:50], bids[50:]).significant)) == pytest.approx(0.05, abs=0.01)


@pytest.mark.parametrize("d", [0.0, 0.5, 1.5])
def test_limits_of_g_cover_what_they_promise(d: float) -> None:
    rng, sets, n = np.random.default_rng(3), 1500, 12
    target = d * small_sample_factor(2 * n - 2)  # the limits are J times those of d, so they hold J times d
    held = 0
    for _ in range(sets):
        low, high = hedges_g(pooled_t(rng.normal(d, 1, n), rng.normal(0, 1, n)), n, n).ci
        held += low < target < high
    assert _within(held / sets, 0.95, sets)


def test_tobit_finds_what_lies_behind_the_bounds() -> None:
    rng, sets, n = np.random.default_rng(4), 3000, 60
    high, low = (np.clip(rng.normal(mean, 2, (n, sets)), 0, 4) for mean in (2.2, 1.0))
    found = kernels.tobit(high, low, 0.0, 4.0)
    held = np.abs(found.estimate - 1.2) < 1.96 * found.se
    assert found.converged.all()
    assert float(found.estimate.mean()) == pytest.approx(1.2, abs=0.03)
    assert float(held.mean()) == pytest.approx(0.95, abs=0.015)


def test_interval_regression_on_a_price_list_covers() -> None:
    rng, sets, n = np.random.default_rng(5), 1000, 120
    x = np.column_stack([np.ones(n), np.tile([0.0, 1.0], n // 2)])
    latent = rng.normal(2, 1.5, (sets, n)) + 0.8 * x[:, 1]
    low, high = np.floor(latent), np.floor(latent) + 1
    low[latent < 0], high[latent >= 5], low[latent >= 5] = -np.inf, np.inf, 5
    high[latent < 0] = 0
    fits = fit_intervals(x, low, high)
    estimate, se = fits.combined(np.array([0.0, 1.0]))
    assert fits.converged.all()
    assert float(np.mean(np.abs(estimate - 0.8) < 1.96 * se)) == pytest.approx(0.95, abs=0.022)


def test_mixed_models_keep_their_size_with_few_groups() -> None:
    rng, sets, held = np.random.default_rng(6), 1500, 0
    groups = np.repeat(np.arange(12), 3)
    x = np.column_stack([np.ones(36), np.where(groups < 6, 1.0, -1.0)])
    for _ in range(sets):
        fit = fit_reml(rng.normal(0, 1, 12)[groups] + rng.normal(0, 1, 36), x, groups)
        weights = np.array([0.0, 1.0])
        estimate, se = fit.combined(weights)
        held += 2 * stats.t.sf(abs(estimate / se), fit.df(weights)) < 0.05
    assert held / sets == pytest.approx(0.05, abs=0.02)  # a z test would reject about 8 of 100


def test_fieller_covers_a_ratio() -> None:
    rng, sets, held = np.random.default_rng(7), 4000, 0
    for _ in range(sets):
        limits = ratio.fieller(Pair("a", "b", rng.normal(3, 1.5, 40), rng.normal(2, 1, 40)))
        held += limits.low < 1.5 < limits.high
    assert held / sets == pytest.approx(0.95, abs=0.015)


def test_the_interval_of_the_chance_to_have_more_covers() -> None:
    from statsmodels.stats.nonparametric import rank_compare_2indep

    rng, sets, held = np.random.default_rng(8), 1500, 0
    truth = stats.norm.cdf(0.5 / np.sqrt(1 + 4))
    for _ in range(sets):
        limits = rank_compare_2indep(rng.normal(0.5, 2, 30), rng.normal(0, 1, 30), use_t=True).conf_int()
        held += limits[0] < truth < limits[1]
    assert held / sets == pytest.approx(0.95, abs=0.02)


def test_percentile_bootstrap_of_an_indirect_effect_covers() -> None:
    from ikea_effect.analysis import mediation

    rng, sets, held, n = np.random.default_rng(9), 400, 0, 100
    equations = {"m": ("x",), "y": ("x", "m")}
    x = np.repeat([0.0, 1.0], n // 2)
    for place in range(sets):
        m = 0.5 * x + rng.normal(0, 1, n)
        y = 0.4 * m + rng.normal(0, 1, n)
        system = mediation.System(np.column_stack([x, m, y]), ("x", "m", "y"), equations, ("x",))
        drawn = []
        for weights in weight_blocks(generator(place), n, 1000, block=1000):
            path = mediation.paths(system, mediation.moments(system.data, weights))
            drawn.append(path["m", "x"] * path["y", "m"])
        low, high = percentile(np.concatenate(drawn))
        held += low < 0.2 < high
    assert held / sets == pytest.approx(0.94, abs=0.04)


def test_feldts_interval_covers_alpha() -> None:
    rng, sets, held, k, n = np.random.default_rng(10), 2000, 0, 5, 60
    truth = k / (k + 1.0)  # loading 1 and unique variance 1: k / (k + 1)
    for _ in range(sets):
        items = rng.normal(0, 1, (n, 1)) + rng.normal(0, 1, (n, k))
        low, high = feldt(cronbach(np.cov(items.T)), n, k)
        held += low < truth < high
    assert _within(held / sets, 0.95, sets)


MILLION = """
import sys, resource
import numpy as np, pandas as pd
from pathlib import Path
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.analysis.analyze import analyze
from ikea_effect.analysis.reading.table import read_table
path, protocol = Path(sys.argv[1]), load_protocol("norton-2012-1a")
analyze(protocol, read_table(path, protocol).data.iloc[:1000], "data")
table = read_table(path, protocol)
found = analyze(protocol, table.data, "data", table.notes)
print(found.recorded, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read in Linux' unit")
def test_a_million_rows_take_less_than_two_gigabytes(tmp_path: Path) -> None:
    rng, n, path = np.random.default_rng(11), 1_000_000, tmp_path / "big.csv"
    bids = np.minimum(rng.gamma(1.0, 0.6, n), 5).round(2)
    liking = rng.integers(1, 8, n)
    with path.open("w", encoding="utf-8") as file:
        file.write("participant,labor,wtp,liking\n")
        cells = ("build", "prebuilt")
        file.writelines(f"P{i},{cells[i % 2]},{bids[i]},{liking[i]}\n" for i in range(n))
    done = subprocess.run(
        [sys.executable, "-c", MILLION, str(path)], capture_output=True, text=True, check=True
    )
    recorded, gigabytes = done.stdout.split()
    assert int(recorded) == n
    assert float(gigabytes) < 2  # how long it takes: benchmarks/bench_analysis.py


def test_tobit_with_a_spread_per_cell_keeps_its_size_where_one_spread_does_not() -> None:
    """Few spread widely, many little, all at bounds: one sigma for both takes chance for an effect."""
    rng, sets, rejected = np.random.default_rng(12), 600, np.zeros(2)
    cell = np.repeat([1, 0], [25, 75])
    x = np.column_stack([np.ones(100), cell])
    for _ in range(sets):
        y = np.clip(rng.normal(1.0, np.where(cell, 2.5, 0.8)), 0, 5)
        low = np.where(y <= 0, -np.inf, np.where(y >= 5, 5.0, y))
        high = np.where(y >= 5, np.inf, np.where(y <= 0, 0.0, y))
        one = fit_intervals(x, low, high)
        own = fit_by_cell(x, low, high, cell, one.params[0])
        assert own is not None
        for place, (params, covariance) in enumerate(
            ((one.params[0], one.covariance[0]), (own.params, own.covariance))
        ):
            rejected[place] += abs(params[1]) > 1.959963984540054 * np.sqrt(covariance[1, 1])
    assert rejected[0] / sets > 0.10
    assert rejected[1] / sets == pytest.approx(0.055, abs=0.028)


def _multiverse_p(rng: np.random.Generator, variances: str) -> float:
    treated = np.repeat([1.0, 0.0], [12, 48])
    y = rng.normal(0, np.where(treated == 1, 3.0, 1.0))
    outcomes = {"raw": y, "winsorized": np.minimum(y, np.quantile(y, 0.975))}
    age = {"age": rng.normal(0, 1, 60)}
    masks = {"none": np.ones(60, dtype=bool)}
    curve = multiverse.specification_curve(treated, outcomes, masks, age, 199, 1, variances)
    return multiverse.joint_p(np.median(curve.t, axis=0), "two-sided")


def test_a_studentized_permutation_keeps_its_size_where_spreads_differ() -> None:
    sets = 500
    for variances, low, high in (("pooled", 0.15, 0.40), ("per-cell", 0.025, 0.085)):
        rng = np.random.default_rng(13)
        share = np.mean([_multiverse_p(rng, variances) < 0.05 for _ in range(sets)])
        assert low < share < high, (variances, share)


def test_cr2_keeps_its_size_where_people_and_conditions_spread_differently() -> None:
    """Few who differ much against many who differ little: the model's test rejects a true zero too often."""
    rng, sets, rejected = np.random.default_rng(14), 400, np.zeros(2)
    groups = np.repeat(np.arange(32), 3)
    condition = np.where(np.arange(32) < 8, 1.0, -1.0)[groups]
    x, weights = np.column_stack([np.ones(96), condition]), np.array([0.0, 2.0])
    for _ in range(sets):
        own = rng.normal(0, np.where(np.arange(32) < 8, 2.5, 0.7))[groups]
        y = own + rng.normal(0, 0.5, 96)
        fit = fit_reml(y, x, groups)
        for place, robust in enumerate((None, cr2(fit, y, x, groups))):
            errors = Errors(fit, robust)
            estimate, se = errors.combined(weights)
            rejected[place] += 2 * stats.t.sf(abs(estimate / se), errors.df(weights)) < 0.05
    assert rejected[0] / sets > 0.12
    assert rejected[1] / sets == pytest.approx(0.05, abs=0.03)


def test_cr2_keeps_its_size_where_an_effect_differs_between_people() -> None:
    """Each person has slopes of their own, which a random intercept takes for error of single bids."""
    rng, sets, rejected = np.random.default_rng(15), 400, np.zeros(2)
    groups = np.repeat(np.arange(20), 6)
    price = np.tile([-1.0, 1.0], 60)
    x, weights = np.column_stack([np.ones(120), price]), np.array([0.0, 1.0])
    for _ in range(sets):
        y = rng.normal(0, 1, 20)[groups] + rng.normal(0, 0.8, 20)[groups] * price + rng.normal(0, 0.6, 120)
        fit = fit_reml(y, x, groups)
        for place, robust in enumerate((None, cr2(fit, y, x, groups))):
            errors = Errors(fit, robust)
            estimate, se = errors.combined(weights)
            rejected[place] += 2 * stats.t.sf(abs(estimate / se), errors.df(weights)) < 0.05
    assert rejected[0] / sets > 0.12
    assert rejected[1] / sets == pytest.approx(0.05, abs=0.03)
