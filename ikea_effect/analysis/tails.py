"""Probabilities beyond a statistic, following the declared alternative."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy import stats

from ikea_effect.analysis.results import Interval


def t_p(t: float, df: float | None, alternative: str) -> float:
    """p of t with df degrees of freedom, or of z where df is None."""
    law = stats.norm if df is None else stats.t(df)
    if alternative == "greater":
        return float(law.sf(t))
    if alternative == "less":
        return float(law.cdf(t))
    return float(2 * law.sf(abs(t)))


def t_interval(estimate: float, se: float, df: float | None, level: float = 0.95) -> Interval:
    """The two-sided interval around an estimate; df None is the normal distribution."""
    tail = (1 - level) / 2
    quantile = stats.norm.isf(tail) if df is None else stats.t.isf(tail, df)
    return Interval(estimate - float(quantile) * se, estimate + float(quantile) * se)


def satterthwaite(variances: list[float], dfs: list[float]) -> float:
    """Degrees of freedom of a sum of independent variance estimates. Source: Satterthwaite (1946)."""
    total = sum(variances)
    return total * total / math.fsum(v * v / df for v, df in zip(variances, dfs, strict=True) if v > 0)


def holm(p: Sequence[float]) -> list[float]:
    """The p values as Holm (1979) adjusts them for being several.

    statsmodels' multipletests does the same, and collects garbage at every call (a quarter of a second).
    """
    raised, least = [0.0] * len(p), 0.0
    for place, index in enumerate(sorted(range(len(p)), key=p.__getitem__)):
        least = max(least, min(1.0, (len(p) - place) * p[index]))
        raised[index] = least
    return raised
