"""Normal regression of values known exactly or up to an interval, by maximum likelihood.

Tobit is the case whose intervals are open beyond the bounds of a mechanism. Newton's method in Olsen's (1978)
parameters, b / sigma and 1 / sigma, in which the log-likelihood is concave. Batched: many data sets at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

Values = NDArray[np.float64]
LOG_ROOT_2PI = 0.9189385332046727


@dataclass(frozen=True, slots=True)
class CensoredFit:
    """Fits of one or many data sets, along the first axis. `params` are b and log sigma."""

    params: Values
    covariance: Values
    log_likelihood: Values
    converged: NDArray[np.bool_]
    steps: int

    def combined(self, weights: Values) -> tuple[Values, Values]:
        """Estimates and standard errors of a weighted sum of the coefficients."""
        with_scale = np.append(weights, 0.0)
        variance = np.einsum("i,sij,j->s", with_scale, self.covariance, with_scale)
        return self.params @ with_scale, np.sqrt(variance)


def fit_intervals(
    x: Values, low: Values, high: Values, most_steps: int = 60, counts: Values | None = None
) -> CensoredFit:
    """Fits of y* = x b + sigma e, where each y* lies in [low, high]; equal limits are an exact value.

    x has shape (n, k), or (data sets, n, k) where each has its own; low and high (n,) or (data sets, n);
    infinite limits are open. `counts` (data sets, n) say how often each row of one x is there.
    """
    low, high = np.atleast_2d(low).astype(np.float64), np.atleast_2d(high).astype(np.float64)
    rows = _Rows(x, low, high, low == high, counts)
    state = _start(rows)
    value, slope, curve = _likelihood(rows, state)
    done = np.zeros(len(state), dtype=bool)
    steps = 0
    while not done.all() and steps < most_steps:
        steps += 1
        move = np.asarray(np.linalg.solve(curve, slope[..., None])[..., 0], dtype=np.float64)
        gain = np.einsum("si,si->s", move, slope)
        done |= gain < 1e-16 * np.maximum(1.0, np.abs(value))
        move[done] = 0.0
        state, value = _climb(rows, state, value, move)
        value, slope, curve = _likelihood(rows, state)
    return _told(state, value, curve, done, steps)


class _Rows(NamedTuple):
    """What is known of each row, which of them are exact, and how often each is there (None: once)."""

    x: Values
    low: Values
    high: Values
    exact: NDArray[np.bool_]
    counts: Values | None

    def times(self, each: Values) -> Values:
        """A number of each row, so many times as it is there; of one that is not there, whatever it is, 0."""
        return each if self.counts is None else np.where(self.counts > 0, each, 0.0) * self.counts


def _start(rows: _Rows) -> Values:
    """Least squares on the middles of the intervals, or on their only end."""
    x, low, high = rows.x, rows.low, rows.high
    with np.errstate(invalid="ignore"):
        middle = np.where(
            np.isfinite(low) & np.isfinite(high), (low + high) / 2, np.where(np.isfinite(low), low, high)
        )
    middle = np.where(np.isfinite(middle), middle, 0.0)
    if rows.counts is not None:
        return _start_of_counts(rows, middle)
    if x.ndim == 2:
        b: Values = np.linalg.lstsq(x, middle.T, rcond=None)[0].T.astype(np.float64)
    else:
        b = (np.linalg.pinv(x) @ middle[:, :, None])[:, :, 0].astype(np.float64)
    sigma = np.maximum((middle - _explained(b, x)).std(axis=1), 1e-9)[:, None]
    return np.hstack([b / sigma, 1 / sigma])


def _start_of_counts(rows: _Rows, middle: Values) -> Values:
    """The same of rows that are there several times."""
    n = rows.times(np.ones_like(middle))
    products = _along(rows.times(middle), rows.x)[..., None]
    b = np.asarray(np.linalg.solve(_squared(n, rows.x), products)[..., 0], dtype=np.float64)
    apart = rows.times((middle - _explained(b, rows.x)) ** 2).sum(axis=1)
    sigma = np.maximum(np.sqrt(apart / n.sum(axis=1)), 1e-9)[:, None]
    return np.hstack([b / sigma, 1 / sigma])


def _explained(b: Values, x: Values) -> Values:
    """x b of every row, shape (data sets, n)."""
    found = b @ x.T if x.ndim == 2 else (x @ b[:, :, None])[:, :, 0]
    return np.asarray(found, dtype=np.float64)


def _along(weights: Values, x: Values) -> Values:
    """The rows of x summed by weights (data sets, n)."""
    found = weights @ x if x.ndim == 2 else (weights[:, None, :] @ x)[:, 0]
    return np.asarray(found, dtype=np.float64)


def _squared(weights: Values, x: Values) -> Values:
    """x' W x of every data set."""
    k = x.shape[-1]
    if x.ndim == 2:
        products = (x[:, :, None] * x[:, None, :]).reshape(len(x), k * k)
        return np.asarray((weights @ products).reshape(-1, k, k), dtype=np.float64)
    return np.asarray((x * weights[:, :, None]).transpose(0, 2, 1) @ x, dtype=np.float64)


