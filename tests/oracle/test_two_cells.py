"""Two cells compared, against r/two_cells.R.

Agreement is 1e-6 except where both sides resample: there, within four Monte Carlo errors of R's 20,000 to
40,000 resamples, told apart by name.
"""

from typing import Any

import numpy as np
import pytest
from scipy import special, stats

from ikea_effect.analysis.question import Pair
from ikea_effect.analysis.ratio import ratio_t

TIGHT = {"rel": 1e-6, "abs": 1e-12}


@pytest.fixture(scope="module")
def two(r: Any) -> dict[str, float]:
    return r("two_cells")


@pytest.mark.parametrize("kind", ["welch", "student"])
def test_t_tests(ask: Any, two: dict[str, float], kind: str) -> None:
    found = ask(kind)
    assert found.statistic.value == pytest.approx(two[f"{kind}.t"], **TIGHT)
    assert found.statistic.df == pytest.approx(two[f"{kind}.df"], **TIGHT)
    assert found.p == pytest.approx(two[f"{kind}.p"], **TIGHT)
    assert found.ci == pytest.approx((two[f"{kind}.low"], two[f"{kind}.high"]), **TIGHT)
    assert found.effect_size.value == pytest.approx(two["g"], **TIGHT)
    if kind == "student":  # R's limits are those of Student's t
        assert found.effect_size.ci == pytest.approx((two["g.low"], two["g.high"]), **TIGHT)


@pytest.mark.parametrize("alternative", ["greater", "less"])
def test_one_sided_welch(ask: Any, two: dict[str, float], alternative: str) -> None:
    assert ask("welch", alternative=alternative).p == pytest.approx(two[f"welch.{alternative}.p"], **TIGHT)


def test_a_measure_of_some_against_another_of_others(ask: Any, two: dict[str, float]) -> None:
    found = ask("welch", against="wtp-other")
    assert found.statistic.value == pytest.approx(two["welch.against.t"], **TIGHT)
    assert found.statistic.df == pytest.approx(two["welch.against.df"], **TIGHT)
    assert found.p == pytest.approx(two["welch.against.p"], **TIGHT)
    assert found.ci == pytest.approx((two["welch.against.low"], two["welch.against.high"]), **TIGHT)


def test_paired(ask: Any, two: dict[str, float]) -> None:
    found = ask("paired", pair=False, against="wtp-other")
    assert found.statistic.value == pytest.approx(two["paired.t"], **TIGHT)
    assert (found.p, *found.ci) == pytest.approx(
        (two["paired.p"], two["paired.low"], two["paired.high"]), **TIGHT
    )
    assert found.effect_size.value == pytest.approx(two["gz"], **TIGHT)
    assert found.effect_size.ci == pytest.approx((two["gz.low"], two["gz.high"]), **TIGHT)
    assert found.details["correlation"] == pytest.approx(two["paired.r"], **TIGHT)


def test_ratio_of_means(ask: Any, two: dict[str, float]) -> None:
    found = ask("ratio", resamples=40_000)
    assert found.estimate == pytest.approx(two["ratio"], **TIGHT)
    assert found.p == pytest.approx(two["welch.p"], **TIGHT)  # a ratio of 1 is a difference of 0
    error = 4 * two["ratio.boot.se"] / 40_000**0.5 * 3.8  # a 2.5% quantile varies 3.8 times as much as a mean
    assert found.details["bootstrap"] == pytest.approx(
        (two["ratio.boot.low"], two["ratio.boot.high"]), abs=error
    )


def test_fiellers_limits_by_r_with_z_and_by_roots_with_t(
    ask: Any, two: dict[str, float], tables: Any
) -> None:
    """R's limits have the normal quantile; with Welch's t, they are roots of the same polynomial."""
    data = tables("participants")
    high, low = (data.wtp[data.labor == cell].dropna().to_numpy() for cell in ("build", "prebuilt"))

    def limits(quantile: float) -> list[float]:
        v1, v0 = (quantile**2 * cell.var(ddof=1) / len(cell) for cell in (high, low))
        return sorted(np.roots([low.mean() ** 2 - v0, -2 * high.mean() * low.mean(), high.mean() ** 2 - v1]))

    assert limits(stats.norm.isf(0.025)) == pytest.approx((two["fieller.low"], two["fieller.high"]), **TIGHT)
    assert ask("ratio", resamples=200).ci == pytest.approx(
        limits(stats.t.isf(0.025, two["welch.df"])), **TIGHT
    )


def test_mann_whitney(ask: Any, two: dict[str, float]) -> None:
    found = ask("mann-whitney")
    assert found.statistic.value == two["mwu.U"]
    assert found.p == pytest.approx(two["mwu.p"], **TIGHT)
    assert found.estimate == pytest.approx(two["share"], **TIGHT)
    assert found.details["shift"] == pytest.approx(two["shift"], **TIGHT)
    assert ask("mann-whitney", alternative="greater").p == pytest.approx(two["mwu.greater.p"], **TIGHT)


