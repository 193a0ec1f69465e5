"""Meta-analysis equals metafor: r/replication_meta.R, output in r/replication_meta.csv.

tau2 agrees to 1e-6 or 1e-8 absolutely: where the likelihood is highest at 0, metafor stops at 5e-15.
"""

import csv
from pathlib import Path

import pytest

from ikea_effect.analysis.replication.meta import Study, fixed_effect, meta
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


@pytest.mark.parametrize("name", SETS)
def test_the_pooled_effect_equals_metafor(name):
    fit = meta(studies(name)).fit
    found = {
        "mu": fit.mean.b, "se": fit.mean.se, "low": fit.mean.ci.low, "high": fit.mean.ci.high,
        "p": fit.mean.p,
        "tau2": fit.tau2, "q": fit.q, "p_q": fit.p_q, "i2": fit.i2, "pi_low": fit.prediction.low,
        "pi_high": fit.prediction.high,
    }  # fmt: skip
    for key, value in found.items():
        assert value == close(R[f"{name}.{key}"]), key


@pytest.mark.parametrize("name", SETS)
def test_leaving_each_out_equals_metafor(name):
    for place, (label, fit) in enumerate(meta(studies(name)).leave_one_out):
        assert label == f"study {place}"
        found = {"mu": fit.mean.b, "se": fit.mean.se, "tau2": fit.tau2}
        for key, value in found.items():
            assert value == close(R[f"{name}.without{place}.{key}"]), (place, key)


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