def _climb(rows: _Rows, state: Values, value: Values, move: Values) -> tuple[Values, Values]:
    """The next state: the Newton step, halved until it gains and 1 / sigma stays positive."""
    size = np.ones(len(state))
    falls = move[:, -1] < 0
    size[falls] = np.minimum(1.0, -0.9 * state[falls, -1] / move[falls, -1])
    for _ in range(30):
        tried = state + size[:, None] * move
        reached = _value(rows, tried)
        worse = ~(reached >= value - 1e-12 * np.abs(value))
        if not worse.any():
            break
        size[worse] /= 2
    return tried, reached


def _ends(rows: _Rows, state: Values) -> tuple[Values, Values, Values]:
    """(limit - x b) / sigma for both limits, and 1 / sigma."""
    u, theta = _explained(state[:, :-1], rows.x), state[:, -1:]
    return theta * rows.low - u, theta * rows.high - u, theta


def log_between(a: Values, c: Values) -> Values:
    """log(Phi(c) - Phi(a)), a < c, from the nearer tail."""
    flip = a > 0
    a, c = np.where(flip, -c, a), np.where(flip, -a, c)
    upper = special.log_ndtr(c)
    gap = np.where(np.isneginf(a), -np.inf, special.log_ndtr(a) - upper)
    return np.asarray(upper + np.log1p(-np.exp(np.minimum(gap, -1e-300))), dtype=np.float64)


def _value(rows: _Rows, state: Values) -> Values:
    a, c, theta = _ends(rows, state)
    with np.errstate(all="ignore"):
        points = -0.5 * a * a - LOG_ROOT_2PI + np.log(theta)
        each = np.where(rows.exact, points, log_between(a, c))
        return np.asarray(rows.times(each).sum(axis=1), dtype=np.float64)


def _likelihood(rows: _Rows, state: Values) -> tuple[Values, Values, Values]:
    """Log-likelihood, its gradient, and minus its second derivatives, per data set."""
    x, low, high, exact, _ = rows
    a, c, theta = _ends(rows, state)
    with np.errstate(
        all="ignore"
    ):  # exact rows have no interval and the other way around; each takes its own
        between = log_between(a, c)
        pa, pc = (np.exp(-0.5 * end * end - LOG_ROOT_2PI - between) for end in (a, c))
        lo, hi = np.where(np.isfinite(low), low, 0.0), np.where(np.isfinite(high), high, 0.0)
        fa, fc = np.where(np.isfinite(a), a, 0.0) * pa, np.where(np.isfinite(c), c, 0.0) * pc
        points = -0.5 * a * a - LOG_ROOT_2PI + np.log(theta)
        g_u = np.where(exact, a, pa - pc)
        g_t = np.where(exact, 1 / theta - lo * a, hi * pc - lo * pa)
        h_uu = np.where(exact, 1.0, fc - fa + (pa - pc) ** 2)
        h_ut = np.where(exact, -lo, lo * fa - hi * fc - (pa - pc) * (lo * pa - hi * pc))
        h_tt = np.where(exact, lo * lo + 1 / theta**2, hi * hi * fc - lo * lo * fa + (hi * pc - lo * pa) ** 2)
        g_u, g_t, h_uu, h_ut, h_tt = (rows.times(one) for one in (g_u, g_t, h_uu, h_ut, h_tt))
        total = rows.times(np.where(exact, points, between)).sum(axis=1)
    k = x.shape[-1]
    slope = np.empty((len(state), k + 1))
    slope[:, :k], slope[:, k] = _along(g_u, x), g_t.sum(axis=1)
    curve = np.empty((len(state), k + 1, k + 1))
    curve[:, :k, :k] = _squared(h_uu, x)
    curve[:, :k, k] = curve[:, k, :k] = _along(h_ut, x)
    curve[:, k, k] = h_tt.sum(axis=1)
    return total, slope, curve


def _told(state: Values, value: Values, curve: Values, done: NDArray[np.bool_], steps: int) -> CensoredFit:
    """b, log sigma and their covariance, by the delta method from Olsen's parameters."""
    k = state.shape[1] - 1
    theta = state[:, k:]
    jacobian = np.zeros((len(state), k + 1, k + 1))
    jacobian[:, range(k), range(k)] = 1 / theta
    jacobian[:, :k, k] = -state[:, :k] / theta**2
    jacobian[:, k, k] = -1 / theta[:, 0]
    covariance = jacobian @ np.linalg.inv(curve) @ jacobian.transpose(0, 2, 1)
    params = np.hstack([state[:, :k] / theta, -np.log(theta)])
    return CensoredFit(params, covariance, value, done, steps)