def test_the_interval_of_mann_whitney_is_newcombes_without_ties(ask: Any, two: dict[str, float]) -> None:
    """At each limit U differs from its chance by z times Newcombe's standard error and half a step."""
    found = ask("mann-whitney")
    n, m = found.n.values()
    for sign, limit in zip((1, -1), found.ci, strict=True):
        each = (n + m) / 2 - 1
        spread = 1 + each * ((1 - limit) / (2 - limit) + limit / (1 + limit))
        se = (limit * (1 - limit) * spread / (n * m)) ** 0.5
        z = (sign * (two["share"] - limit) - 0.5 / (n * m)) / se
        assert 1.90 < z < 1.96  # ties lessen the standard error a little


def test_brunner_munzel(ask: Any, two: dict[str, float]) -> None:
    found = ask("brunner-munzel", scale="share")
    assert (found.statistic.value, found.statistic.df) == pytest.approx((two["bm.t"], two["bm.df"]), **TIGHT)
    assert found.p == pytest.approx(two["bm.p"], **TIGHT)
    assert found.ci == pytest.approx((two["bm.low"], two["bm.high"]), **TIGHT)


def test_brunner_munzel_on_the_logit(ask: Any, two: dict[str, float]) -> None:
    """By hand from R's share, t and df: the standard error of the logit is se / (share (1 - share))."""
    found = ask("brunner-munzel")
    share, df = two["share"], two["bm.df"]
    se = (share - 0.5) / two["bm.t"] / (share * (1 - share))
    logit, reach = special.logit(share), stats.t.isf(0.025, df) * se
    assert (found.statistic.value, found.statistic.df) == pytest.approx((logit / se, df), **TIGHT)
    assert found.p == pytest.approx(2 * stats.t.sf(logit / se, df), **TIGHT)
    assert found.ci == pytest.approx(special.expit([logit - reach, logit + reach]), **TIGHT)
    assert found.details["t_on_the_share"] == pytest.approx(two["bm.t"], **TIGHT)


def test_yuen(ask: Any, two: dict[str, float]) -> None:
    found = ask("yuen")
    assert (found.estimate, found.se) == pytest.approx((two["yuen.estimate"], two["yuen.se"]), **TIGHT)
    assert (found.statistic.value, found.statistic.df) == pytest.approx(
        (two["yuen.t"], two["yuen.df"]), **TIGHT
    )
    assert (found.p, *found.ci) == pytest.approx((two["yuen.p"], two["yuen.low"], two["yuen.high"]), **TIGHT)
    assert found.effect_size.value == pytest.approx(two["akp"], **TIGHT)
    assert found.effect_size.ci == pytest.approx((two["akp.low"], two["akp.high"]), **TIGHT)


@pytest.mark.parametrize("at", [0.25, 0.5, 0.75])
def test_quantiles(ask: Any, two: dict[str, float], at: float) -> None:
    found = ask("quantile", quantile=at, resamples=20_000)
    assert found.estimate == pytest.approx(two[f"quantile.{at}"], **TIGHT)
    if at == 0.75:
        assert found.se == pytest.approx(two["quantile.0.75.se"], rel=0.05)  # Monte Carlo on both sides


def test_equivalence_in_money(ask: Any, two: dict[str, float]) -> None:
    found = ask("tost", bounds={"difference": 1.0})
    details = found.details
    assert found.ci == pytest.approx((two["tost.ci90.low"], two["tost.ci90.high"]), **TIGHT)
    assert (details["p_lower"], details["p_upper"]) == pytest.approx(
        (two["tost.lower"], two["tost.upper"]), **TIGHT
    )
    assert details["ci90"] == pytest.approx((two["tost.ci90.low"], two["tost.ci90.high"]), **TIGHT)


def _pair(data: Any) -> Pair:
    cells = [data.wtp[data.labor == cell].dropna().to_numpy() for cell in ("build", "prebuilt")]
    return Pair("build", "prebuilt", *cells)


def test_equivalence_as_a_ratio(ask: Any, two: dict[str, float], tables: Any) -> None:
    found = ask("tost", bounds={"ratio": 1.5})
    lower, upper = two["tost.ratio.lower.p"], two["tost.ratio.upper.p"]
    assert (found.details["p_lower"], found.details["p_upper"]) == pytest.approx((lower, upper), **TIGHT)
    assert found.p == pytest.approx(max(lower, upper), **TIGHT)
    assert found.estimate == pytest.approx(two["ratio"], **TIGHT)
    for limit, sign, bound in zip(found.ci, (1, -1), ("lower", "upper"), strict=True):
        t, _ = ratio_t(_pair(tables("participants")), limit)
        assert sign * t == pytest.approx(stats.t.isf(0.05, two[f"tost.ratio.{bound}.df"]), **TIGHT)
