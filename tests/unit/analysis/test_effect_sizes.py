from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from ikea_effect.analysis import effect_sizes
from ikea_effect.analysis.analyze import answer


def test_d_of_the_published_t_with_its_exact_limits() -> None:
    d = effect_sizes.cohens_d(2.12, 26, 26)  # R: pt() inverted by uniroot
    assert d.value == pytest.approx(0.587982207998743, rel=1e-12)
    assert d.ci == pytest.approx((0.0295529384406438, 1.14078749122589), rel=1e-9)


def test_limits_of_g_are_the_factor_times_the_limits_of_d() -> None:
    d, g = effect_sizes.cohens_d(2.12, 26, 26), effect_sizes.hedges_g(2.12, 26, 26)
    factor = effect_sizes.small_sample_factor(50)
    assert (g.value, *g.ci) == pytest.approx([factor * x for x in (d.value, *d.ci)])


@pytest.mark.parametrize(("t", "df"), [(56, 1e6), (80, 10), (80, 2), (1e5, 4), (0, 1), (1e-9, 3)])
def test_limits_exist_where_others_fail(t: float, df: float) -> None:
    low, high = effect_sizes.noncentrality_interval(t, df)
    assert low < t < high
    assert effect_sizes.noncentral_t_cdf(t, df, low) == pytest.approx(0.975, abs=1e-9)
    assert effect_sizes.noncentral_t_cdf(t, df, high) == pytest.approx(0.025, abs=1e-9)


@given(t=st.floats(0, 10), df=st.integers(1, 500), ncp=st.floats(-3, 6))
def test_distribution_is_scipys_where_scipy_has_one(t: float, df: int, ncp: float) -> None:
    assert effect_sizes.noncentral_t_cdf(t, df, ncp) == pytest.approx(
        special.nctdtr(df, ncp, t), rel=0, abs=1e-11
    )


@pytest.mark.slow
@given(t=st.floats(-60, 60), n=st.integers(2, 300))
def test_swapping_the_cells_mirrors_g(t: float, n: int) -> None:
    one, other = effect_sizes.hedges_g(t, n, n + 1), effect_sizes.hedges_g(-t, n + 1, n)
    assert one.value == pytest.approx(-other.value, abs=1e-9)
    assert one.ci == pytest.approx((-other.ci.high, -other.ci.low), abs=1e-9)


def test_partial_eta_squared_holds_steigers_limits() -> None:
    found = effect_sizes.partial_eta_squared(2.5515103, 2, 87, level=0.90)
    assert found.value == pytest.approx(0.0554055726, abs=1e-8)
    assert found.ci == pytest.approx((0, 0.13505970168), abs=1e-8)


def test_pooled_t_is_scale_free() -> None:
    rng = np.random.default_rng(1)
    high, low = rng.normal(1, 2, 30), rng.normal(0, 1, 20)
    assert effect_sizes.pooled_t(100 * high, 100 * low) == pytest.approx(effect_sizes.pooled_t(high, low))


def test_a_share_of_variance_of_very_many_people_has_limits() -> None:
    """So far out F is normal: mean ncp + 1, variance 2 (1 + 2 ncp) + 2 F^2 / df2."""
    f, df2 = 2900.0, 140_000.0
    found = effect_sizes.partial_eta_squared(f, 1, df2)
    low, high = found.ci or (None, None)
    assert low is not None
    assert high is not None
    for limit, side in ((low, -1), (high, 1)):
        ncp = limit * (df2 + 2) / (1 - limit)
        spread = (2 * (1 + 2 * ncp) + 2 * f * f / df2) ** 0.5
        assert (ncp + 1 - f) / spread == pytest.approx(side * 1.645, abs=0.03)


@pytest.mark.parametrize("variances", ["per-cell", "pooled", "hc3"])
def test_the_share_of_variance_of_many_people_is_that_of_the_population(declare: Any, variances: str) -> None:
    """Five cells, means 0 to 0.4, spread 1: the means' variance is .02, their share .02 / 1.02."""
    rng, names = np.random.default_rng(4), ["a", "b", "c", "d", "e"]
    level = np.repeat(np.arange(5), 4000)
    factor = {"between": "participant", "levels": {name: {"label": name} for name in names}}
    protocol = declare(
        factors={"kind": factor},
        assignment={"block_sizes": [5]},
        hypotheses=[
            {
                "id": "h",
                "measure": "wtp",
                "model": {"kind": "one-way", "factor": "kind", "variances": variances},
            }
        ],
    )
    people = pd.DataFrame({"participant": [f"P{n}" for n in range(20_000)], "kind": np.take(names, level)})
    people["wtp"] = 2.5 + 0.1 * level + rng.normal(size=20_000)
    [hypothesis] = protocol.hypotheses
    assert answer(protocol, hypothesis, people).estimate == pytest.approx(0.02 / 1.02, abs=0.004)
