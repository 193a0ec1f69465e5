"""CR2 held to its definition, written with whole matrices, and to the tests that it becomes where it must."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import linalg

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.cluster_robust import Errors, cr2
from ikea_effect.analysis.random_intercept import RandomIntercept, fit_reml


def _bids(seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fourteen people with two to five bids each, in two conditions, under three prices."""
    rng = np.random.default_rng(seed)
    groups = np.repeat(np.arange(14), rng.integers(2, 6, 14))
    n = len(groups)
    price, between = rng.normal(0, 1, n), np.where(groups < 5, 1.0, -1.0)
    x = np.column_stack([np.ones(n), between, price, between * price])
    y = x @ [2, 0.4, 0.3, 0] + rng.normal(0, 1, 14)[groups] + rng.normal(0, 0.7, n)
    return y, x, groups


def _whole(fit: RandomIntercept, y: np.ndarray, x: np.ndarray, groups: np.ndarray) -> tuple[np.ndarray, list]:
    """The sandwich, and the matrices whose squares it sums, from n x n matrices."""
    v = fit.within * np.eye(len(y)) + fit.between * (groups[:, None] == groups)
    w = np.linalg.inv(v)
    m = np.linalg.inv(x.T @ w @ x)
    hat = np.eye(len(y)) - x @ m @ x.T @ w
    parts = []
    for group in np.unique(groups):
        rows = np.flatnonzero(groups == group)
        d = linalg.cholesky(v[np.ix_(rows, rows)])
        b = d @ (hat @ v @ hat.T)[np.ix_(rows, rows)] @ d.T
        a = d.T @ linalg.fractional_matrix_power(b, -0.5).real @ d
        parts.append(m @ x[rows].T @ w[np.ix_(rows, rows)] @ a @ hat[rows])
    return sum(np.outer(part @ y, part @ y) for part in parts), [v, parts]


def test_covariance_and_df_are_those_of_the_definition() -> None:
    y, x, groups = _bids()
    fit = fit_reml(y, x, groups)
    robust = cr2(fit, y, x, groups)
    covariance, (v, parts) = _whole(fit, y, x, groups)
    assert robust.covariance == pytest.approx(covariance, rel=1e-8)
    for place in range(4):
        rows = np.array([part[place] for part in parts])
        shared = rows @ v @ rows.T
        expected = np.trace(shared) ** 2 / np.sum(shared**2)  # Satterthwaite's, of a sum of squares
        assert robust.df(np.eye(4)[place]) == pytest.approx(expected, rel=1e-8)


def test_it_is_free_of_bias_where_the_model_is_right() -> None:
    y, x, groups = _bids()
    fit = fit_reml(y, x, groups)
    _, (v, parts) = _whole(fit, y, x, groups)
    assert sum(part @ v @ part.T for part in parts) == pytest.approx(fit.covariance, rel=1e-8, abs=1e-12)


def test_between_conditions_of_equally_many_bids_it_is_welchs_standard_error_of_the_means() -> None:
    rng = np.random.default_rng(8)
    groups = np.repeat(np.arange(20), 3)
    condition = np.where(np.arange(20) < 7, 1.0, -1.0)
    y = np.where(condition == 1, 2.0, 0.5)[groups] * rng.normal(0, 1, 20)[groups] + rng.normal(0, 0.5, 60)
    x = np.column_stack([np.ones(60), condition[groups]])
    fit = fit_reml(y, x, groups)
    means = np.array([y[groups == one].mean() for one in range(20)])
    high, low = means[condition == 1], means[condition == -1]
    estimate, se = Errors(fit, cr2(fit, y, x, groups)).combined(np.array([0.0, 2.0]))
    assert estimate == pytest.approx(high.mean() - low.mean(), rel=1e-9)
    assert se**2 == pytest.approx(high.var(ddof=1) / len(high) + low.var(ddof=1) / len(low), rel=1e-9)


def test_several_contrasts_of_one_are_the_square_of_t() -> None:
    y, x, groups = _bids()
    fit = fit_reml(y, x, groups)
    for errors in (Errors(fit, None), Errors(fit, cr2(fit, y, x, groups))):
        weights = np.eye(4)[2]
        estimate, se = errors.combined(weights)
        f, q, df2 = errors.wald(weights[None, :])
        assert (f, q) == (pytest.approx((estimate / se) ** 2, rel=1e-9), 1)
        assert df2 == pytest.approx(errors.df(weights), rel=1e-6)


def test_an_effect_does_not_depend_on_how_its_contrasts_are_written() -> None:
    y, x, groups = _bids()
    fit = fit_reml(y, x, groups)
    rows = np.eye(4)[1:]
    turned = np.array([[1.0, 2, 0], [0, 1, -1], [3, 0, 1]]) @ rows
    robust = Errors(fit, cr2(fit, y, x, groups))
    assert robust.wald(rows) == pytest.approx(robust.wald(turned), rel=1e-8)


def test_the_share_of_variance_of_many_values_is_that_of_the_population(declare: Any) -> None:
    """Three means 0, .2, .4 within people, spread 1: their variance is .08 / 3, over 1 + .08 / 3 the share.

    The test's own df2 is near the 40 people, by which the share would be above one half.
    """
    rng, names = np.random.default_rng(3), ["a", "b", "c"]
    level, person = np.tile(np.arange(3), 800), np.repeat(np.arange(40), 60)
    protocol = declare(
        factors={"kind": {"within": True, "levels": {name: {"label": name} for name in names}}},
        hypotheses=[
            {"id": "h", "measure": "wtp", "model": {
                "kind": "mixed", "factors": ["kind"], "term": ["kind"], "covariance": "cr2"}}
        ],
    )  # fmt: skip
    bids = pd.DataFrame({"participant": [f"P{n}" for n in person], "kind": np.take(names, level)})
    bids["wtp"] = 5 + 0.2 * level + rng.normal(size=40)[person] + rng.normal(size=len(level))
    [hypothesis] = protocol.hypotheses
    found = answer(protocol, hypothesis, bids)
    assert found.statistic.df[1] < 40
    assert found.estimate == pytest.approx(0.08 / 3 / (1 + 0.08 / 3), abs=0.015)
