"""Bayes factors for t: default (JZS) and replication, by deterministic quadrature.

The noncentral t density relative to the central one is written as

    L(t | ncp) / L(t | 0) = exp(-df ncp^2 / (2 (t^2 + df))) I(mu) / I(0),
    I(mu) = integral over y > 0 of y^df exp(-(y - mu)^2 / 2),  mu = ncp t / sqrt(t^2 + df),

whose integrand has one peak of known place and width: no special function overflows, and the same
input gives the same bytes.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

PRIOR_SCALE = math.sqrt(2) / 2
Array = NDArray[Any]

PRINTED, COUNTED = 160, 64
"""Nodes of the integral over y. The fewer are enough to tell on which side of a bound a factor lies: its log
is that of 160 to 1e-11, in an eighth of the time. What is printed is worked out with 160."""

_nodes = functools.cache(np.polynomial.legendre.leggauss)
_OUTER_NODES, _OUTER_WEIGHTS = np.polynomial.legendre.leggauss(60)
_AROUND_PEAK = np.array([-1, -0.4, -0.15, 0, 0.15, 0.4, 1])

OFF, COARSE = 0.25, 0.1
"""Tests that contradict each other have their common peak elsewhere than the mean of their own, and narrower:
it is looked for where the highest node lies further off than this share of the reach, or holds more than this
share of the whole."""


def log_likelihood_ratio(t: float, df: float, ncp: Array, nodes: int = PRINTED) -> Array:
    """log of L(t | ncp) / L(t | 0), shape of `ncp`."""
    places, weights = _nodes(nodes)
    mu = ncp * t / math.sqrt(t * t + df)
    peak = (mu + np.sqrt(mu * mu + 4 * df)) / 2
    reach = 14 / np.sqrt(1 + df / peak**2)
    low = np.maximum(peak - reach, 0.0)
    high = peak + reach
    y = low[:, None] + (high - low)[:, None] * (places + 1) / 2
    height = df * np.log(y / peak[:, None]) - ((y - mu[:, None]) ** 2 - ((peak - mu) ** 2)[:, None]) / 2
    mass = np.log((np.exp(height) @ weights) * (high - low) / 2)
    at_zero = (df - 1) / 2 * math.log(2) + math.lgamma((df + 1) / 2)
    log_i = df * np.log(peak) - (peak - mu) ** 2 / 2 + mass
    found: Array = -df * ncp**2 / (2 * (t * t + df)) + log_i - at_zero
    return found


def log_bf10(
    ts: Sequence[float], scales: Sequence[float], dfs: Sequence[float], nodes: int = PRINTED
) -> float:
    """log BF10 of one or several t tests that share one effect d with a Cauchy(sqrt(2)/2) prior.

    A test's noncentrality is d / sqrt(scale), scale = (n1+n2)/(n1 n2).
    Source: Rouder et al. (2009); Ly et al. (2019) for several.
    """
    tests = list(zip(ts, scales, dfs, strict=True))
    precision = sum(1 / (s * (1 + t * t / (2 * df))) for t, s, df in tests)
    center = sum(t / math.sqrt(s) / (1 + t * t / (2 * df)) for t, s, df in tests) / precision
    reach = 14 / math.sqrt(precision)
    d, weight = _panels(center, reach * _AROUND_PEAK)
    logs = _log_joint(d, tests, nodes)
    top, place = float(np.max(logs)), float(d[np.argmax(logs)])
    shares = weight * np.exp(logs - top)
    if abs(place - center) > OFF * reach or np.max(shares) > COARSE * np.sum(shares):
        d, weight = _panels(_mode(tests, nodes), _shrinking(reach, sum(1 / s for _, s, _ in tests)))
        logs = _log_joint(d, tests, nodes)
        top = float(np.max(logs))
    return top + math.log(float(weight @ np.exp(logs - top)))


def _log_joint(d: Array, tests: Sequence[tuple[float, float, float]], nodes: int) -> Array:
    """log of likelihood ratio times prior at each d."""
    logs = sum(log_likelihood_ratio(t, df, d / math.sqrt(s), nodes) for t, s, df in tests)
    found: Array = logs - np.log(math.pi * PRIOR_SCALE * (1 + (d / PRIOR_SCALE) ** 2))
    return found


def _mode(tests: Sequence[tuple[float, float, float]], nodes: int) -> float:
    """Where the likelihood of all tests is highest: it is log-concave in d, so between their own peaks."""
    peaks = [t * math.sqrt(s) for t, s, _ in tests]
    spread = max(math.sqrt(s * (1 + t * t / (2 * df))) for t, s, df in tests)

    def against(d: float) -> float:
        at = np.array([d])
        logs = [log_likelihood_ratio(t, df, at / math.sqrt(s), nodes) for t, s, df in tests]
        return -math.fsum(float(one[0]) for one in logs)

    finest = 0.1 / math.sqrt(sum(1 / s for _, s, _ in tests))
    within = (min(peaks) - spread, max(peaks) + spread)
    found: float = optimize.minimize_scalar(
        against, bounds=within, method="bounded", options={"xatol": finest}
    ).x
    return float(found)


def _shrinking(reach: float, most: float) -> Array:
    """Distances from the peak, each a third of the one before, down to the least spread that it can have."""
    steps = max(3, math.ceil(math.log(reach * math.sqrt(most), 3)))
    sides = reach * 3.0 ** -np.arange(steps + 1)
    return np.concatenate([-sides, [0.0], sides[::-1]])


def _panels(center: float, around: Array) -> tuple[Array, Array]:
    """Nodes and weights around the likelihood's peak, finer there and around the prior's, at zero."""
    near_peak = center + around
    near_zero = np.array([-32, -8, -2, -0.5, 0, 0.5, 2, 8, 32])
    edges = np.unique(np.clip(np.concatenate([near_peak, near_zero]), near_peak[0], near_peak[-1]))
    half = np.diff(edges)[:, None] / 2
    nodes = (edges[:-1, None] + edges[1:, None]) / 2 + half * _OUTER_NODES
    return nodes.ravel(), (half * _OUTER_WEIGHTS).ravel()


def bounded_exp(log: float) -> float:
    """exp(log), kept finite: a Bayes factor beyond 1e299 is not told apart from 1e299."""
    return math.exp(min(log, 690.0))
