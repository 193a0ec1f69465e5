"""Contrasts, one-way and crossed factors, against r/several_cells.R (car, emmeans, sandwich): 1e-6."""

from typing import Any

import pytest
from scipy import stats

from ikea_effect.analysis.effect_sizes import partial_eta_squared

TIGHT = {"rel": 1e-6, "abs": 1e-12}
CONTRAST = {"factor": "labor", "contrast": "build - 0.5*prebuilt - 0.5*unbuild"}
TERMS = {"labor": "labor", "fate": "fate", "labor x fate": "labor:fate", "age": "age"}


@pytest.fixture(scope="module")
def several(r: Any) -> dict[str, float]:
    return r("several_cells")


@pytest.mark.parametrize(("variances", "name"), [("per-cell", "welch"), ("pooled", "pooled")])
def test_planned_contrast(ask: Any, several: dict[str, float], variances: str, name: str) -> None:
    found = ask("contrast", pair=False, variances=variances, **CONTRAST)
    expected = [several[f"{name}.{part}"] for part in ("estimate", "se", "df", "p")]
    assert [found.estimate, found.se, found.statistic.df, found.p] == pytest.approx(expected, **TIGHT)
    assert found.effect_size.value == pytest.approx(several["contrast.g"], **TIGHT)
    if variances == "pooled":  # R's limits are those of the pooled t
        limits = (several["contrast.g.low"], several["contrast.g.high"])
        assert found.effect_size.ci == pytest.approx(limits, **TIGHT)


def _is_worth(found: Any, f: float) -> None:
    """Partial eta squared of R's F, its 90% limits where scipy's noncentral F has it at either end.

    The error is that of all rows less cells, also where spreads may differ and Welch's df2 is smaller.
    """
    df1, df2 = found.statistic.df
    error = sum(found.n.values()) - len(found.n)
    assert found.estimate == pytest.approx(f * df1 / (f * df1 + error), **TIGHT)
    assert found.level == 0.90
    for limit, beyond in zip(found.ci, (0.05, 0.95), strict=True):
        if limit > 0:
            ncp = limit / (1 - limit) * (df1 + error + 1)
            assert stats.ncf.sf(f, df1, df2, ncp) == pytest.approx(beyond, rel=1e-6)


@pytest.mark.parametrize(("variances", "name"), [("per-cell", "oneway"), ("pooled", "anova"), ("hc3", "hc3")])
def test_one_way(ask: Any, several: dict[str, float], variances: str, name: str) -> None:
    found = ask("one-way", pair=False, factor="labor", variances=variances)
    assert found.statistic.value == pytest.approx(several[f"{name}.F"], **TIGHT)
    assert found.p == pytest.approx(several[f"{name}.p"], **TIGHT)
    assert found.details["eta_squared"] == pytest.approx(several["eta2"], **TIGHT)
    _is_worth(found, several[f"{name}.F"])
    if variances == "pooled":  # R's limits are of 95%
        wider = partial_eta_squared(found.statistic.value, *found.statistic.df, level=0.95).ci
        assert wider == pytest.approx((several["eta2.low"], several["eta2.high"]), **TIGHT)
    for place, pair in enumerate(found.details["pairs"], start=1):
        assert pair["p"] == pytest.approx(several[f"pair.{place}.p"], **TIGHT)
        assert pair["p_holm"] == pytest.approx(several[f"pair.{place}.holm"], **TIGHT)


@pytest.mark.parametrize("covariance", ["classic", "hc3"])
@pytest.mark.parametrize(("covariates", "name"), [((), "two"), (("age",), "cov")])
def test_type_three(ask: Any, several: dict[str, float], covariance: str, covariates: Any, name: str) -> None:
    parts = {"factors": ["labor", "fate"], "term": ["fate", "labor"], "covariates": covariates}
    found = ask("factorial", pair=False, covariance=covariance, **parts)
    for effect in found.details["effects"]:
        term = f"{name}.{covariance}.{TERMS[effect['term']]}"
        assert effect["F"] == pytest.approx(several[f"{term}.F"], **TIGHT)
        assert effect["p"] == pytest.approx(several[f"{term}.p"], **TIGHT)
    assert found.p == pytest.approx(several[f"{name}.{covariance}.labor:fate.p"], **TIGHT)
    if name == "two":
        _is_worth(found, several[f"{name}.{covariance}.labor:fate.F"])
        if covariance == "classic":
            wider = partial_eta_squared(found.statistic.value, *found.statistic.df, level=0.95)
            assert found.estimate == pytest.approx(several["eta2.interaction"], **TIGHT)
            assert wider.ci == pytest.approx(
                [several[f"eta2.interaction.{end}"] for end in ("low", "high")], **TIGHT
            )


@pytest.mark.parametrize(("term", "place"), [(["labor"], 2), (["fate"], 3), (["labor", "fate"], 4)])
def test_effects_of_two_by_two_are_differences_of_means(
    ask: Any, several: dict[str, float], term: list[str], place: int
) -> None:
    found = ask("factorial", pair=False, only=["build", "prebuilt"], factors=["labor", "fate"], term=term)
    expected = [several[f"square.{place}.{part}"] for part in ("estimate", "se", "p")]
    assert [found.estimate, found.se, found.p] == pytest.approx(expected, **TIGHT)
    if place == 4:
        # R's g is of the difference of differences, ours of two averages: half of it; limits are of HC3's t
        assert found.effect_size.value == pytest.approx(several["square.g"] / 2, **TIGHT)
        for limit, tail in zip(found.effect_size.ci, (0.025, 0.975), strict=True):
            ncp = limit / found.effect_size.value * expected[0] / expected[1]
            shown = stats.nct.sf(expected[0] / expected[1], found.statistic.df, ncp)
            assert shown == pytest.approx(tail, abs=1e-7)
