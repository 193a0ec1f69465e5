"""The Bayes factor of a t as a function of the effect that the alternative expects, in place of one number.

Each point is BF10 with a normal-moment prior on the noncentrality, which is 0 at no effect and highest at
d = +-omega, so that reading along the curve shows which effects the data speak for and which against.
Source: Johnson, Pramanik & Shudde (2023), Bayes factor functions; their equation for t, in closed form.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

SMALLEST, STEP = 0.02, 0.02
"""Of the effects on the curve."""


class Point(NamedTuple):
    """The log of BF10 where the alternative's prior is highest at +-effect."""

    effect: float
    log_bf10: float


def log_bf10_at(t: float, df: float, scale: float, effect: float) -> float:
    """log BF10 of a t test whose noncentrality is d / sqrt(scale), with the prior's modes at +-effect."""
    tau2 = effect**2 / (2 * scale)
    r = 1 + t * t / df
    s = 1 + t * t / (df * (1 + tau2))
    q = tau2 * (df + 1) / (df * (1 + tau2))
    return -1.5 * math.log1p(tau2) + (df + 1) / 2 * math.log(r / s) + math.log1p(q * t * t / s)


def curve(t: float, df: float, scale: float) -> tuple[Point, ...]:
    """The function from near 0 to d = 1, or to half beyond the effect that was found."""
    top = max(1.0, 1.5 * abs(t) * math.sqrt(scale))
    effects = np.arange(SMALLEST, top + STEP / 2, STEP)
    return tuple(Point(float(one), log_bf10_at(t, df, scale, float(one))) for one in effects)
