"""The noncentral t distribution, as replication criteria need it."""

from __future__ import annotations

import functools
import math

from scipy import optimize, special

from ikea_effect.analysis.effect_sizes import noncentral_t_cdf


def cdf(t: float, df: float, ncp: float) -> float:
    """P(T <= t) for noncentral t, whatever the signs."""
    return noncentral_t_cdf(t, df, ncp) if t >= 0 else 1 - noncentral_t_cdf(-t, df, -ncp)


@functools.cache
def ncp_of_power(df: float, power: float = 1 / 3, alpha: float = 0.05) -> float:
    """The noncentrality at which a two-sided t test rejects with the given power; both tails count."""
    critical = float(special.stdtrit(df, 1 - alpha / 2))

    def excess(ncp: float) -> float:
        return 1 - cdf(critical, df, ncp) + cdf(-critical, df, ncp) - power

    high = 4.0
    while excess(high) < 0:
        high *= 2
    return float(optimize.brentq(excess, 1e-9, high, xtol=1e-13))


def two_sided_p(t: float, df: float) -> float:
    """P(|T| >= |t|) for Student's t; df may be infinite, which is the normal."""
    return 2 * float(special.ndtr(-abs(t)) if math.isinf(df) else special.stdtr(df, -abs(t)))
