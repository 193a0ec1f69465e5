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
    """The difference of many data sets behind their bounds, its standard error, sigma, and who converged."""

    estimate: Values
    se: Values
    sigma: Values
    converged: NDArray[np.bool_]


def tobit(high: Values, low: Values, at_least: float, at_most: float, most_steps: int = 12) -> TobitBatch:
    """Tobit fits of two cells of one spread, cut off at `at_least` and `at_most`; one may be infinite.

    high has shape (n_high, data sets), low (n_low, data sets). Newton in Olsen's parameters, of which a step
    takes as long for any n: counts and sums are sufficient. Where nothing converges, the likelihood may have
    no maximum.
    """
    middle = high.mean(axis=0)  # sums count from here, so that amounts far from 0 lose no digits
    state, curve, largest = _climbed(_sums_of((high, low), (at_least, at_most), middle), most_steps)
    with np.errstate(all="ignore"):
        theta, apart = state[2], state[0] - state[1]
        by = np.stack([1 / theta, -1 / theta, -apart / theta**2])
        se = np.sqrt((by * _arrow(by, curve)).sum(axis=0))
        return TobitBatch(apart / theta, se, 1 / theta, largest < 1e-6)


def tobit_mean(values: Values, at_least: float, at_most: float, most_steps: int = 12) -> TobitBatch:
    """The mean behind the bounds of one cell alone, of a spread of its own; values (n, data sets)."""
    middle = values.mean(axis=0)
    state, curve, largest = _climbed(_sums_of((values,), (at_least, at_most), middle), most_steps)
    with np.errstate(all="ignore"):
        cell, theta = state
        by = np.stack([1 / theta, -cell / theta**2])
        se = np.sqrt((by * _arrow(by, curve)).sum(axis=0))
        return TobitBatch(middle + cell / theta, se, 1 / theta, largest < 1e-6)


def _climbed(sums: _Sums, most_steps: int) -> tuple[Values, tuple[Values, Values, Values], Values]:
    """Newton's last state and curve, and how far the last step went."""
    state = _begin(sums)
    curve, largest = (state[:-1], state[:-1], state[-1]), np.full(state.shape[1], np.inf)
    with np.errstate(all="ignore"):  # what runs away comes to NaN, and has not converged
        for _ in range(most_steps):
            slope, curve = _tobit_slopes(sums, state)
            step = _arrow(slope, curve)
            theta, falls = state[-1], step[-1] < 0
            state = state + np.where(falls, np.minimum(1.0, -0.9 * theta / step[-1]), 1.0) * step
            largest = np.abs(step).max(axis=0)
            if not (largest > 1e-9).any():
                break
    return state, curve, largest


class _Sums(NamedTuple):
    """What a Tobit likelihood asks of the cells of many data sets, counted from their middles.

    Of the values inside the bounds: how many and their sum, shape (cells, data sets), and their squares'
    sum; and of each finite bound, which holds values below it (sign 1) or above it (-1), where it lies and
    how many it holds.
    """

    inside: Values
    total: Values
    squares: Values
    bounds: tuple[tuple[float, Values, Values], ...]


def _sums_of(cells: tuple[Values, ...], ends: tuple[float, float], middle: Values) -> _Sums:
    inside, total, squares, held = [], [], 0.0, []
    for cell in cells:
        below, above = cell <= ends[0], cell >= ends[1]
        held.append((np.count_nonzero(below, axis=0), np.count_nonzero(above, axis=0)))
        free = (cell - middle) * ~(below | above)
        inside.append(len(cell) - held[-1][0] - held[-1][1])
        total.append(free.sum(axis=0))
        squares = squares + np.einsum("ij,ij->j", free, free)
    bounds = tuple(
        (sign, end - middle, np.stack([one[place] for one in held]).astype(np.float64))
        for place, (sign, end) in enumerate(zip((1.0, -1.0), ends, strict=True))
        if np.isfinite(end)
    )
    return _Sums(np.stack(inside).astype(np.float64), np.stack(total), np.asarray(squares), bounds)


def _begin(sums: _Sums) -> Values:
    """Each cell's mean by one spread, and one by that, as if values at a bound were just there."""
    n = sums.inside + sum(many for _, _, many in sums.bounds)
    mean = (sums.total + sum(many * end for _, end, many in sums.bounds)) / n
    squares = sums.squares + sum(many.sum(axis=0) * end**2 for _, end, many in sums.bounds)
    variance = (squares - (n * mean**2).sum(axis=0)) / n.sum(axis=0)
    theta = 1 / np.sqrt(np.maximum(variance, 1e-18))
    return np.concatenate([mean * theta, theta[None]])


def _tobit_slopes(sums: _Sums, state: Values) -> tuple[Values, tuple[Values, Values, Values]]:
    """The gradient, and minus the second derivatives: of the cells, of both together, of 1 / sigma."""
    cell, theta = state[:-1], state[-1]
    many = sums.inside.sum(axis=0)
    g_cell, h_cell = theta * sums.total - sums.inside * cell, sums.inside
    g_theta = many / theta - theta * sums.squares + (cell * sums.total).sum(axis=0)
    crossed, h_theta = -sums.total, many / theta**2 + sums.squares
    for sign, end, held in sums.bounds:
        z = sign * (theta * end - cell)
        hazard = 0.3989422804014327 * np.exp(-0.5 * z * z) / special.ndtr(z)
        slope, weight = sign * held * hazard, held * hazard * (hazard + z)
        g_cell, h_cell = g_cell - slope, h_cell + weight
        crossed, weight = crossed - weight * end, weight.sum(axis=0)
        g_theta, h_theta = g_theta + slope.sum(axis=0) * end, h_theta + weight * end**2
    return np.concatenate([g_cell, g_theta[None]]), (h_cell, crossed, h_theta)


def _arrow(right: Values, curve: tuple[Values, Values, Values]) -> Values:
    """The solution x of curve x = right: cells meet each other by the last parameter alone."""
    cells, crossed, last = curve
    by = crossed / cells
    end = (right[-1] - (by * right[:-1]).sum(axis=0)) / (last - (by * crossed).sum(axis=0))
    return np.concatenate([right[:-1] / cells - by * end, end[None]])
