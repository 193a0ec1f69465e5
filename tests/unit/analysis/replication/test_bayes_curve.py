"""The Bayes factor function equals the integral that it is the closed form of, taken by scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, stats

from ikea_effect.analysis.replication.bayes import COUNTED, PRINTED, log_bf10
from ikea_effect.analysis.replication.bayes_curve import curve, log_bf10_at

TWO_GROUPS = 2 / 50
"""The scale of two groups of 50: (n1 + n2) / (n1 n2)."""


def by_integral(t: float, df: float, scale: float, effect: float) -> float:
    """The mean likelihood of t over the normal-moment prior of the noncentrality, over that at none."""
    tau = effect / math.sqrt(2 * scale)

    def integrand(ncp: float) -> float:
        prior = ncp**2 * math.exp(-(ncp**2) / (2 * tau**2)) / (math.sqrt(2 * math.pi) * tau**3)
        return prior * float(stats.nct.pdf(t, df, ncp))

    mass = sum(integrate.quad(integrand, *ends, limit=200)[0] for ends in ((-9 * tau, 0), (0, 9 * tau)))
    return math.log(mass / float(stats.t.pdf(t, df)))


@pytest.mark.parametrize(
    ("t", "df", "scale", "effect"),
    [(2.3, 98, TWO_GROUPS, 0.3), (0.4, 98, TWO_GROUPS, 0.5), (-3.1, 20, 1 / 21, 0.8)],
)
def test_it_equals_the_integral(t: float, df: float, scale: float, effect: float) -> None:
    assert log_bf10_at(t, df, scale, effect) == pytest.approx(by_integral(t, df, scale, effect), abs=1e-6)


def test_by_hand_without_an_effect_in_the_data() -> None:
    """t = 0: what is left is (1 + tau2)^(-3/2), with tau2 = 0.5^2 / (2 x 0.04) = 3.125."""
    assert log_bf10_at(0, 98, TWO_GROUPS, 0.5) == pytest.approx(-1.5 * math.log(4.125), rel=1e-12)


def test_near_no_effect_nothing_is_told_and_the_sign_does_not_matter() -> None:
    assert log_bf10_at(2.3, 98, TWO_GROUPS, 1e-6) == pytest.approx(0, abs=1e-9)
    assert log_bf10_at(2.3, 98, TWO_GROUPS, 0.4) == log_bf10_at(-2.3, 98, TWO_GROUPS, 0.4)


def test_with_much_data_the_curve_peaks_at_two_thirds_of_the_squared_effect() -> None:
    """There the log is about t^2 tau2 / (2 (1 + tau2)) - 1.5 log tau2, highest at tau2 = t^2 / 3: by hand."""
    points = curve(20, 1e6, 2 / 500)
    best = max(points, key=lambda one: one.log_bf10).effect
    assert best == pytest.approx(20 * math.sqrt(2 / 500) * math.sqrt(2 / 3), abs=0.02)
    assert points[-1].effect == pytest.approx(1.5 * 20 * math.sqrt(2 / 500), abs=0.02)
    assert np.all(np.diff([one.effect for one in points]) > 0)


@pytest.mark.parametrize("t", [-11.0, -1.3, 0.0, 2.2, 37.0])
@pytest.mark.parametrize("df", [1.0, 4.0, 50.0, 20_000.0])
def test_what_is_only_counted_lies_where_what_is_printed_does(t: float, df: float) -> None:
    tests = ([2.7, t], [4 / 52, 4 / (df + 2)], [50.0, df])
    assert log_bf10(*tests, COUNTED) == pytest.approx(log_bf10(*tests, PRINTED), abs=1e-11)
