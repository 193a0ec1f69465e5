"""Bounds, power and evidence of planned looks equal R's: r/sequential.R, output in r/sequential.csv.

rpact integrates to about 1e-6, BayesFactor to about 1e-5 of the logarithm.
"""

import csv
import itertools
from pathlib import Path

import numpy as np
import pytest
from scipy import special, stats

from ikea_effect.analysis.sequential.spending import critical_z, spent_by
from ikea_effect.analysis.sequential.t_evidence import log_bayes_factor, log_e_equivalence, log_e_value

ROWS = (Path(__file__).parent / "r" / "sequential.csv").read_text("utf-8").splitlines()
R = {row["name"]: float(row["value"]) for row in csv.DictReader(row for row in ROWS if row[0] != "#")}
TIMES = {"five": (0.2, 0.4, 0.6, 0.8, 1.0), "odd": (0.13, 0.5, 0.52, 1.0), "two": (0.5, 1.0)}
SPENDING = {"obrien-fleming": "asOF", "pocock": "asP"}


def bounds(spending, times, *, two_sided, alpha=0.05):
    spent = [spent_by(spending, share, alpha, two_sided=two_sided) for share in times]
    return critical_z(times, spent, two_sided=two_sided)


@pytest.mark.parametrize(("spending", "name"), [*itertools.product(SPENDING, TIMES)])
@pytest.mark.parametrize("sides", [1, 2])
def test_bounds_are_those_of_rpact(spending, name, sides):
    found = bounds(spending, TIMES[name], two_sided=sides == 2)
    expected = [R[f"{SPENDING[spending]}.{sides}.{name}.{k}"] for k in range(1, len(found) + 1)]
    near = 2e-4 if name == "odd" else 2e-5  # rpact's grid is coarse where two looks are close
    assert found == pytest.approx(expected, abs=near)


@pytest.mark.parametrize(
    ("spending", "printed"),
    [
        ("obrien-fleming", (4.8769, 3.3569, 2.6803, 2.2898, 2.0310)),
        ("pocock", (2.4380, 2.4268, 2.4101, 2.3966, 2.3859)),
    ],
)
def test_bounds_are_those_of_the_printed_table(spending, printed):
    """Five looks, two-sided .05: Reboussin, DeMets, Kim & Lan (2000), as the ldbounds package prints them."""
    assert bounds(spending, TIMES["five"], two_sided=True) == pytest.approx(printed, abs=2e-4)


@pytest.mark.parametrize("spending", SPENDING)
def test_sums_that_grow_cross_the_bounds_as_often_as_rpact_says(spending):
    """20, 40, 60 per cell, d = 0.5 of known spread: a multivariate normal, integrated by scipy."""
    upper = np.array(bounds(spending, (1 / 3, 2 / 3, 1.0), two_sided=True))
    drift = 0.5 * np.sqrt(np.array([20, 40, 60]) / 2)
    root = np.sqrt([1.0, 2.0, 3.0])
    correlation = np.minimum.outer(root, root) / np.maximum.outer(root, root)
    going = [1.0]
    for k in (1, 2, 3):
        inside = stats.multivariate_normal(drift[:k], correlation[:k, :k])
        going.append(float(inside.cdf(upper[:k], lower_limit=-upper[:k], rng=np.random.default_rng(1))))
    rejects = -np.diff(going)
    expected = [R[f"{SPENDING[spending]}.rejects.{k}"] for k in (1, 2, 3)]
    assert rejects == pytest.approx(expected, abs=1e-4)  # which leaves the other side out
    assert 1 - going[-1] == pytest.approx(R[f"{SPENDING[spending]}.power"], abs=1e-4)


@pytest.mark.parametrize(
    ("name", "t", "n1", "n2"),
    [("worked", 2.5, 20, 20), ("unequal", -1.2, 9, 31), ("none", 0.1, 100, 100), ("strong", 4.4, 50, 60)],
)
@pytest.mark.parametrize("side", ["two-sided", "greater", "less"])
def test_bayes_factors_are_those_of_r(name, t, n1, n2, side):
    found = log_bayes_factor(t, n1 + n2 - 2, n1 * n2 / (n1 + n2), 2**0.5 / 2, side)
    assert found == pytest.approx(R[f"bf.{name}.{side}"], abs=2e-5)


@pytest.mark.parametrize(("t", "n1", "n2", "d"), [(2.5, 20, 20, 0.5), (-3.0, 5, 9, 1.2), (0.0, 3, 3, 0.3)])
def test_an_e_value_is_the_formula_of_safestats(t, n1, n2, d):
    """safeTTestStat: Kummer functions of t, of both sides and of one (R/tTest.R)."""
    n, df = n1 * n2 / (n1 + n2), n1 + n2 - 2
    part = t * t / (df + t * t)
    outer = np.exp((part - 1) * n * d * d / 2)
    inner = -part * n * d * d / 2
    even = special.hyp1f1(-df / 2, 0.5, inner)
    odd = np.exp(special.gammaln(df / 2 + 1) - special.gammaln((df + 1) / 2))
    odd *= np.sqrt(2 * n) * d * t / np.sqrt(t * t + df) * special.hyp1f1((1 - df) / 2, 1.5, inner)
    assert log_e_value(t, df, n, d, "two-sided") == pytest.approx(np.log(outer * even), abs=1e-9)
    assert log_e_value(t, df, n, d, "greater") == pytest.approx(np.log(outer * (even + odd)), abs=1e-9)
    assert log_e_value(t, df, n, d, "less") == pytest.approx(np.log(outer * (even - odd)), abs=1e-9)


def test_evidence_stays_finite_in_a_large_sample():
    assert log_e_value(30.0, 19_998, 5_000, 0.5, "two-sided") == pytest.approx(444.0, rel=0.05)
    assert log_bayes_factor(0.0, 199_998, 50_000, 0.7071, "two-sided") < -4


@pytest.mark.parametrize("t", [-2.5, -0.3, 0.0, 0.8, 3.0])
@pytest.mark.parametrize(("n", "m"), [(20, 20), (35, 60)])
def test_evidence_that_rules_an_effect_out_is_that_of_the_noncentral_t(t, n, m):
    """By its definition: the density of t at no effect by that at d, and at -d, by scipy's noncentral t."""
    d, df, size = 0.4, n + m - 2, n * m / (n + m)
    alone = stats.t.logpdf(t, df)
    each = [alone - stats.nct.logpdf(t, df, shift * np.sqrt(size)) for shift in (d, -d)]
    assert log_e_equivalence(t, df, size, d) == pytest.approx(min(each), abs=1e-8)


def test_evidence_that_rules_an_effect_out_averages_one_at_the_bound_and_less_beyond():
    """At one look: the integral of the ratio over the law of t where the effect is d, or larger."""
    df, size, d = 78, 20.0, 0.4
    t = np.linspace(-8, 12, 4001)
    ratio = np.exp(stats.t.logpdf(t, df) - stats.nct.logpdf(t, df, d * np.sqrt(size)))
    mean = [np.trapezoid(ratio * stats.nct.pdf(t, df, true * np.sqrt(size)), t) for true in (d, 0.6, 1.0)]
    assert mean[0] == pytest.approx(1, abs=1e-6)
    assert 1 > mean[1] > mean[2]
