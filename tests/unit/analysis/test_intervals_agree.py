"""p, interval and effect size are of one test: p < .05 where both intervals exclude "no effect"."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, special, stats
from statsmodels.stats.proportion import score_test_proportions_2indep

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.choices import _odds_ratio, score_limits
from ikea_effect.analysis.reading.column_types import checked
from ikea_effect.analysis.resampling import bias_corrected, bias_corrected_p, bootstrap_p, percentile
from ikea_effect.analysis.results import Estimate, Interval
from ikea_effect.protocol.registry import BUILT_IN
from tests.quick import quick

TWO = {"factor": "labor", "contrast": "build - prebuilt"}
CROSSED = {"factors": ["labor", "fate"]}
BOOT = {**TWO, "resamples": 200}
MODELS: dict[str, dict[str, Any]] = {
    "welch": TWO,
    "student": TWO,
    "paired": {"against": "other"},
    "ratio": TWO,
    "ratio bootstrap": {**BOOT, "interval": "bootstrap"},
    "mann-whitney": TWO,
    "brunner-munzel": TWO,
    "brunner-munzel share": {**TWO, "scale": "share"},
    "yuen": TWO,
    "quantile": BOOT,
    "contrast": TWO,
    "contrast pooled": {**TWO, "variances": "pooled"},
    "one-way": {"factor": "labor"},
    "one-way pooled": {"factor": "fate", "variances": "pooled"},
    "one-way hc3": {"factor": "labor", "variances": "hc3"},
    "factorial": {**CROSSED, "term": ["labor"]},
    "factorial several": {**CROSSED, "term": ["labor", "fate"]},
    "mixed": {**CROSSED, "term": ["labor"], "group": "pair"},
    "mixed several": {**CROSSED, "term": ["fate"], "group": "pair"},
    "regression": {**TWO, "covariates": ["age"]},
    "moderation": {**TWO, "moderator": "age"},
    "mediation": {**BOOT, "mediators": ["effort"]},
    "mediation corrected": {**BOOT, "mediators": ["effort"], "interval": "bias-corrected"},
    "tobit": {**TWO, "low": 0, "high": 4},
    "tobit per cell": {**TWO, "low": 0, "high": 4, "variances": "per-cell"},
    "interval": TWO,
    "turnbull": BOOT,
    "demand": BOOT,
    "hurdle": BOOT,
    "proportion": {**TWO, "option": "yes"},
    "logit": {**TWO, "option": "yes", "covariates": ["age"]},
    "ordinal": TWO,
    "counts": TWO,
    "counts negative-binomial": {**TWO, "distribution": "negative-binomial"},
}
SHORT = [
    name for name in MODELS if name not in ("ordinal", "mixed several", "mediation corrected", "quantile")
]
"""Those whose fits take a few milliseconds, or whose kind another one stands for."""
WITHOUT = {"tost", "multiverse", "chi-square", "paired-mediation"}
"""A test of equivalence has a law of its own; a multiverse has no interval; chi-square's is of V by another
route than its p, which may be Fisher's; mediation of differences inverts its bootstrap as mediation does."""
MEASURE = {"proportion": "buy", "logit": "buy", "ordinal": "liking", "counts": "visits"}
FATES = ("kept", "destroyed", "sold")
LEVELS = ("build", "prebuilt")


