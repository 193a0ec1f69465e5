"""How much studies differ beyond chance: the interval of tau2 by the profile of Q."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from ikea_effect.analysis.replication.summary import Limits

Array = NDArray[np.float64]


def tau2_interval(d: Array, v: Array) -> Limits | None:
    """The tau2 whose Q chi-square does not refute at .05; None of two studies, which cannot tell it.

    Source: Viechtbauer (2007), as metafor's confint computes it. Where even 0 leaves Q too small, both are 0.
    """
    if len(d) < 3:
        return None
    low, high = (_at(d, v, float(stats.chi2.isf(tail, len(d) - 1))) for tail in (0.025, 0.975))
    return Limits(low, high)


def _at(d: Array, v: Array, q: float) -> float:
    """The tau2 at which Q has the value; 0 where Q is below it everywhere."""

    def excess(tau2: float) -> float:
        w = 1 / (v + tau2)
        return float(w @ (d - w @ d / w.sum()) ** 2) - q

    if excess(0.0) <= 0:
        return 0.0
    end = float(v.max())
    while excess(end) > 0:
        end *= 2
    return float(optimize.brentq(excess, 0.0, end, xtol=1e-14, rtol=1e-13))
