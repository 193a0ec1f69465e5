"""Quantiles of the gamma distribution, for one number: a session's simulation does without scipy."""

from __future__ import annotations

import math

_CUBE_ROOT_FROM = 10_000.0
"""From this shape on the cube root of a gamma is normal to six digits (Wilson & Hilferty, 1931)."""


def normal_share(value: float) -> float:
    """The share of a standard normal distribution that lies below the value."""
    return math.erfc(-value / math.sqrt(2)) / 2


def gamma_quantile(share: float, shape: float) -> float:
    """The value (of scale 1) below which the share of a gamma distribution lies; 0 < share < 1."""
    if shape >= _CUBE_ROOT_FROM:
        return _by_cube_root(share, shape)
    below, above = 0.0, shape + 1.0
    while _share_below(above, shape) < share and above < 1e6:
        below, above = above, 2 * above
    for _ in range(90):  # halves until nothing is left of a double
        middle = (below + above) / 2
        if _share_below(middle, shape) < share:
            below = middle
        else:
            above = middle
    return (below + above) / 2


def _by_cube_root(share: float, shape: float) -> float:
    from statistics import NormalDist

    normal = NormalDist().inv_cdf(share)
    return shape * float((1 - 1 / (9 * shape) + normal / (3 * math.sqrt(shape))) ** 3)


def _share_below(value: float, shape: float) -> float:
    """The series of the incomplete gamma function; every term is positive, so that nothing cancels."""
    if value <= 0:
        return 0.0
    term = math.exp(shape * math.log(value) - value - math.lgamma(shape + 1))
    total, number = 0.0, 0
    while term > 0 and (term > total * 1e-17 or number < value - shape):
        total += term
        number += 1
        term *= value / (shape + number)
    return min(total, 1.0)
