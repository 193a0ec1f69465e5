"""Random intercepts, against r/mixed.R (lme4, lmerTest).

Estimates and standard errors to 1e-6. lmerTest takes the df from numerical second derivatives and lme4 stops
its optimizer at a tolerance: variances, df and p agree to 1e-5.
"""

from typing import Any

import pytest

TIGHT, DERIVED = {"rel": 1e-6, "abs": 1e-12}, {"rel": 1e-5}


def test_repeated_bids(ask: Any, r: Any) -> None:
    lmer = r("mixed")
    parts = {"pair": False, "table": "repeated", "factors": ["labor", "good"]}
    found = ask("mixed", term=["labor"], **parts)
    assert (found.estimate, found.se) == pytest.approx((lmer["labor.estimate"], lmer["labor.se"]), **TIGHT)
    assert (found.statistic.df, found.p) == pytest.approx((lmer["labor.df"], lmer["labor.p"]), **DERIVED)
    variances = [found.details[name] for name in ("variance_groups", "variance_residual", "icc")]
    assert variances == pytest.approx([lmer["between"], lmer["within"], lmer["icc"]], **DERIVED)
    for term, name in ((["good"], "good"), (["labor", "good"], "labor:good")):
        effect = ask("mixed", term=term, **parts)
        assert effect.statistic.value == pytest.approx(lmer[f"{name}.F"], **DERIVED)
        assert effect.statistic.df[1] == pytest.approx(lmer[f"{name}.df2"], **DERIVED)
        assert effect.p == pytest.approx(lmer[f"{name}.p"], **DERIVED)


def test_pairs(ask: Any, r: Any) -> None:
    lmer = r("mixed")
    found = ask(
        "mixed",
        table="pairs",
        pair=False,
        factors=["labor"],
        term=["labor"],
        group="pair",
        covariates=["age"],
    )
    assert (found.estimate, found.se) == pytest.approx(
        [lmer[f"pairs.labor1.{x}"] for x in ("b", "se")], **TIGHT
    )
    assert (found.statistic.df, found.p) == pytest.approx(
        [lmer[f"pairs.labor1.{x}"] for x in ("df", "p")], **DERIVED
    )
    age = found.details["coefficients"][-1]
    assert (age["estimate"], age["se"]) == pytest.approx(
        (lmer["pairs.age.b"], lmer["pairs.age.se"]), rel=1e-5
    )
    assert found.details["icc"] == pytest.approx(lmer["pairs.icc"], **DERIVED)
