"""Standardized effects with exact intervals from the noncentral t and F distributions."""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

from ikea_effect.analysis.results import EffectSize, Interval

Values = NDArray[np.float64]


def small_sample_factor(df: float) -> float:
    """J, which takes the bias from d. Source: Hedges (1981), the exact form with gamma functions."""
    return math.exp(special.gammaln(df / 2) - math.log(math.sqrt(df / 2)) - special.gammaln((df - 1) / 2))


@functools.cache
def _nodes(count: int = 300) -> tuple[Values, Values]:
    return np.polynomial.legendre.leggauss(count)


def noncentral_t_cdf(t: float, df: float, ncp: float) -> float:
    """P(T <= t) for t >= 0, by quadrature; exact to about 1e-13 for every ncp, also where scipy gives NaN.

    T = (Z + ncp) / S with S = sqrt(chi2(df) / df), integrated over whichever of Z and S is wider.
    """
    x, weight = _nodes()
    low, high = _chi_range(df)
    if t * (high - low) < 17:
        s = (high - low) / 2 * x + (high + low) / 2
        density = weight * np.exp((df - 1) * np.log(s) - df / 2 * (s * s - 1))
        return float(np.sum(density * special.ndtr(t * s - ncp)) / np.sum(density))
    start = max(-8.5, -ncp)  # below it T is negative
    if start >= 8.5:
        return float(special.ndtr(-ncp))
    z = (8.5 - start) / 2 * x + (8.5 + start) / 2
    above = special.gammaincc(df / 2, df / 2 * np.square((z + ncp) / t))
    inside = np.sum(weight * np.exp(-z * z / 2) * above) / math.sqrt(2 * math.pi)
    return float(special.ndtr(start) + (8.5 - start) / 2 * inside)


def _chi_range(df: float) -> tuple[float, float]:
    low, high = special.gammaincinv(df / 2, 1e-17), special.gammainccinv(df / 2, 1e-17)
    return math.sqrt(low * 2 / df), math.sqrt(high * 2 / df)


def noncentrality_interval(t: float, df: float, level: float = 0.95) -> Interval:
    """The noncentralities under which t lies just at either end of the middle `level` of T."""
    if t < 0:
        low, high = noncentrality_interval(-t, df, level).scaled(-1)
        return Interval(high, low)
    tail = (1 - level) / 2
    shortest, longest = _chi_range(df)

    def at(probability: float) -> float:
        return float(
            optimize.brentq(
                lambda ncp: noncentral_t_cdf(t, df, ncp) - probability, t * shortest - 10, t * longest + 10,
                xtol=1e-13, rtol=1e-14,
            )
        )  # fmt: skip

    return Interval(at(1 - tail), at(tail))


def cohens_d(t: float, n_high: float, n_low: float) -> EffectSize:
    """d of two independent cells from Student's (pooled) t, with exact limits."""
    scale = math.sqrt(1 / n_high + 1 / n_low)
    limits = noncentrality_interval(t, n_high + n_low - 2)
    return EffectSize("cohens_d", t * scale, limits.scaled(scale))


def hedges_g(t: float, n_high: float, n_low: float) -> EffectSize | None:
    """g = J d of two independent cells from Student's (pooled) t; the limits are J times the limits of d."""
    scale, df = math.sqrt(1 / n_high + 1 / n_low), n_high + n_low - 2
    return standardized(t * scale, scale, df, Spread(1.0, df))


class Spread(NamedTuple):
    """The SD that a difference is standardized by, and its degrees of freedom."""

    sd: float
    df: float


def standardized(
    estimate: float, se: float, df: float, by: Spread, name: str = "hedges_g"
) -> EffectSize | None:
    """g = J estimate / SD of a difference that is tested by t = estimate / se on `df`, whichever t that is.

    The limits are those noncentralities of that very t, in units of the SD: they exclude 0 exactly where its
    p is below .05. For Student's t they are the exact limits of d. None below 2 degrees of freedom of the SD,
    where d has no expectation, and J, which divides by it, is 0.
    """
    if by.df < 2:
        return None
    factor = small_sample_factor(by.df) / by.sd
    return EffectSize(name, estimate * factor, noncentrality_interval(estimate / se, df).scaled(se * factor))


def paired_g(t: float, n: float) -> EffectSize | None:
    """g_z = J d_z, the mean difference by the SD of the differences; None for fewer than three pairs."""
    if n < 3:
        return None
    factor = small_sample_factor(n - 1) / math.sqrt(n)
    return EffectSize("hedges_gz", t * factor, noncentrality_interval(t, n - 1).scaled(factor))


def pooled_spread(*cells: Values) -> Spread:
    """The SD of the cells around their own means; what covariates explain stays in."""
    df = sum(map(len, cells)) - len(cells)
    squares = math.fsum(float(np.var(values) * len(values)) for values in cells)
    return Spread(math.sqrt(squares / df) if df > 0 else 0.0, df)


def pooled_t(high: Values, low: Values) -> float:
    """Student's t of the two cells. Raises ZeroDivisionError if neither varies."""
    spread = pooled_spread(high, low).sd * math.sqrt(1 / len(high) + 1 / len(low))
    return float(np.mean(high) - np.mean(low)) / spread


def partial_eta_squared(
    f: float, df1: float, df2: float, level: float = 0.90, error: float | None = None
) -> EffectSize:
    """Partial eta squared with its 90% interval; limits are ncp / (ncp + df1 + error + 1).

    `error` is rows less cells or coefficients; None: df2 is. Tests that let spreads differ have a smaller df2
    (Welch's half of it with five cells), by which the share would be too large, whatever n.
    F is tested on one side, so that it is the 90% interval that holds 0 exactly where p is .05 or more.
    Source: Steiger (2004). R's effectsize divides by ncp + df2 instead and gives wider limits.
    """
    limits = [_ncp_f(f, df1, df2, probability) for probability in ((1 + level) / 2, (1 - level) / 2)]
    error = df2 if error is None else error
    low, high = (ncp / (ncp + df1 + error + 1) for ncp in limits)
    return EffectSize("partial_eta_squared", f * df1 / (f * df1 + error), Interval(low, high), level)


def _ncp_f(f: float, df1: float, df2: float, probability: float) -> float:
    def excess(ncp: float) -> float:
        below = float(special.ncfdtr(df1, df2, ncp, f) if ncp > 0 else stats.f.cdf(f, df1, df2))
        if math.isnan(below):  # its series gives up where df2 and ncp are large; there F df1 is chi-square
            below = float(stats.ncx2.cdf(f * df1, df1, ncp))
        return below - probability

    if excess(0) < 0:
        return 0.0
    high = 1.0
    while excess(high) > 0:
        high *= 2
    return float(optimize.brentq(excess, 0, high, xtol=1e-12, rtol=1e-13))
