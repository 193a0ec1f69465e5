"""REML for people in groups, several values each: an intercept of the group and one of the person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from ikea_effect.analysis.derivatives import gradient, hessian
from ikea_effect.analysis.question import CannotEstimate, Values
from ikea_effect.analysis.random_intercept import NO_YARDSTICK, fit_reml


@dataclass(frozen=True, slots=True)
class _Sums:
    """Per person: how many rows, the sums of X and y, and the number of the group; whole cross-products."""

    n: Values
    x: Values
    y: Values
    group: NDArray[np.intp]
    xx: Values
    xy: Values
    yy: float
    rows: int


@dataclass(frozen=True, slots=True)
class NestedIntercepts:
    """The fit: fixed effects, their covariance, the variances of groups, of people in them, and within."""

    params: Values
    covariance: Values
    between: float
    people: float
    within: float
    log_likelihood: float
    sums: _Sums

    def combined(self, weights: Values) -> tuple[float, float]:
        """Estimate and standard error of a weighted sum of fixed effects."""
        return float(weights @ self.params), float(np.sqrt(weights @ self.covariance @ weights))

    def df(self, weights: Values) -> float:
        """Satterthwaite's degrees of freedom; a variance of 0 is taken as known, as lmerTest does."""
        theta = np.array([self.between, self.people, self.within])
        free = theta > 0
        if free.sum() == 1:
            return float(self.sums.rows - len(self.params))

        def whole(at: Values) -> Values:
            found = np.zeros(3)
            found[free] = at
            return found

        def variance(at: Values) -> float:
            information, _, _ = _equations(self.sums, whole(at))
            return float(weights @ np.linalg.solve(information, weights))

        slope = gradient(variance, theta[free])
        curvature = hessian(lambda at: _deviance(self.sums, whole(at)), theta[free]) / 2
        spread = float(slope @ np.linalg.solve(curvature, slope))
        if not spread > 0:
            raise CannotEstimate(NO_YARDSTICK)
        return float(2 * variance(theta[free]) ** 2 / spread)


def fit_nested(y: Values, x: Values, groups: NDArray[np.intp], people: NDArray[np.intp]) -> NestedIntercepts:
    """The restricted maximum likelihood fit of y = X b + intercept of the group + of the person + error.

    Every person is in one group. The maximum is searched for inside, and on both edges, where one of the
    intercepts has no variance and the other is that of a single random intercept.
    """
    sums = _sums(y, x, groups, people)

    def profiled(logs: Values) -> float:
        return _profile(sums, np.exp(logs))[0]

    grid = [np.array([a, b]) for a in np.linspace(-7, 4, 9) for b in np.linspace(-7, 4, 9)]
    start = min(grid, key=profiled)
    close = {"xatol": 1e-9, "fatol": 1e-12, "maxiter": 400}  # it takes 50 to 120, or stays in rounding errors
    found = optimize.minimize(profiled, start, method="Nelder-Mead", options=close)
    inside = np.exp(found.x)
    only_people, only_groups = fit_reml(y, x, people), fit_reml(y, x, groups)
    edges = (
        np.array([0.0, only_people.between / only_people.within]),
        np.array([only_groups.between / only_groups.within, 0.0]),
    )
    edge = min(edges, key=lambda ratios: _profile(sums, ratios)[0])
    ratios = edge if _profile(sums, edge)[0] <= float(found.fun) + 1e-8 else inside
    deviance, within = _profile(sums, ratios)
    if not np.isfinite(deviance) or within <= 0:
        raise CannotEstimate(NO_YARDSTICK)
    information, right, _ = _equations(sums, np.array([*ratios * within, within]))
    covariance = np.asarray(np.linalg.inv(information), dtype=np.float64)
    between, person = map(float, ratios * within)
    return NestedIntercepts(covariance @ right, covariance, between, person, within, -deviance / 2, sums)


def _sums(y: Values, x: Values, groups: NDArray[np.intp], people: NDArray[np.intp]) -> _Sums:
    count = int(people.max()) + 1
    columns = (np.ones(len(y)), y, *x.T)
    shown = np.array([np.bincount(people, column, count) for column in columns], dtype=np.float64).T
    group = np.zeros(count, dtype=np.intp)
    group[people] = groups
    return _Sums(shown[:, 0], shown[:, 2:], shown[:, 1], group, x.T @ x, x.T @ y, float(y @ y), len(y))


def _equations(sums: _Sums, theta: Values) -> tuple[Values, Values, float]:
    """X'V^-1 X, X'V^-1 y and y'V^-1 y.

    Within a group W = within I + people J of each person, and V = W + between J of all its rows, so that
    V^-1 = W^-1 - c (W^-1 1)(W^-1 1)' with c = between / (1 + between 1'W^-1 1).
    """
    between, people, within = theta
    own = 1 / (within + sums.n * people)
    shrink = people * own
    together = _grouped(sums, own * sums.n)
    c = between / (1 + between * together)
    x, y = _grouped(sums, sums.x * own[:, None]), _grouped(sums, own * sums.y)
    information = (sums.xx - (sums.x * shrink[:, None]).T @ sums.x) / within - (x * c[:, None]).T @ x
    right = (sums.xy - sums.x.T @ (shrink * sums.y)) / within - x.T @ (c * y)
    squares = (sums.yy - float(np.sum(shrink * sums.y**2))) / within - float(np.sum(c * y**2))
    return information, right, squares


def _grouped(sums: _Sums, values: Values) -> Values:
    """The sums of what people have over those of each group."""
    found = np.zeros((int(sums.group.max()) + 1, *values.shape[1:]))
    np.add.at(found, sums.group, values)
    return found


def _deviance(sums: _Sums, theta: Values) -> float:
    """-2 times the restricted log-likelihood, constants included."""
    between, people, within = theta
    information, right, squares = _equations(sums, theta)
    left = squares - float(right @ np.linalg.solve(information, right))
    each = within + sums.n * people
    log_v = (sums.rows - len(sums.n)) * np.log(within) + float(np.sum(np.log(each)))
    log_v += float(np.sum(np.log1p(between * _grouped(sums, sums.n / each))))
    free = sums.rows - len(right)
    return float(log_v + np.linalg.slogdet(information)[1] + left + free * np.log(2 * np.pi))


def _profile(sums: _Sums, ratios: Values) -> tuple[float, float]:
    """The deviance at ratios of variances to the one within, with that one at its best, and it."""
    theta = np.array([*ratios, 1.0])
    information, right, squares = _equations(sums, theta)
    left = squares - float(right @ np.linalg.solve(information, right))
    within = left / (sums.rows - len(right))
    if within <= 1e-13 * sums.yy / sums.rows:
        return np.inf, 0.0
    return _deviance(sums, within * theta), within
