"""Meta-analysis equals metafor: r/replication_meta.R, output in r/replication_meta.csv.

tau2 agrees to 1e-6 or 1e-8 absolutely: where the likelihood is highest at 0, metafor stops at 5e-15.
"""

import csv
from pathlib import Path

import pytest

from ikea_effect.analysis.replication.meta import Study, fixed_effect, meta
from ikea_effect.analysis.replication.subgroups import of_two, subgroups
from ikea_effect.analysis.replication.summary import Effect

SETS = {
    "six": ([0.58, 0.35, 0.12, 0.41, 0.70, 0.05], [0.081, 0.040, 0.022, 0.051, 0.090, 0.030]),
    "spread": ([1.2, 0.1, -0.4, 0.8, 0.3, 0.9, -0.1, 0.5], [0.05, 0.02, 0.04, 0.03, 0.06, 0.02, 0.05, 0.04]),
    "alike": ([0.30, 0.32, 0.28, 0.31], [0.05, 0.04, 0.06, 0.03]),
}


def r_values(name):
    rows = (Path(__file__).parent / "r" / name).read_text().splitlines()
    return {row["name"]: float(row["value"]) for row in csv.DictReader(r for r in rows if r[0] != "#")}


R = r_values("replication_meta.csv")


def studies(name):
    return [
        Study(f"study {i}", Effect(d, v), {"x": float(i), "g": "abb"[i % 3]})
        for i, (d, v) in enumerate(zip(*SETS[name], strict=True))
    ]


