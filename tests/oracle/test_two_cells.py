"""Two cells compared, against r/two_cells.R.

Agreement is 1e-6 except where both sides resample: there, within four Monte Carlo errors of R's 20,000 to
40,000 resamples, told apart by name.
"""

from typing import Any

import pytest

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
    assert found.effect_size.ci == pytest.approx((two["g.low"], two["g.high"]), **TIGHT)


@pytest.mark.parametrize("alternative", ["greater", "less"])
def test_one_sided_welch(ask: Any, two: dict[str, float], alternative: str) -> None:
    assert ask("welch", alternative=alternative).p == pytest.approx(two[f"welch.{alternative}.p"], **TIGHT)


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
    assert found.ci == pytest.approx((two["fieller.low"], two["fieller.high"]), **TIGHT)
    assert found.p == pytest.approx(two["welch.p"], **TIGHT)  # a ratio of 1 is a difference of 0
    error = 4 * two["ratio.boot.se"] / 40_000**0.5 * 3.8  # a 2.5% quantile varies 3.8 times as much as a mean
    assert found.details["bootstrap"] == pytest.approx(
        (two["ratio.boot.low"], two["ratio.boot.high"]), abs=error
    )


def test_mann_whitney(ask: Any, two: dict[str, float]) -> None:
    found = ask("mann-whitney")
    assert found.statistic.value == two["mwu.U"]
    assert found.p == pytest.approx(two["mwu.p"], **TIGHT)
    assert found.estimate == pytest.approx(two["share"], **TIGHT)
    assert found.details["shift"] == pytest.approx(two["shift"], **TIGHT)
    assert ask("mann-whitney", alternative="greater").p == pytest.approx(two["mwu.greater.p"], **TIGHT)


def test_brunner_munzel(ask: Any, two: dict[str, float]) -> None:
    found = ask("brunner-munzel")
    assert (found.statistic.value, found.statistic.df) == pytest.approx((two["bm.t"], two["bm.df"]), **TIGHT)
    assert found.p == pytest.approx(two["bm.p"], **TIGHT)
    assert found.ci == pytest.approx((two["bm.low"], two["bm.high"]), **TIGHT)


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
    details = ask("tost", bounds={"difference": 1.0}).details
    assert (details["p_lower"], details["p_upper"]) == pytest.approx(
        (two["tost.lower"], two["tost.upper"]), **TIGHT
    )
    assert details["ci90"] == pytest.approx((two["tost.ci90.low"], two["tost.ci90.high"]), **TIGHT)


def test_equivalence_as_a_ratio(ask: Any, two: dict[str, float]) -> None:
    found = ask("tost", bounds={"ratio": 1.5})
    lower, upper = two["tost.ratio.lower.p"], two["tost.ratio.upper.p"]
    assert (found.details["p_lower"], found.details["p_upper"]) == pytest.approx((lower, upper), **TIGHT)
    assert found.p == pytest.approx(max(lower, upper), **TIGHT)
