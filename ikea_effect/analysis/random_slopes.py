"""REML for a random intercept with random slopes, whose covariance is free: per group, of any rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from ikea_effect.analysis.derivatives import gradient, hessian
from ikea_effect.analysis.question import CannotEstimate, Values

_STARTS = (1.0, 0.3, 3.0)
"""Relative standard deviations of the random effects from which the search begins."""
_SINGULAR = 1e-4
"""Below which relative standard deviation some random effect, or mixture of them, does not vary."""


@dataclass(frozen=True, slots=True)
class _Sums:
    """Cross-products of the rows: of all (xx, xy, yy), and of each group with its random effects (z*)."""

    xx: Values
    xy: Values
    yy: float
    zz: Values
    zx: Values
    zy: Values
    rows: int


class _Equations:
    """X'V^-1 X and X'V^-1 y at relative covariances, for an error variance of 1; and ln |V|."""

    def __init__(self, sums: _Sums, factor: Values) -> None:
        inner = np.eye(len(factor)) + factor.T @ sums.zz @ factor
        shown, seen = factor.T @ sums.zx, sums.zy @ factor
        shrunk = np.linalg.solve(inner, np.concatenate([shown, seen[:, :, None]], axis=2))
        self.information = sums.xx - np.einsum("gkp,gkq->pq", shown, shrunk[:, :, :-1])
        self.right = sums.xy - np.einsum("gkp,gk->p", shown, shrunk[:, :, -1])
        self.squares = sums.yy - float(np.einsum("gk,gk->", seen, shrunk[:, :, -1]))
        self.log_v = float(np.linalg.slogdet(inner)[1].sum())

    @property
    def left_over(self) -> float:
        """The weighted squares that the fixed effects leave."""
        return self.squares - float(self.right @ np.linalg.solve(self.information, self.right))


@dataclass(frozen=True, slots=True)
class RandomSlopes:
    """The fit: fixed effects, their covariance, and the random effects' covariance with its Cholesky factor.

    `theta` is that factor, relative to the error's standard deviation, by rows; `average` is the variance
    that the random effects give a row, on average over rows.
    """

    params: Values
    covariance: Values
    effects: Values
    within: float
    average: float
    theta: Values
    sums: _Sums

    @property
    def between(self) -> float:
        """What groups add to the variance of a value, on average."""
        return self.average

    @property
    def is_singular(self) -> bool:
        """Whether some random effect, or a mixture of them, comes out without variance."""
        return bool(np.linalg.svd(_factor(self.theta), compute_uv=False)[-1] < _SINGULAR)

    def combined(self, weights: Values) -> tuple[float, float]:
        """Estimate and standard error of a weighted sum of fixed effects."""
        return float(weights @ self.params), float(np.sqrt(weights @ self.covariance @ weights))

    def df(self, weights: Values) -> float:
        """Satterthwaite's degrees of freedom: 2 v^2 / Var(v), v the variance of the weighted sum.

        Var(v) by the delta method from the curvature of the REML likelihood in theta and the error's standard
        deviation; directions in which it is flat (of random effects without variance) are left out.
        """
        at = np.append(self.theta, np.sqrt(self.within))
        sizes = _sizes(at)
        slope = gradient(lambda one: _variance(self.sums, one, weights), at, sizes)
        curvature = hessian(lambda one: _deviance(self.sums, one), at, sizes / 2)
        values, vectors = np.linalg.eigh(curvature)
        curved = values > 1e-8 * values.max()
        along = (vectors.T @ slope)[curved]
        spread = float(np.sum(2 * along**2 / values[curved]))
        return float(2 * _variance(self.sums, at, weights) ** 2 / spread)

    def rows_variance(self, z: Values) -> Values:
        """The variance of one group's rows, of which `z` has the random effects' columns."""
        return self.within * np.eye(len(z)) + z @ self.effects @ z.T


def fit_slopes(y: Values, x: Values, z: Values, groups: NDArray[np.intp]) -> RandomSlopes:
    """The restricted maximum likelihood fit of y = X b + Z u of the group + error, u with free covariance."""
    sums = _sums(y, x, z, groups)
    size = z.shape[1]
    best = _searched(sums, size)
    theta = _signed(best.x)
    equations = _Equations(sums, _factor(theta))
    within = equations.left_over / (sums.rows - x.shape[1])
    if not np.isfinite(best.fun) or within <= 1e-13 * sums.yy / sums.rows:
        raise CannotEstimate(
            "The rows are explained without any error: there is no yardstick for a test. "
            "Leave out what says the outcome."
        )
    covariance = within * np.linalg.inv(equations.information)
    params = np.linalg.solve(equations.information, equations.right)
    effects = within * _factor(theta) @ _factor(theta).T
    average = float(np.einsum("ik,kl,il->", z, effects, z)) / len(z)
    return RandomSlopes(params, covariance, effects, within, average, theta, sums)


def _sums(y: Values, x: Values, z: Values, groups: NDArray[np.intp]) -> _Sums:
    """Sums over the rows of each group, in the order of the groups."""
    order = np.argsort(groups, kind="stable")
    first = np.flatnonzero(np.append(True, np.diff(groups[order]) > 0))
    zo, xo, yo = z[order], x[order], y[order]

    def of_groups(products: Values) -> Values:
        return np.asarray(np.add.reduceat(products, first, axis=0), dtype=np.float64)

    return _Sums(
        x.T @ x, x.T @ y, float(y @ y),
        of_groups(zo[:, :, None] * zo[:, None, :]), of_groups(zo[:, :, None] * xo[:, None, :]),
        of_groups(zo * yo[:, None]), len(y),
    )  # fmt: skip


def _searched(sums: _Sums, size: int) -> optimize.OptimizeResult:
    """The least deviance: by gradients from several starts, then to the last digits without them."""

    def profiled(theta: Values) -> float:
        equations = _Equations(sums, _factor(theta))
        free, left = sums.rows - len(sums.xy), equations.left_over
        if left <= 0:
            return np.inf
        return float(equations.log_v + np.linalg.slogdet(equations.information)[1] + free * np.log(left))

    starts = (start * np.eye(size)[np.tril_indices(size)] for start in _STARTS)
    tried = [optimize.minimize(profiled, at, method="BFGS", options={"gtol": 1e-6}) for at in starts]
    best = min(tried, key=lambda one: float(one.fun))
    most = 140 * len(best.x)  # it takes about 45 each of 3, 70 of 6, or stays in rounding errors
    close = {"xatol": 1e-9, "fatol": 1e-12, "maxiter": most, "maxfev": 3 * most}
    return optimize.minimize(profiled, best.x, method="Nelder-Mead", options=close)


def _factor(theta: Values) -> Values:
    """The lower triangle of these entries."""
    size = int((np.sqrt(8 * len(theta) + 1) - 1) / 2)
    found = np.zeros((size, size))
    found[np.tril_indices(size)] = theta
    return found


def _signed(theta: Values) -> Values:
    """The same covariance by a factor whose diagonal is not below 0."""
    found = _factor(theta)
    signs = np.where(np.diag(found) < 0, -1.0, 1.0)
    return np.asarray((found * signs)[np.tril_indices(len(found))], dtype=np.float64)


def _deviance(sums: _Sums, at: Values) -> float:
    """-2 times the restricted log-likelihood, but for a constant; `at` ends with the error's SD."""
    variance, equations = float(at[-1] ** 2), _Equations(sums, _factor(at[:-1]))
    free = sums.rows - len(sums.xy)
    log_x = float(np.linalg.slogdet(equations.information)[1])
    return equations.log_v + log_x + free * float(np.log(variance)) + equations.left_over / variance


def _variance(sums: _Sums, at: Values, weights: Values) -> float:
    information = _Equations(sums, _factor(at[:-1])).information
    return float(at[-1] ** 2 * (weights @ np.linalg.solve(information, weights)))


def _sizes(at: Values) -> Values:
    """What each direction is measured by: its own size, or that of the others where it is near 0."""
    return np.asarray(np.maximum(np.abs(at), 0.1 * np.abs(at).max()), dtype=np.float64)