def _participants(seed: int) -> pd.DataFrame:
    """Few people, now and then with ties, zeros, unequal spread and unequal cells: borderline results."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(24, 60))
    build = rng.random(n) < rng.uniform(0.3, 0.7)
    size, coarse = rng.uniform(0, 1.2), rng.choice([0.01, 0.5])
    spread = np.where(build, rng.uniform(0.6, 1.6), 1.0)
    wtp = np.clip(rng.normal(1.3 + size * build, spread), 0, 4)
    wtp = np.round(wtp / coarse) * coarse
    wtp[:2] = wtp[build.argmin()] = wtp[build.argmax()] = 0
    fate = np.array(FATES)[np.arange(n) % 3]
    return pd.DataFrame(
        {
            "participant": [f"p{i}" for i in range(n)], "labor": np.where(build, *LEVELS), "fate": fate,
            "wtp": wtp, "wtp.low": np.floor(wtp), "wtp.high": np.where(wtp < 4, np.floor(wtp) + 1, np.nan),
            "other": np.round(np.clip(wtp + rng.normal(-0.3, 1, n), 0, 5), 2), "age": rng.normal(40, 12, n),
            "effort": wtp / 2 + rng.normal(0.3 * build, 1), "liking": np.clip(np.round(wtp + 2), 1, 7),
            "visits": rng.poisson(2 + size * build), "pair": np.where(build, 0, 100) + np.arange(n) // 4,
            "buy": np.where(rng.random(n) < 0.2 + 0.4 * size * build, "yes", "no"),
        }
    )  # fmt: skip


def _asked(declare: Any, name: str, data: pd.DataFrame, **parts: Any) -> Estimate:
    kind = name.split()[0]
    measures = {"wtp": {"kind": "money"}, "other": {"kind": "money"},
                "liking": {"kind": "rating", "low": 1, "high": 7, "text": "x"},
                "visits": {"kind": "number", "low": 0, "high": 50, "unit": "times", "text": "x"},
                "buy": {"kind": "choice", "text": "x", "options": ["yes", "no"]}}  # fmt: skip
    factors = {
        name: {"between": "participant", "levels": {level: {"label": level} for level in levels}}
        for name, levels in (("labor", LEVELS), ("fate", FATES))
    }
    model = {"kind": kind, **MODELS.get(name, {}), **parts}
    hypothesis = {"id": "h", "measure": MEASURE.get(kind, "wtp"), "model": model}
    protocol = declare(factors=factors, measures=measures, hypotheses=[hypothesis], exclusions=[])
    return answer(protocol, protocol.hypotheses[0], checked(protocol, data).data)


def _excludes(found: Estimate) -> bool:
    assert found.ci is not None
    return _beside(found.ci, found.null)


def _beside(ci: Interval, null: float) -> bool:
    low, high = ci
    return (low is not None and low > null) or (high is not None and high < null)


def test_every_kind_with_an_interval_is_here() -> None:
    assert {name.split()[0] for name in MODELS} | WITHOUT == set(BUILT_IN["model"])


@pytest.mark.slow
@pytest.mark.parametrize("name", quick(MODELS, *SHORT))
@pytest.mark.parametrize("seeds", quick([range(6), range(6, 40)], range(6)), ids=["few", "many"])
def test_p_is_below_five_percent_where_the_interval_excludes_no_effect(
    declare: Any, name: str, seeds: range
) -> None:
    significant, estimated = 0, 0
    for seed in seeds:
        found = _asked(declare, name, _participants(seed))
        if found.problem is not None:
            continue
        assert found.p is not None
        assert (found.p < 0.05) == _excludes(found), (seed, found)
        if (size := found.effect_size) is not None and size.ci is not None:
            assert (found.p < 0.05) == _beside(size.ci, 1 if size.name == "odds_ratio" else 0), (seed, found)
        significant += found.p < 0.05
        estimated += 1
    if len(seeds) < 10:
        return
    assert estimated > 20
    assert 0 < significant < estimated  # data that never or always show an effect would prove nothing


@pytest.mark.slow
@pytest.mark.parametrize(
    "bounds", quick([{"difference": 1.0}, {"d": 0.9}, {"ratio": 2.0}], {"d": 0.9}), ids=str
)
def test_equivalence_is_found_where_the_90_percent_interval_lies_within_the_bounds(
    declare: Any, bounds: Any
) -> None:
    equivalent = 0
    for seed in range(80):
        found = _asked(declare, "tost", _participants(seed), **TWO, bounds=bounds)
        margin = found.details["margin"]
        low, high = (1 / bounds["ratio"], bounds["ratio"]) if margin is None else (-margin, margin)
        inside = found.ci.low is not None and found.ci.high is not None
        inside = inside and low < found.ci.low and found.ci.high < high
        assert found.level == 0.90
        assert found.to_json()["level"] == 0.90
        assert inside == (found.p < 0.05) == found.details["equivalent"]
        equivalent += found.details["equivalent"]
    assert 0 < equivalent < 80


@pytest.mark.parametrize("seed", range(10))
def test_limits_of_chances_and_shares_stay_where_they_can_be(declare: Any, seed: int) -> None:
    for name in ("mann-whitney", "brunner-munzel", "brunner-munzel share"):
        found = _asked(declare, name, _participants(seed).iloc[:7])
        if found.ci is not None:
            assert 0 <= found.ci.low <= found.estimate <= found.ci.high <= 1


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("values", [(-1, 0, 1), (0, 1), tuple(range(-20, 21))])
def test_a_bootstrap_p_inverts_its_interval_also_at_ties(seed: int, values: tuple[int, ...]) -> None:
    rng = np.random.default_rng(seed)
    for mean in np.linspace(-2, 2, 21):
        drawn = rng.choice(values, 999) + np.round(rng.normal(mean, 0.8, 999))
        low, high = percentile(drawn)
        assert (bootstrap_p(drawn) < 0.05) == (low > 0 or high < 0)
        low, high = bias_corrected(drawn, float(np.mean(drawn)) + 0.2)
        assert (bias_corrected_p(drawn, float(np.mean(drawn)) + 0.2) < 0.05) == (low > 0 or high < 0)


def test_a_one_sided_bootstrap_p_is_the_share_on_the_other_side() -> None:
    drawn = np.arange(-5.0, 95.0)  # zero is the sixth of a hundred values
    assert bootstrap_p(drawn, 0.0, "greater") == pytest.approx(5 / 99)
    assert bootstrap_p(drawn, 0.0, "less") == pytest.approx(94 / 99)
    assert bootstrap_p(drawn) == pytest.approx(10 / 99)
    assert bootstrap_p(drawn + 100, 0.0, "greater") == pytest.approx(1 / 101)  # as far as 100 can show


@pytest.mark.parametrize(("high", "n1", "low", "n0"), [(8, 20, 4, 31), (0, 9, 3, 11), (12, 12, 5, 17)])
def test_limits_of_a_difference_of_shares_are_those_that_the_score_test_just_refutes(
    high: int, n1: int, low: int, n0: int
) -> None:
    """The likeliest shares that differ by a limit are searched for; statsmodels' are not the likeliest."""
    limits = score_limits(high, n1, low, n0)
    for sign, limit in zip((1, -1), limits, strict=True):

        def loss(share: float, d: float = limit) -> float:
            chances = (share + d, 1 - share - d, share, 1 - share)
            return -float(np.sum(special.xlogy((high, n1 - high, low, n0 - low), chances)))

        ends = (max(0.0, -limit) + 1e-12, min(1.0, 1 - limit) - 1e-12)
        share = optimize.minimize_scalar(loss, bounds=ends, method="bounded", options={"xatol": 1e-12}).x
        variance = (share + limit) * (1 - share - limit) / n1 + share * (1 - share) / n0
        z = (high / n1 - low / n0 - limit) / np.sqrt(variance)
        assert z == pytest.approx(sign * stats.norm.isf(0.025), rel=1e-5)


