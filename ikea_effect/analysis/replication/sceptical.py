"""P values of an original and its replication together: sceptical (Held 2020), controlled, Edgington's."""

from __future__ import annotations

import math

from scipy import integrate, special

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
    """One-sided p; `golden` recalibrates z: a borderline original needs an effect larger than its own."""
    z = sceptical_z(z_original, z_replication, c) * (math.sqrt(GOLDEN) if golden else 1.0)
    agree = z_original * z_replication > 0
    return float(special.ndtr(-z if agree else z))


def controlled_p(z_original: float, z_replication: float, c: float) -> float:
    """One-sided sceptical p recalibrated so that p <= a has the error a^2 where neither study has an effect.

    The tail of z^2 is (2/pi) times the integral of exp(-z^2 g(y)) / (1 + y^2) over y from 0 on, with
    g(y) = (1 + y^2) (1 + sqrt(1 + (c - 1) / (1 + y^2))): their integral over t = 1 / (1 + y^2), in which
    c = 1 is no case of its own. exp(-z^2 g(0)) is taken out, so that nothing underflows; beyond 1, y goes by
    its log.
    Source: Micheloud, Balabdaoui & Held (2023), Statistica Neerlandica.
    """
    z = sceptical_z(z_original, z_replication, c)
    if z == 0:
        return 0.5
    least = 1 + math.sqrt(c)

    def density(y: float) -> float:
        square = 1 + y * y
        g = square * (1 + math.sqrt(1 + (c - 1) / square))
        return math.exp(-(z**2) * (g - least)) / square

    near, _ = integrate.quad(density, 0, 1, epsabs=0, epsrel=1e-10)
    end = math.log(max(2.0, 40 / z))  # beyond 40 / z the integrand is below exp(-1600)
    far, _ = integrate.quad(
        lambda w: density(math.exp(w)) * math.exp(w), 0, end, epsabs=1e-12 * near, limit=200
    )
    half = math.sqrt(min(1.0, 2 * (near + far) / math.pi)) * math.exp(-(z**2) * least / 2) / 2
    return half if z_original * z_replication > 0 else 1 - half


def edgington_p(p_original: float, p_replication: float) -> float:
    """p of the sum of two one-sided p in the same direction, under no effect in either study.

    Source: Edgington (1972); for replications Held, Pawel & Micheloud (2024), Royal Society Open Science 11.
    """
    total = p_original + p_replication
    return total**2 / 2 if total <= 1 else 1 - (2 - total) ** 2 / 2