def close(value):
    return pytest.approx(value, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("name", ["six", "spread"])
def test_the_pooled_effect_equals_metafor(name):
    fit = meta(studies(name)).fit
    found = {
        "mu": fit.mean.b, "se": fit.mean.se, "low": fit.mean.ci.low, "high": fit.mean.ci.high,
        "p": fit.mean.p,
        "tau2": fit.tau2, "q": fit.q, "p_q": fit.p_q, "i2": fit.i2, "pi_low": fit.prediction.low,
        "pi_high": fit.prediction.high,
    }  # fmt: skip
    assert not fit.bounded
    for key, value in found.items():
        assert value == close(R[f"{name}.{key}"]), key


@pytest.mark.parametrize("name", ["six", "spread"])
def test_leaving_each_out_equals_metafor(name):
    for place, (label, fit) in enumerate(meta(studies(name)).leave_one_out):
        assert label == f"study {place}"
        found = {"mu": fit.mean.b, "se": fit.mean.se, "tau2": fit.tau2}
        for key, value in found.items():
            assert value == close(R[f"{name}.without{place}.{key}"]), (place, key)


@pytest.mark.parametrize("name", ["six", "spread"])
def test_a_group_of_studies_pooled_alone_equals_metafor(name):
    first, other = subgroups(studies(name), "g")
    assert (first.level, other.level) == ("a", "b")
    fit = other.fit
    found = {"mu": fit.mean.b, "se": fit.mean.se, "tau2": fit.tau2, "q": fit.q}
    for key, value in found.items():
        assert value == close(R[f"{name}.group_b.{key}"]), key


def test_a_group_of_two_is_metafors_common_effect_and_says_so():
    """rma(method = "EE"); REML with Knapp and Hartung's t on one df would say from -0.58 to 1.53."""
    groups = subgroups(studies("six"), "g")
    fit = groups[0].fit
    found = {
        "mu": fit.mean.b, "se": fit.mean.se, "low": fit.mean.ci.low, "high": fit.mean.ci.high, "q": fit.q,
        "i2": fit.i2,
    }  # fmt: skip
    for key, value in found.items():
        assert value == close(R[f"six.group_a.{key}"]), key
    assert of_two(groups) == (
        "g: a: two studies, pooled by fixed effect, since two cannot tell heterogeneity from chance: the "
        "mean of these studies, and not of others like them.",
    )


def test_studies_that_agree_too_well_have_no_narrower_interval_than_the_fixed_effect():
    """metafor's "knha" has se = .0078 there. At tau2 = 0 the bound is R's fixed effect, on t(3)."""
    from scipy import stats

    found = meta(studies("alike"))
    fit, se = found.fit, R["alike.fe.se"]
    reach = stats.t.ppf(0.975, 3) * se
    assert (fit.mean.b, fit.tau2, fit.q) == close((R["alike.mu"], R["alike.tau2"], R["alike.q"]))
    assert (fit.mean.se, fit.mean.ci.low, fit.mean.ci.high) == close(
        (se, fit.mean.b - reach, fit.mean.b + reach)
    )
    assert fit.bounded
    assert fit.method == "random effects (REML, Knapp-Hartung, ad hoc bound)"
    assert "narrower than the fixed effect's" in found.notes[0]
    for place, (_, without) in enumerate(found.leave_one_out):
        v = [v for i, v in enumerate(SETS["alike"][1]) if i != place]
        assert without.mean.se == close(sum(1 / one for one in v) ** -0.5)


def test_hedges_g_and_its_pool_equal_metafor():
    """rma(measure = "SMD", method = "REML") of five studies: tau^2 = 0.1951, Q = 11.8763, p = .0183."""
    from ikea_effect.analysis.replication.meta import study
    from ikea_effect.analysis.replication.summary import from_means

    rows = [  # means, SDs, n
        ((0.78, 0.82), (0.05, 0.07), (20, 25)), ((0.74, 0.72), (0.08, 0.05), (30, 19)),
        ((0.75, 0.74), (0.12, 0.09), (20, 29)), ((0.62, 0.66), (0.05, 0.03), (24, 24)),
        ((0.68, 0.68), (0.03, 0.02), (10, 10)),
    ]  # fmt: skip
    fit = meta([study(str(i), from_means(*row), "g") for i, row in enumerate(rows)], effect="g").fit
    assert (fit.tau2, fit.q, fit.p_q) == pytest.approx((0.1951, 11.8763, 0.0183), abs=5.1e-5)


@pytest.mark.parametrize("name", SETS)
def test_the_fixed_effect_equals_metafor(name):
    import numpy as np

    fit = fixed_effect(*map(np.array, SETS[name]))
    assert (fit.mean.b, fit.mean.se, fit.mean.p) == close(
        (R[f"{name}.fe.mu"], R[f"{name}.fe.se"], R[f"{name}.fe.p"])
    )


@pytest.mark.parametrize("name", ["six", "spread"])
def test_meta_regression_equals_metafor(name):
    fit = meta(studies(name), ["x", "g"]).regression
    assert [term.name for term in fit.terms] == ["intercept", "x", "g=b"]
    for place, term in enumerate(fit.terms):
        found = {"b": term.b, "se": term.se, "p": term.p}
        for key, value in found.items():
            assert value == close(R[f"{name}.reg.{key}{place}"]), (place, key)
    assert (fit.tau2, fit.q) == close((R[f"{name}.reg.tau2"], R[f"{name}.reg.qe"]))


THREE = [
    (0.92, 0.060, 0.0),
    (0.48, 0.045, 5.0),
    (-0.35, 0.020, 10.0),
    (0.13, 0.052, 2.5),
    (1.31, 0.080, 0.0),
    (0.42, 0.035, 7.5),
    (0.40, 0.025, 4.0),
    (0.95, 0.110, 1.0),
    (-0.18, 0.030, 10.0),
    (0.67, 0.041, 6.0),
    (0.05, 0.066, 3.0),
    (0.38, 0.050, 8.0),
]


def of_three_goods():
    goods = ("box", "crane", "lego")
    return [
        Study(f"study {i}", Effect(d, v), {"pay": pay, "good": goods[i % 3]})
        for i, (d, v, pay) in enumerate(THREE)
    ]


def test_a_regression_on_a_number_and_three_levels_equals_metafor():
    fit = meta(of_three_goods(), ["pay", "good"]).regression
    assert [term.name for term in fit.terms] == ["intercept", "pay", "good=crane", "good=lego"]
    assert (fit.tau2, fit.q, fit.p_q) == close((R["three.reg.tau2"], R["three.reg.qe"], R["three.reg.p_qe"]))
    assert not fit.bounded
    for place, term in enumerate(fit.terms):
        assert term.b == close(R[f"three.reg.b{place}"])
        found = {"se": term.se, "low": term.ci.low, "high": term.ci.high, "p": term.p}
        for key, value in found.items():
            assert value == close(R[f"three.reg.{key}{place}"]), (place, key)


def test_each_of_three_groups_pooled_alone_equals_metafor():
    """A group that agrees better than chance has the fixed effect's error, as the ad hoc bound gives it."""
    for group in subgroups(of_three_goods(), "good"):
        r = {key: R[f"three.{group.level}.{key}"] for key in ("mu", "se", "fe.se", "tau2", "q", "i2")}
        fit = group.fit
        assert (fit.mean.b, fit.tau2, fit.q) == close((r["mu"], r["tau2"], r["q"]))
        assert fit.mean.se == close(r["fe.se"] if fit.bounded and fit.tau2 == 0 else r["se"])
        assert fit.i2 == close(r["i2"])
