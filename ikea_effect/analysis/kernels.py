"""The reported analyses again, for many data sets at once: what diagnosis, bootstrap and permutation run on.

Data sets lie along the last axis (participants first), so that sums run over neighboring memory. A test holds
each kernel to the statsmodels fit that is reported.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

Values = NDArray[np.float64]


class Batch(NamedTuple):
    """Estimates of many data sets, shape (data sets,). `critical` is the two-sided .05 bound of |t|."""

    estimate: Values
    se: Values
    df: Values
    critical: Values

    @property
    def t(self) -> Values:
        """The estimates by their standard errors; NaN where nothing varies."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.estimate / self.se, dtype=np.float64)

    @property
    def significant(self) -> NDArray[np.bool_]:
        """Whether each is significant at .05, two-sided."""
        return np.abs(self.estimate) > self.critical * self.se

    def rejects(self, alternative: str, least: float, most: float) -> NDArray[np.bool_]:
        """Whether each is significant at .05 for the alternative; `least` and `most` bound the df."""
        if alternative == "two-sided":
            return self.significant
        toward = self.estimate if alternative == "greater" else -self.estimate
        return np.asarray(toward > critical_t(self.df, least, most, 0.05) * self.se, dtype=np.bool_)

    def interval(self) -> tuple[Values, Values]:
        """The 95% limits."""
        half = self.critical * self.se
        return self.estimate - half, self.estimate + half

    def p(self, alternative: str = "two-sided") -> Values:
        """The p values; slower than `significant`, since it asks the t distribution for each."""
        t = self.t if alternative == "greater" else -self.t
        if alternative == "two-sided":
            return np.asarray(2 * special.stdtr(self.df, -np.abs(t)), dtype=np.float64)
        return np.asarray(special.stdtr(self.df, -t), dtype=np.float64)


def welch(high: Values, low: Values) -> Batch:
    """Welch's t of every data set; high has shape (n_high, data sets), low (n_low, data sets)."""
    mean_high, v_high = _mean_and_error(high)
    mean_low, v_low = _mean_and_error(low)
    v = v_high + v_low
    with np.errstate(divide="ignore", invalid="ignore"):
        df = v * v / (v_high * v_high / (len(high) - 1) + v_low * v_low / (len(low) - 1))
    return Batch(
        mean_high - mean_low,
        np.sqrt(v),
        df,
        critical_t(df, min(len(high), len(low)) - 1, len(high) + len(low)),
    )


def student(high: Values, low: Values) -> Batch:
    """Student's t of every data set, with the spread of both cells together."""
    mean_high, v_high = _mean_and_error(high)
    mean_low, v_low = _mean_and_error(low)
    n, m = len(high), len(low)
    df = n + m - 2.0
    pooled = (v_high * n * (n - 1) + v_low * m * (m - 1)) / df
    dfs = np.full(pooled.shape, df)
    critical = np.full(pooled.shape, float(special.stdtrit(df, 0.975)))
    return Batch(mean_high - mean_low, np.sqrt(pooled * (1 / n + 1 / m)), dfs, critical)


def _mean_and_error(values: Values) -> tuple[Values, Values]:
    """Mean and squared standard error over the first axis, in one pass over each value after the mean."""
    n = len(values)
    mean = values.sum(axis=0) / n
    centered = values - mean
    return mean, np.einsum("ij,ij->j", centered, centered) / (n * (n - 1))


@cache
def _critical_table(lowest: float, highest: float, tail: float) -> tuple[Values, Values]:
    inverse = np.linspace(1 / highest, 1 / lowest, 1025)
    return inverse, np.asarray(stats.t.isf(tail, 1 / inverse), dtype=np.float64)


def critical_t(df: Values, lowest: float, highest: float, tail: float = 0.025) -> Values:
    """The t quantile, interpolated in 1 / df where it is smooth (error below 1e-6); exact for few df."""
    if lowest < 5:
        return np.asarray(special.stdtrit(df, 1 - tail), dtype=np.float64)
    inverse, critical = _critical_table(float(lowest), float(highest), tail)
    return np.interp(1 / df, inverse, critical)


class TobitBatch(NamedTuple):
    """The coefficient of the last column of many data sets, its standard error, sigma, and who converged."""

    estimate: Values
    se: Values
    sigma: Values
    converged: NDArray[np.bool_]


def tobit(y: Values, x: Values, low: float, high: float, most_steps: int = 12) -> TobitBatch:
    """Tobit fits of y (data sets, n) on x (n, k), cut off at low and high: Newton in Olsen's parameters."""
    below, above = y <= low, y >= high
    free, cut = ~(below | above), np.where(below, low, np.where(above, high, y))
    sign = np.where(above, -1.0, 1.0)
    k, sets = x.shape[1], len(y)
    sd = np.maximum(y.std(axis=1), 1e-9)
    state = np.zeros((sets, k + 1))
    state[:, 0], state[:, k] = y.mean(axis=1) / sd, 1 / sd
    products = (x[:, :, None] * x[:, None, :]).reshape(len(x), k * k)
    count, curve = free.sum(axis=1), np.empty((sets, k + 1, k + 1))
    largest = np.full(sets, np.inf)
    for _ in range(most_steps):
        theta = state[:, k]
        z = sign * (theta[:, None] * cut - state[:, :k] @ x.T)
        hazard = np.exp(-0.5 * z * z - special.log_ndtr(z)) * 0.3989422804014327
        slope = sign * np.where(free, z, -hazard)
        weight = np.where(free, 1.0, hazard * (hazard + z))
        gradient = np.empty((sets, k + 1))
        gradient[:, :k] = slope @ x
        gradient[:, k] = count / theta - np.einsum("ij,ij->i", slope, cut)
        curve[:, :k, :k] = (weight @ products).reshape(-1, k, k)
        shared = weight * cut
        curve[:, :k, k] = curve[:, k, :k] = -(shared @ x)
        curve[:, k, k] = np.einsum("ij,ij->i", shared, cut) + count / theta**2
        step = np.linalg.solve(curve, gradient[..., None])[..., 0]
        size = np.where(step[:, k] < 0, np.minimum(1.0, -0.9 * theta / np.minimum(step[:, k], -1e-300)), 1.0)
        state += size[:, None] * step
        largest = np.abs(step).max(axis=1)
        if float(largest.max()) < 1e-9:
            break
    return _told(state, curve, largest < 1e-6)


def _told(state: Values, curve: Values, converged: NDArray[np.bool_]) -> TobitBatch:
    k = state.shape[1] - 1
    theta = state[:, k]
    gradient = np.zeros_like(state)
    gradient[:, k - 1], gradient[:, k] = 1 / theta, -state[:, k - 1] / theta**2
    variance = np.einsum("si,si->s", gradient, np.linalg.solve(curve, gradient[..., None])[..., 0])
    return TobitBatch(state[:, k - 1] / theta, np.sqrt(variance), 1 / theta, converged)
