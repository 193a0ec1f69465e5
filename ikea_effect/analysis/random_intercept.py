"""REML for one random intercept, exactly: the variance ratio is a search in one dimension."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from ikea_effect.analysis.derivatives import gradient, hessian
from ikea_effect.analysis.question import CannotEstimate, Values

NO_YARDSTICK = (
    "The rows of a group are explained without any error: there is no yardstick for a test. "
    "Leave out what says the outcome."
)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Per group: how many rows, and the sums of the columns of X and of y; and the whole cross-products."""

    n: Values
    x: Values
    y: Values
    xx: Values
    xy: Values
    yy: float
    rows: int


@dataclass(frozen=True, slots=True)
class RandomIntercept:
    """The fit: fixed effects, their covariance, both variances, and what the df are worked out from."""

    params: Values
    covariance: Values
    between: float
    within: float
    log_likelihood: float
    sums: _Sums

    def combined(self, weights: Values) -> tuple[float, float]:
        """Estimate and standard error of a weighted sum of fixed effects."""
        return float(weights @ self.params), float(np.sqrt(weights @ self.covariance @ weights))

    def df(self, weights: Values) -> float:
        """Satterthwaite's degrees of freedom: 2 v^2 / Var(v), v the variance of the weighted sum.

        Var(v) by the delta method from the curvature of the REML likelihood in both variances.
        """
        rows, columns = self.sums.rows, len(self.params)
        if self.between == 0:
            return float(rows - columns)
        theta = np.array([self.between, self.within])
        slope = gradient(lambda at: _variance(self.sums, at, weights), theta)
        curvature = hessian(lambda at: _deviance(self.sums, at), theta) / 2
        spread = float(slope @ np.linalg.solve(curvature, slope))
        if not spread > 0:
            raise CannotEstimate(NO_YARDSTICK)
        return float(2 * _variance(self.sums, theta, weights) ** 2 / spread)


def fit_reml(y: Values, x: Values, groups: NDArray[np.intp]) -> RandomIntercept:
    """The restricted maximum likelihood fit of y = X b + intercept of the group + error."""
    sums = _sums(y, x, groups)

    def profiled(log_ratio: float) -> float:
        return _profile(sums, float(np.exp(log_ratio)))[0]

    grid = np.linspace(-14, 10, 97)
    best = int(np.argmin([profiled(at) for at in grid]))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    found = optimize.minimize_scalar(profiled, bounds=(low, high), method="bounded", options={"xatol": 1e-11})
    ratio = float(np.exp(found.x))
    if _profile(sums, 0.0)[0] <= found.fun + 1e-9:
        ratio = 0.0
    deviance, within = _profile(sums, ratio)
    if not np.isfinite(deviance) or within <= 0 or best == len(grid) - 1:
        raise CannotEstimate(NO_YARDSTICK)
    theta = np.array([ratio * within, within])
    information, right = _normal_equations(sums, theta)
    covariance = np.asarray(np.linalg.inv(information), dtype=np.float64)
    between, within = map(float, theta)
    return RandomIntercept(covariance @ right, covariance, between, within, -deviance / 2, sums)


def _sums(y: Values, x: Values, groups: NDArray[np.intp]) -> _Sums:
    count = int(groups.max()) + 1
    columns = (np.ones(len(y)), y, *x.T)
    shown = np.array([np.bincount(groups, column, count) for column in columns], dtype=np.float64).T
    return _Sums(shown[:, 0], shown[:, 2:], shown[:, 1], x.T @ x, x.T @ y, float(y @ y), len(y))


def _normal_equations(sums: _Sums, theta: Values) -> tuple[Values, Values]:
    """X'V^-1 X and X'V^-1 y; V^-1 of a group is (I - shrink 1 1') / within."""
    between, within = theta
    shrink = between / (within + sums.n * between)
    information = (sums.xx - (sums.x * shrink[:, None]).T @ sums.x) / within
    right = (sums.xy - sums.x.T @ (shrink * sums.y)) / within
    return information, right


def _deviance(sums: _Sums, theta: Values) -> float:
    """-2 times the restricted log-likelihood, constants included."""
    between, within = theta
    information, right = _normal_equations(sums, theta)
    shrink = between / (within + sums.n * between)
    squares = (sums.yy - float(np.sum(shrink * sums.y**2))) / within - float(
        right @ np.linalg.solve(information, right)
    )
    log_v = (sums.rows - len(sums.n)) * np.log(within) + float(np.sum(np.log(within + sums.n * between)))
    free = sums.rows - len(right)
    return float(log_v + np.linalg.slogdet(information)[1] + squares + free * np.log(2 * np.pi))


def _profile(sums: _Sums, ratio: float) -> tuple[float, float]:
    """The deviance at a variance ratio, with the residual variance at its best, and that variance."""
    theta = np.array([ratio, 1.0])
    information, right = _normal_equations(sums, theta)
    shrink = ratio / (1 + sums.n * ratio)
    squares = sums.yy - float(np.sum(shrink * sums.y**2)) - float(right @ np.linalg.solve(information, right))
    within = squares / (sums.rows - len(right))
    if within <= 1e-13 * sums.yy / sums.rows:
        return np.inf, 0.0
    return _deviance(sums, within * theta), within


def _variance(sums: _Sums, theta: Values, weights: Values) -> float:
    information, _ = _normal_equations(sums, theta)
    return float(weights @ np.linalg.solve(information, weights))
