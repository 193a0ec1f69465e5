"""The sceptical p-value of a replication (Held 2020)."""

from __future__ import annotations

import math

from scipy import special

GOLDEN = (math.sqrt(5) + 1) / 2


def sceptical_z(z_original: float, z_replication: float, c: float) -> float:
    """z that solves (z_o^2/z^2 - 1)(z_r^2/z^2 - 1) = c, with c = v_o / v_r; 0 if either z is 0."""
    if min(abs(z_original), abs(z_replication)) < 1e-150:
        return 0.0
    arithmetic = (z_original**2 + z_replication**2) / 2
    harmonic = z_original**2 * z_replication**2 / arithmetic
    if math.isclose(c, 1, rel_tol=1e-9):
        return math.sqrt(harmonic / 2)
    # (sqrt(A^2 + x) - A) / (c - 1) with x = (c-1) A H, written without the difference of near-equals
    root = math.sqrt(arithmetic * (arithmetic + (c - 1) * harmonic))
    return math.sqrt(arithmetic * harmonic / (root + arithmetic))


def sceptical_p(z_original: float, z_replication: float, c: float, golden: bool = False) -> float:
    """One-sided p; `golden` recalibrates z so that a borderline original can replicate at its own size."""
    z = sceptical_z(z_original, z_replication, c) * (math.sqrt(GOLDEN) if golden else 1.0)
    agree = z_original * z_replication > 0
    return float(special.ndtr(-z if agree else z))
