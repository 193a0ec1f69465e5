"""Random intercepts and slopes, against r/mixed.R (lme4, lmerTest).

Estimates and standard errors to 1e-6. lmerTest takes the df from numerical second derivatives and lme4 stops
its optimizer at a tolerance: variances, df and p agree to 1e-5.
"""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.random_intercept import fit_reml
from ikea_effect.analysis.random_slopes import fit_slopes

TIGHT, DERIVED = {"rel": 1e-6, "abs": 1e-12}, {"rel": 1e-5}


@pytest.mark.slow
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


@pytest.mark.parametrize(("term", "name"), [("labor", "labor1"), ("whose", "whose1")])
def test_people_in_pairs_with_several_bids_each(ask: Any, r: Any, term: str, name: str) -> None:
    """Against r/nested.R: an intercept of the pair and one of the person."""
    lmer = r("nested")
    found = ask("mixed", table="couples", pair=False, factors=["labor", "whose"], term=[term], group="pair")
    assert (found.estimate, found.se) == pytest.approx([lmer[f"{name}.b"], lmer[f"{name}.se"]], rel=1e-6)
    assert (found.statistic.df, found.p) == pytest.approx([lmer[f"{name}.df"], lmer[f"{name}.p"]], rel=1e-5)
    variances = [found.details[f"variance_{part}"] for part in ("groups", "people", "residual")]
    assert variances == pytest.approx([lmer["pair"], lmer["person"], lmer["within"]], rel=1e-5)
    assert found.formula.endswith("(1 | pair) + (1 | pair:participant)")


SLOPES = {"pair": False, "table": "slopes", "factors": ["labor", "whose"], "slopes": ["whose"]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("term", "name"),
    [(["labor"], "labor1"), (["whose"], "whose1"), (["labor", "whose"], "labor1:whose1")],
)
def test_slopes_that_vary_between_participants(ask: Any, r: Any, term: list[str], name: str) -> None:
    lmer, found = r("mixed"), ask("mixed", term=term, **SLOPES)
    estimate, se, df, p = (lmer[f"slopes.{name}.{part}"] for part in ("b", "se", "df", "p"))
    assert (found.estimate, found.se) == pytest.approx((estimate, se), rel=1e-5)
    assert (found.statistic.df, found.p) == pytest.approx((df, p), **DERIVED)
    assert "(1 + C(whose, Sum) | participant)" in found.formula


@pytest.mark.slow
def test_how_much_slopes_vary(ask: Any, r: Any) -> None:
    lmer, found = r("mixed"), ask("mixed", term=["whose"], **SLOPES)
    variances = [*found.details["variances_of_effects"], found.details["variance_residual"]]
    theirs = [lmer[f"slopes.{part}"] for part in ("intercept", "slope", "within")]
    assert variances == pytest.approx(theirs, rel=1e-4)
    assert found.details["correlations_of_effects"][0][1] == pytest.approx(
        lmer["slopes.correlation"], rel=1e-4
    )
    assert found.details["converged"]
    assert found.notes == ()


@pytest.mark.slow
def test_statsmodels_finds_the_same_maximum(tables: Any) -> None:
    import statsmodels.formula.api as smf

    data = tables("slopes")
    theirs = smf.mixedlm(
        "wtp ~ C(labor, Sum) * C(whose, Sum)", data, groups="participant", re_formula="~C(whose, Sum)"
    ).fit(reml=True, method="lbfgs")
    x = np.column_stack([np.ones(len(data)), *_coded(data)])
    ours = fit_slopes(data["wtp"].to_numpy(), x, x[:, [0, 2]], pd.factorize(data["participant"])[0])
    assert ours.effects == pytest.approx(theirs.cov_re.to_numpy(), rel=1e-3)
    assert ours.params == pytest.approx(theirs.fe_params.to_numpy(), rel=1e-4)
    assert np.sqrt(np.diag(ours.covariance)) == pytest.approx(theirs.bse_fe.to_numpy(), rel=1e-3)


def _coded(data: pd.DataFrame) -> list[Any]:
    labor = np.where(data["labor"] == "build", 1.0, -1.0)
    whose = np.where(data["whose"] == "own", 1.0, -1.0)
    return [labor, whose, labor * whose]


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({**SLOPES, "slopes": ["labor"]}, "labor does not vary within any participant"),
        (
            {**SLOPES, "table": "repeated", "factors": ["labor", "good"], "slopes": ["good"]},
            "155 values of 40 participants with 4 random effects each",
        ),
    ],
)
def test_slopes_that_the_rows_cannot_carry_are_not_estimated(ask: Any, parts: Any, says: str) -> None:
    with pytest.raises(AssertionError, match=says):  # of `ask`: an estimate has a problem instead of a value
        ask("mixed", term=["labor"], **parts)


def test_slopes_without_variance_are_told_and_leave_the_rest_as_it_is() -> None:
    """A slope whose best variance is 0 adds nothing: coefficients and errors are those without it."""
    rng = np.random.default_rng(4)
    groups, s = np.repeat(np.arange(20), 6), np.tile([1.0, -1.0], 60)
    flat = np.tile([0.5, -0.5, 0.2, -0.2, -0.7, 0.7], 20)  # no group has a slope of its own
    y = rng.normal(0, 1, 20)[groups] + flat
    x = np.column_stack([np.ones(120), s])
    found, plain = fit_slopes(y, x, x, groups), fit_reml(y, x, groups)
    assert found.is_singular
    assert found.combined(x[0]) == pytest.approx(plain.combined(x[0]), rel=1e-4)
    assert found.df(np.array([1.0, 0.0])) == pytest.approx(19, rel=1e-3)