@pytest.mark.parametrize("n1", [1, 2, 5, 9])
def test_every_table_of_shares_has_limits_that_agree_with_the_pooled_z(n1: int) -> None:
    n0 = 6
    for high in range(n1 + 1):
        for low in range(n0 + 1):
            pooled = (high + low) / (n1 + n0)
            if pooled in (0, 1):
                continue
            z = (high / n1 - low / n0) / np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0))
            limits = score_limits(high, n1, low, n0)
            assert -1 <= limits.low <= high / n1 - low / n0 <= limits.high <= 1
            assert (abs(z) > 1.959963984540054) == (limits.low > 0 or limits.high < 0)


@pytest.mark.parametrize(("high", "n1", "low", "n0"), [(27, 35, 13, 28), (8, 20, 4, 31), (1, 9, 10, 11)])
def test_limits_of_an_odds_ratio_are_those_that_the_score_test_just_refutes(
    high: int, n1: int, low: int, n0: int
) -> None:
    """statsmodels' score test of an odds ratio is done at each limit."""
    found = _odds_ratio(high, n1, low, n0)
    assert found is not None
    assert found.value == pytest.approx(high * (n0 - low) / (low * (n1 - high)))
    for limit in found.ci:
        tested = score_test_proportions_2indep(high, n1, low, n0, value=limit, compare="or", correction=False)
        assert abs(tested.statistic) == pytest.approx(stats.norm.isf(0.025), rel=1e-6)


def test_g_beside_welchs_t_has_the_limits_of_welchs_t(declare: Any) -> None:
    """Student's t does not reach .05 where Welch's does: g says what p says."""
    data = _participants(0).iloc[:14].assign(labor=["build"] * 9 + ["prebuilt"] * 5)
    data["wtp"] = [3.9, 3.1, 0.4, 2.9, 3.6, 1.2, 2.0, 3.3, 0.9, 1.0, 1.1, 1.2, 1.3, 0.9]
    found = _asked(declare, "welch", data)
    build, prebuilt = data["wtp"][:9], data["wtp"][9:]
    welch = stats.ttest_ind(build, prebuilt, equal_var=False)
    sd = np.sqrt((build.var() * 8 + prebuilt.var() * 4) / 12)
    j = special.gamma(6) / (np.sqrt(6) * special.gamma(5.5))
    assert welch.pvalue < 0.05 < stats.ttest_ind(build, prebuilt).pvalue
    assert found.effect_size.value == pytest.approx(j * (build.mean() - prebuilt.mean()) / sd)
    se = (build.mean() - prebuilt.mean()) / welch.statistic
    for limit, tail in zip(found.effect_size.ci, (0.025, 0.975), strict=True):
        shown = stats.nct.sf(welch.statistic, welch.df, limit * sd / (j * se))
        assert shown == pytest.approx(tail, abs=1e-8)


def test_g_of_a_difference_of_differences_is_that_of_two_averages(declare: Any) -> None:
    """Weights 1 and 1/2 ask one question: g does not double with them, and is what verdicts take for d."""
    data = _participants(3)
    cells = [f"labor={labor},fate={fate}" for labor in LEVELS for fate in FATES[:2]]
    ones = dict(zip(cells, (1, -1, -1, 1), strict=True))
    found = [
        _asked(
            declare, "contrast", data, factor=None, contrast=None, factors=["labor", "fate"], weights=weights
        )
        for weights in (ones, {name: weight / 2 for name, weight in ones.items()})
    ]
    assert found[0].estimate == pytest.approx(2 * found[1].estimate)
    assert found[0].effect_size.value == pytest.approx(found[1].effect_size.value)
    assert found[0].effect_size.ci == pytest.approx(found[1].effect_size.ci)
