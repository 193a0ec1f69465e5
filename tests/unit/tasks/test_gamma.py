"""The quantiles that simulated amounts come from, beside scipy's."""

import numpy as np
import pytest
from scipy import stats

from ikea_effect.tasks.gamma import gamma_quantile, normal_share

SHARES = (1e-6, 0.01, 0.2, 0.5, 0.9, 0.999, 1 - 1e-9)


@pytest.mark.parametrize("shape", [0.05, 0.6, 1.0, 4.7, 80.0, 900.0])
def test_quantiles_are_those_of_scipy(shape: float) -> None:
    found = [gamma_quantile(share, shape) for share in SHARES]
    np.testing.assert_allclose(found, stats.gamma.ppf(SHARES, shape), rtol=1e-5, atol=1e-20)


def test_quantiles_of_a_very_narrow_distribution() -> None:
    found = [gamma_quantile(share, 40_000.0) for share in SHARES]
    np.testing.assert_allclose(found, stats.gamma.ppf(SHARES, 40_000.0), rtol=1e-5)


def test_shares_of_a_normal_distribution() -> None:
    values = np.linspace(-6, 6, 13)
    np.testing.assert_allclose([normal_share(value) for value in values], stats.norm.cdf(values), rtol=1e-12)
