"""Normal regression of values known exactly or up to an interval, with a spread of its own in every cell.

Where cells spread differently, one sigma for all of them misplaces what lies beyond a bound: the estimate is
biased and its test rejects too often. Newton's method in b and the logs of the sigmas, from the fit with one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ikea_effect.analysis.censored import LOG_ROOT_2PI, Values, log_between


@dataclass(frozen=True, slots=True)
class SpreadFit:
    """The maximum: b and the log sigmas, one per cell, with their covariance."""

    params: Values
    covariance: Values
    log_likelihood: float
    columns: int

    @property
    def sigmas(self) -> Values:
        """The spread of each cell."""
        return np.asarray(np.exp(self.params[self.columns :]), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is known of each row: its explanations, its limits and its cell."""

    x: Values
    low: Values
    high: Values
    cell: NDArray[np.int64]


def fit_by_cell(
    x: Values, low: Values, high: Values, cell: NDArray[np.int64], start: Values
) -> SpreadFit | None:
    """The fit of y* = x b + sigma[cell] e; None where the likelihood has no maximum.

    `start` is b and the log of the one sigma of a fit that shares it.
    """
    rows, k = _Rows(x, low, high, cell), x.shape[1]
    at = np.concatenate([start[:k], np.full(int(cell.max()) + 1, start[k])])
    value, slope, curve = _likelihood(rows, at)
    for _ in range(100):
        move = _uphill(slope, curve)
        if move is None:
            return None
        if float(move @ slope) < 1e-16 * max(1.0, abs(value)):
            return _fit(rows, at + move, k)
        at = _climbed(rows, at, value, move)
        value, slope, curve = _likelihood(rows, at)
        if np.abs(at[k:] - start[k]).max() > 12:  # a sigma on its way to nothing or without end
            return None
    return None


def _uphill(slope: Values, curve: Values) -> Values | None:
    """Newton's step; where the likelihood curves upwards, with as much added as turns it."""
    values, vectors = np.linalg.eigh(curve)
    if not np.isfinite(values).all():
        return None
    bent = np.maximum(np.abs(values), 1e-10 * float(np.abs(values).max()))
    return np.asarray(vectors @ ((vectors.T @ slope) / bent), dtype=np.float64)


def _climbed(rows: _Rows, at: Values, value: float, move: Values) -> Values:
    """The next place: the step, halved until the likelihood gains."""
    size = min(1.0, 2.0 / max(float(np.abs(move[rows.x.shape[1] :]).max()), 1e-300))
    for _ in range(40):
        if _likelihood(rows, at + size * move)[0] >= value - 1e-13 * abs(value):
            break
        size /= 2
    return at + size * move


def _fit(rows: _Rows, at: Values, k: int) -> SpreadFit | None:
    """The fit, unless the likelihood is flat in some direction: then it has no maximum there."""
    value, _, curve = _likelihood(rows, at)
    scale = np.sqrt(np.maximum(np.diagonal(curve), 1e-300))
    if float(np.linalg.eigvalsh(curve / np.outer(scale, scale))[0]) < 1e-9:
        return None
    return SpreadFit(at, np.asarray(np.linalg.inv(curve), dtype=np.float64), value, k)


def _likelihood(rows: _Rows, at: Values) -> tuple[float, Values, Values]:
    """Log-likelihood, gradient, and minus the second derivatives.

    Each row's likelihood depends on its mean and on the log of its cell's sigma alone.
    """
    k = rows.x.shape[1]
    sigma = np.exp(at[k:])[rows.cell]
    mean = rows.x @ at[:k]
    exact = rows.low == rows.high
    with np.errstate(all="ignore"):  # exact rows have no interval and the other way around
        a, c = (rows.low - mean) / sigma, (rows.high - mean) / sigma
        inside = _inside(a, c, sigma)
        point = (-0.5 * a * a - LOG_ROOT_2PI - np.log(sigma), a / sigma, a * a - 1,
                 1 / sigma**2, 2 * a / sigma, 2 * a * a)  # fmt: skip
    value, by_mean, by_log, mm, ml, ll = (
        np.where(exact, one, other) for one, other in zip(point, inside, strict=True)
    )
    shown = np.eye(len(at) - k)[rows.cell]
    slope = np.concatenate([by_mean @ rows.x, by_log @ shown])
    curve = np.empty((len(at), len(at)))
    curve[:k, :k] = (rows.x * mm[:, None]).T @ rows.x
    curve[:k, k:] = (rows.x * ml[:, None]).T @ shown
    curve[k:, :k], curve[k:, k:] = curve[:k, k:].T, np.diag(ll @ shown)
    return float(value.sum()), slope, curve


def _inside(a: Values, c: Values, sigma: Values) -> tuple[Values, ...]:
    """The same six numbers for rows known up to (a, c], in sigmas from the mean."""
    between = log_between(a, c)
    pa, pc = (np.exp(-0.5 * end * end - LOG_ROOT_2PI - between) for end in (a, c))
    a, c = (np.where(np.isfinite(end), end, 0.0) for end in (a, c))
    h_aa, h_cc, h_ac = a * pa - pa**2, -c * pc - pc**2, pa * pc
    by_mean, by_log = (pa - pc) / sigma, a * pa - c * pc
    mm = -(h_aa + 2 * h_ac + h_cc) / sigma**2
    ml = -(h_aa * a + h_ac * (a + c) + h_cc * c - pa + pc) / sigma
    ll = -(h_aa * a * a + 2 * h_ac * a * c + h_cc * c * c - a * pa + c * pc)
    return between, by_mean, by_log, mm, ml, ll


class OneSpread(NamedTuple):
    """The likelihood ratio test of all cells having one spread."""

    chi2: float
    df: int
    p: float


def one_spread_test(fit: SpreadFit, one: float) -> OneSpread:
    """The test, where `one` is the log-likelihood of the fit with one spread."""
    df = len(fit.params) - fit.columns - 1
    chi2 = max(0.0, 2 * (fit.log_likelihood - one))
    return OneSpread(chi2, df, float(special.chdtrc(df, chi2)))
