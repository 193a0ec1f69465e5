"""Cumulative logits of many data sets at once: ordered answers, thresholds, and what moves them.

P(answer <= j) = F(threshold_j - x b), with F the logistic distribution. The likelihood is concave in
thresholds and b together (Pratt, 1981), so that Newton's steps find its one maximum wherever there is one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

Values = NDArray[np.float64]
MOST_STEPS = 60
NEAR = 1e-10
"""A last step so small leaves an error of its square."""
MOST_AWAY = 40.0
"""A linear predictor so far from 0 has no maximum: its chances are below what a number can hold."""
MOST_ERROR = 1e3


class CumulativeFits(NamedTuple):
    """Of each data set b (k), its covariance (k, k), the log-likelihood, and whether it has a maximum."""

    params: Values
    covariance: Values
    log_likelihood: Values
    known: NDArray[np.bool_]


class _Rows(NamedTuple):
    """Rows of data sets: x (sets, rows, k), answers 0, 1, .. (sets, rows), how often each row is there."""

    x: Values
    codes: NDArray[np.int64]
    often: Values
    answers: int


def cumulative_logit(x: Values, codes: NDArray[np.int64], often: Values) -> CumulativeFits:
    """The fits of data sets that hold the same number of different answers, each of them all.

    x has shape (data sets, rows, k), codes and often (data sets, rows). Columns count from their means, by
    their largest distance from it: what is far from 0, or in small units, is as well fitted.
    """
    x = x - np.einsum("sn,snk->sk", often, x)[:, None, :] / often.sum(axis=1)[:, None, None]
    scale = np.abs(x).max(axis=1).clip(1e-300)
    rows = _Rows(x / scale[:, None, :], codes, often, int(codes.max()) + 1)
    state, k = _begin(rows), x.shape[2]
    going, done = np.ones(len(x), dtype=np.bool_), np.zeros(len(x), dtype=np.bool_)
    curve = np.full((len(x), state.shape[1], state.shape[1]), np.nan)
    for _ in range(MOST_STEPS):
        places = np.flatnonzero(going)
        if not len(places):
            break
        own = _those(rows, places)
        slope, curve[places] = _slopes(own, state[places])
        step = _solved(curve[places], slope[..., None])[..., 0]
        state[places], largest = _stepped(own, state[places], step)
        away = np.abs(own.x @ state[places][:, -k:, None]).max(axis=(1, 2))
        able = np.isfinite(step).all(axis=1) & (away < MOST_AWAY)
        done[places], going[places] = able & (largest < NEAR), able & (largest >= NEAR)
    places = np.flatnonzero(done)
    covariance = np.full_like(curve, np.nan)
    exact = _slopes(_those(rows, places), state[places])[1]
    covariance[places] = _solved(exact, np.broadcast_to(np.eye(exact.shape[1]), exact.shape))
    with np.errstate(invalid="ignore"):
        errors = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    known = done & (np.where(np.isfinite(errors), errors, np.inf).max(axis=1) <= MOST_ERROR)
    covariance = covariance[:, -k:, -k:] / (scale[:, :, None] * scale[:, None, :])
    return CumulativeFits(state[:, -k:] / scale, covariance, _likelihood(rows, state), known)


def _those(rows: _Rows, places: NDArray[np.int64]) -> _Rows:
    return _Rows(rows.x[places], rows.codes[places], rows.often[places], rows.answers)


def _begin(rows: _Rows) -> Values:
    """The thresholds that tell the shares of all rows together, and no effect."""
    given = _by_answer(rows, rows.often)
    thresholds = special.logit((given / given.sum(axis=1, keepdims=True)).cumsum(axis=1)[:, :-1])
    return np.concatenate([thresholds, np.zeros((len(rows.x), rows.x.shape[2]))], axis=1)


def _by_answer(rows: _Rows, values: Values) -> Values:
    """The sums of values over the rows of each answer, shape (sets, answers)."""
    sets = len(rows.codes)
    places = rows.codes + rows.answers * np.arange(sets)[:, None]
    summed = np.bincount(places.ravel(), values.ravel(), minlength=sets * rows.answers)
    return np.asarray(summed, dtype=np.float64).reshape(sets, rows.answers)


def _ends(rows: _Rows, state: Values) -> tuple[Values, Values, Values]:
    """Of each row the upper and the lower end of its answer, and how far they are apart."""
    studies, outside = len(state), np.full((len(state), 1), np.inf)
    edges = np.concatenate([-outside, state[:, : rows.answers - 1], outside], axis=1)
    which = np.arange(studies)[:, None]
    shift = (rows.x @ state[:, rows.answers - 1 :, None])[..., 0]
    low, high = edges[which, rows.codes], edges[which, rows.codes + 1]
    return high - shift, low - shift, high - low


def _likelihood(rows: _Rows, state: Values) -> Values:
    """F(u) - F(l) = F(u) (1 - F(l)) (1 - exp(l - u)), which loses no digits at the ends."""
    upper, lower, apart = _ends(rows, state)
    with np.errstate(invalid="ignore", divide="ignore"):
        each = special.log_expit(upper) + special.log_expit(-lower) + np.log(-np.expm1(-apart))
    return np.asarray((rows.often * each).sum(axis=1), dtype=np.float64)


def _slopes(rows: _Rows, state: Values) -> tuple[Values, Values]:
    """The gradient, and minus the second derivatives, by thresholds and then b.

    A row's answer lies between two thresholds, so that of these only neighbors meet.
    """
    upper, lower, apart = _ends(rows, state)
    last = rows.answers - 1
    inner = (rows.codes > 0) & (rows.codes < last)
    less = np.expm1(np.where(inner, apart, 1.0))
    close, bent = np.where(inner, 1 / less, 0.0), rows.often * np.where(inner, (1 + less) / less**2, 0.0)
    f, g = special.expit(upper), special.expit(lower)
    by_upper, by_lower = rows.often * (1 - f + close), rows.often * (-g - close)
    steep_f, steep_g = rows.often * f * (1 - f), rows.often * g * (1 - g)
    x, slope = rows.x, np.empty_like(state)
    slope[:, :last] = _by_answer(rows, by_upper)[:, :-1] + _by_answer(rows, by_lower)[:, 1:]
    slope[:, last:] = -np.einsum("sn,snk->sk", by_upper + by_lower, x)
    curve, t = np.zeros((*state.shape, state.shape[1])), np.arange(last)
    curve[:, t, t] = _by_answer(rows, steep_f + bent)[:, :-1] + _by_answer(rows, steep_g + bent)[:, 1:]
    between = -_by_answer(rows, bent)[:, 1:-1]
    curve[:, t[:-1], t[1:]] = curve[:, t[1:], t[:-1]] = between
    for k in range(x.shape[2]):
        own = x[..., k]
        crossed = -_by_answer(rows, steep_f * own)[:, :-1] - _by_answer(rows, steep_g * own)[:, 1:]
        curve[:, :last, last + k] = curve[:, last + k, :last] = crossed
    curve[:, last:, last:] = np.einsum("sn,snk,snl->skl", steep_f + steep_g, x, x, optimize=True)
    return slope, curve


def _solved(curve: Values, right: Values) -> Values:
    """What curve times it is right, each of shape (sets, p, ..); NaN where curve cannot be inverted."""
    try:
        return np.asarray(np.linalg.solve(curve, right), dtype=np.float64)
    except np.linalg.LinAlgError:
        pass
    found = np.full_like(right, np.nan)
    for place, (matrix, one) in enumerate(zip(curve, right, strict=True)):
        try:
            found[place] = np.linalg.solve(matrix, one)
        except np.linalg.LinAlgError:
            continue
    return found


def _stepped(rows: _Rows, state: Values, step: Values) -> tuple[Values, Values]:
    """Where each step leads, halved until thresholds keep their order and nothing gets less likely."""
    before, part = _likelihood(rows, state), np.ones((len(state), 1))
    step = np.nan_to_num(step)
    for _ in range(40):
        there = state + part * step
        ordered = (np.diff(there[:, : rows.answers - 1], axis=1) > 0).all(axis=1)
        with np.errstate(invalid="ignore"):
            worse = ~ordered | ~(_likelihood(rows, there) >= before - 1e-9 * (1 + np.abs(before)))
        if not worse.any():
            break
        part[worse] /= 2
    return state + part * step, np.abs(step).max(axis=1)
