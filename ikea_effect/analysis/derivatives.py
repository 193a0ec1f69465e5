"""Derivatives of a likelihood in its variances, by central differences, once extrapolated."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ikea_effect.analysis.question import Values


def gradient(function: Callable[[Values], float], at: Values, sizes: Values | None = None) -> Values:
    """First derivatives; `sizes`, else the place itself, say what a small step is in each direction."""
    found = np.empty(len(at))
    for i, step in enumerate(1e-3 * (at if sizes is None else sizes)):
        e = np.eye(len(at))[i] * step
        wide = (function(at + e) - function(at - e)) / (2 * step)
        narrow = (function(at + e / 2) - function(at - e / 2)) / step
        found[i] = (4 * narrow - wide) / 3
    return found


def hessian(function: Callable[[Values], float], at: Values, sizes: Values | None = None) -> Values:
    """Second derivatives; `sizes` as of `gradient`."""
    size, base = len(at), function(at)

    def crude(scale: float) -> Values:
        steps, found = np.diag(scale * (at if sizes is None else sizes)), np.empty((size, size))
        for i, one in enumerate(steps):
            found[i, i] = (function(at + one) - 2 * base + function(at - one)) / one[i] ** 2
            for j, other in enumerate(steps[:i]):
                a, b = one + other, one - other
                cross = function(at + a) + function(at - a) - function(at + b) - function(at - b)
                found[i, j] = found[j, i] = cross / (4 * one[i] * other[j])
        return found

    return (4 * crude(0.01) - crude(0.02)) / 3
