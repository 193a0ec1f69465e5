"""Bounds of a group sequential test: alpha is spent as information comes in.

Sources: Lan & DeMets (1983) for spending; Armitage, McPherson & Rowe (1969) for the recursive integration;
Jennison & Turnbull (2000), chapters 7 and 19.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from ikea_effect.protocol.sequential import Spending

Values = NDArray[np.float64]

NODES = 96
"""Places at which the density of a test that goes on is known; 48 give the bounds to eight digits."""
FAR = 9.0
"""Standard errors beyond which nothing lies, where a side has no bound."""
LEAST = 1e-15
"""Of alpha: less cannot be told from none, and the look cannot stop."""


def spent_by(spending: Spending, share: float, alpha: float, *, two_sided: bool) -> float:
    """How much of alpha may be spent by this share of the planned sample; of two sides each has half.

    Source: Lan & DeMets (1983): 2 - 2 Phi(z / sqrt(t)) and alpha ln(1 + (e - 1) t).
    """
    share = min(1.0, share)
    side = alpha / 2 if two_sided else alpha
    if share <= 0:
        return 0.0
    if spending == "pocock":
        found = side * math.log1p((math.e - 1) * share)
    else:
        found = 2 * float(special.ndtr(special.ndtri(side / 2) / math.sqrt(share)))
    return found * (2 if two_sided else 1)


def critical_z(information: Sequence[float], spent: Sequence[float], *, two_sided: bool) -> tuple[float, ...]:
    """The bound of z at each look; infinite where a look has nothing to spend.

    `information` grows from look to look, in any unit; `spent` is the alpha that is spent by then in all.
    """
    return _critical_z(tuple(information), tuple(spent), two_sided)


@cache
def _critical_z(
    information: tuple[float, ...], spent: tuple[float, ...], two_sided: bool
) -> tuple[float, ...]:
    bounds: list[float] = []
    place, density = np.zeros(1), np.ones(1)  # where the sum stands that goes on, and how likely
    before, spent_before = 0.0, 0.0
    for now, spent_now in zip(information, spent, strict=True):
        step, root = math.sqrt(now - before), math.sqrt(now)
        bound = _bound(place / step, density, root / step, spent_now - spent_before, two_sided=two_sided)
        bounds.append(bound)
        upper = min(bound, FAR) * root
        lower = -upper if two_sided else -FAR * root
        place, density = _carried(place, density, step, lower, upper)
        before, spent_before = now, spent_now
    return tuple(bounds)


def _bound(place: Values, density: Values, root: float, alpha: float, *, two_sided: bool) -> float:
    """The z beyond which so much of what goes on lies; place and root are in steps of this look."""
    if alpha < LEAST:
        return math.inf

    def beyond(z: float) -> float:
        over = special.ndtr(place - z * root)
        under = special.ndtr(-z * root - place) if two_sided else 0.0
        return float(density @ (over + under)) - alpha

    if beyond(FAR) > 0:
        return math.inf
    return float(optimize.brentq(beyond, -FAR, FAR, xtol=1e-12)) if beyond(-FAR) > 0 else -FAR


@cache
def _rule() -> tuple[Values, Values]:
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return nodes, weights


def _carried(
    place: Values, density: Values, step: float, lower: float, upper: float
) -> tuple[Values, Values]:
    """Where the sum stands after the next look if it goes on, and how likely, ready to be added up."""
    nodes, weights = _rule()
    half = (upper - lower) / 2
    there = (upper + lower) / 2 + half * nodes
    z = (there[:, None] - place[None, :]) / step
    passed = np.exp(-0.5 * z * z) @ density / (step * math.sqrt(2 * math.pi))
    return there, np.asarray(passed * weights * half, dtype=np.float64)
