"""Replication criteria equal R's: r/replication.R, output in r/replication.csv.

Agreement is 1e-6 relative (1e-9 for most); R's uniroot and BayesFactor's quadrature stop near 1e-9.
"""

import csv
from pathlib import Path

import pytest

from ikea_effect.analysis.replication import replicate
from ikea_effect.analysis.replication.summary import from_t, limits

PAIRS = {
    "worked": (2.12, 26, 26, 1.30, 60, 60), "opposite": (2.12, 26, 26, -1.00, 60, 60),
    "strong": (3.58, 26, 26, 4.20, 100, 90), "unequal": (2.50, 15, 40, 0.30, 200, 150),
    "small": (3.00, 4, 5, 2.00, 6, 5), "negative": (-2.70, 30, 30, -1.10, 80, 80),
}  # fmt: skip


def r_values(name):
    rows = (Path(__file__).parent / "r" / name).read_text().splitlines()
    return {row["name"]: float(row["value"]) for row in csv.DictReader(r for r in rows if r[0] != "#")}


R = r_values("replication.csv")


def ours(name):
    t_o, n1, n2, t_r, m1, m2 = PAIRS[name]
    original, replication = from_t(t_o, (n1, n2)), from_t(t_r, (m1, m2))
    found = {one.id: one for one in replicate(original, replication).criteria}
    low, high = limits(replication.effect, replication.test)
    prediction, relative = found["prediction-interval"].inputs, found["relative-effect-size"].inputs
    bayes, equivalence = found["bayes-factor"].inputs, found["equivalence"].inputs
    return {
        "d_original": original.d, "v_original": original.effect.v, "d_replication": replication.d,
        "v_replication": replication.effect.v, "p_replication": replication.p, "limits.low": low,
        "limits.high": high, "prediction.low": prediction["low"], "prediction.high": prediction["high"],
        "d33": found["small-telescopes"].inputs["d33"], "small_telescopes": found["small-telescopes"].value,
        "tost_zero": equivalence["p_zero"], "tost_original": equivalence["p_original"],
        "bf10_original": bayes["bf10_original"], "bf10_replication": bayes["bf10_replication"],
        "bf10_both": bayes["bf10_both"], "sceptical": found["sceptical-p"].value,
        "golden": found["sceptical-p"].inputs["golden"], "pooled": found["pooled"].value,
        "pooled_se": found["pooled"].inputs["se"], "fieller.low": relative["low"],
        "fieller.high": relative["high"],
    }  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_every_criterion_equals_r(name):
    found = ours(name)
    theirs = {key.split(".", 1)[1]: value for key, value in R.items() if key.startswith(f"{name}.")}
    assert theirs
    for key, value in theirs.items():
        assert found[key] == pytest.approx(value, rel=1e-6, abs=1e-12), key


def test_the_replication_bayes_factor_equals_the_definition_by_verhagen_and_wagenmakers():
    """The likelihood of the replication averaged over the original's posterior, by scipy's quad."""
    import numpy as np
    from scipy import integrate, stats

    def likelihood(t, df, n):
        return lambda d: stats.nct.pdf(t, df, d * np.sqrt(n / 2))

    original, replication = likelihood(2.12, 50, 26), likelihood(1.30, 118, 60)

    def prior(d):
        return stats.cauchy.pdf(d, scale=np.sqrt(0.5))

    def over(f):
        return integrate.quad(f, -8, 8, epsrel=1e-10, limit=300)[0]

    evidence = over(lambda d: original(d) * prior(d))
    value = over(lambda d: replication(d) * original(d) * prior(d) / evidence) / replication(0)
    panel = replicate(from_t(2.12, (26, 26)), from_t(1.30, (60, 60)), "bayes-factor")
    assert panel.deciding.value == pytest.approx(value, rel=1e-9)


def test_d33_equals_statsmodels_power_solver():
    from statsmodels.stats.power import TTestIndPower

    d33 = TTestIndPower().solve_power(nobs1=26, power=1 / 3, alpha=0.05)
    assert ours("worked")["d33"] == pytest.approx(float(d33), rel=1e-5)  # its root finder stops near 2e-6


def test_the_sceptical_p_of_z_values_equals_the_r_package():
    """ReplicationSuccess pSceptical() on z from the exact p of both t: nominal and golden, R 4.2.2."""
    from ikea_effect.analysis.replication.sceptical import sceptical_p

    z = (2.06427599263167, 1.29264284988248, 2.39058640573614)
    assert sceptical_p(*z) == pytest.approx(0.161511373785187, rel=1e-12)
    assert sceptical_p(*z, golden=True) == pytest.approx(0.104360008364794, rel=1e-12)
