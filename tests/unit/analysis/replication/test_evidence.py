"""Every kind of model beside every criterion: verdicts rest on the model's own p and its own direction."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.replication import Panel, replicate
from ikea_effect.analysis.replication.evidence import Evidence, evidence
from ikea_effect.analysis.replication.sources import (
    estimated_summary,
    published_summary,
    rests_on,
    standard,
)
from ikea_effect.analysis.results import Estimate, Statistic
from ikea_effect.protocol.hypotheses import Hypothesis, Published
from ikea_effect.protocol.registry import BUILT_IN
from tests.unit.analysis.test_models import MEASURE, MODELS

N = {"per_condition": {"build": 26, "prebuilt": 26}}
ORIGINAL = {"t": 2.12, "df": 50}


def asked(kind: str, alternative: str = "two-sided") -> Hypothesis:
    model = {"kind": kind, **MODELS[kind]}
    return Hypothesis.model_validate(
        {"id": "asked", "measure": MEASURE.get(kind, "wtp"), "model": model, "alternative": alternative}
    )


def panel(protocol, hypothesis: Hypothesis, estimate: Estimate) -> Panel:
    row = Published.model_validate(
        {"hypothesis": "asked", "n": N, "statistic": ORIGINAL, "locator": "p. 1", "provenance": "paper"}
    )
    by = standard(protocol, hypothesis)
    return replicate(published_summary(row, by), estimated_summary(estimate, by))


@pytest.fixture
def people() -> pd.DataFrame:
    """Sixty participants of a 2 x 2, in pairs; builders have more of everything."""
    rng = np.random.default_rng(11)
    labor, fate = np.tile(["build", "prebuilt"], 30), np.repeat(["kept", "destroyed"], 30)
    build = labor == "build"
    wtp = np.clip(rng.normal(1.6 + 0.6 * build, 1.2), 0, 5).round(2)
    return pd.DataFrame(
        {
            "participant": [f"p{i}" for i in range(60)], "labor": labor, "fate": fate, "wtp": wtp,
            "wtp.low": np.floor(wtp), "wtp.high": np.floor(wtp) + 1,
            "liking": np.clip(rng.integers(1, 7, 60) + build, 1, 7),
            "buy": np.where(rng.random(60) < 0.3 + 0.4 * build, "yes", "no"),
            "other": np.clip(wtp - 0.2 + rng.normal(0, 0.5, 60), 0, 5).round(2),
            "age": rng.integers(18, 60, 60), "effort": (build + rng.normal(0, 1, 60)).round(3),
            "pair": np.arange(60) // 2,
        }
    )  # fmt: skip


@pytest.fixture
def protocol(declare):
    levels = {"kept": {"label": "kept"}, "destroyed": {"label": "destroyed"}}
    two = declare()
    fate = type(two.factors["labor"]).model_validate({"between": "participant", "levels": levels})
    choice = {"buy": {"kind": "choice", "options": ["yes", "no"], "text": "buy"}}
    return declare(
        factors={"labor": two.factors["labor"].model_dump(), "fate": fate.model_dump()},
        measures={
            "wtp": {"kind": "money"},
            "liking": {"kind": "rating", "low": 1, "high": 7, "text": "liking"},
            **choice,
        },
    )


@pytest.mark.parametrize("alternative", ["two-sided", "greater"])
@pytest.mark.parametrize("kind", BUILT_IN["model"])
def test_no_criterion_contradicts_the_declared_model(protocol, people, kind, alternative):
    hypothesis = asked(kind, alternative)
    estimate = answer(protocol, hypothesis, people, recorded=people)
    if estimate.problem:
        pytest.skip(f"refused: {estimate.problem}")
    p, direction = evidence(estimate)
    found = {one.id: one for one in panel(protocol, hypothesis, estimate).criteria}
    if p is None or direction is None:
        assert found["significance"].outcome == "cannot-be-computed"
        return
    significance = found["significance"]
    assert significance.value == p
    assert significance.inputs["same_sign"] is (estimate.estimate > estimate.null)
    assert (significance.outcome == "met") is (p < 0.05 and estimate.estimate > estimate.null)
    for id in ("prediction-interval", "relative-effect-size"):
        if found[id].value is not None:
            assert np.sign(found[id].value) == direction, id
    if found["small-telescopes"].outcome == "met":
        assert significance.outcome == "met"


@pytest.mark.parametrize("kind", BUILT_IN["model"])
def test_a_side_that_was_declared_does_not_change_the_evidence(protocol, people, kind):
    both, one = (
        answer(protocol, asked(kind, side), people, recorded=people) for side in ("two-sided", "greater")
    )
    if both.problem or one.problem:
        pytest.skip("refused")
    (p, direction), (p_one, direction_one) = evidence(both), evidence(one)
    assert direction_one == direction
    # shuffled labels beyond both ends are as many as twice those beyond one up to the draw of 100 shuffles
    assert p_one == (p if p is None else pytest.approx(p, rel=1e-6, abs=0.05 if kind == "multiverse" else 0))


# --- right values from elsewhere ---------------------------------------------------------------------------


def test_the_p_of_equivalence_is_no_p_of_an_effect(protocol, people):
    """Welch's p of the same two means, by scipy; the test of equivalence has another."""
    estimate = answer(protocol, asked("tost"), people)
    cells = [people.wtp[people.labor == level] for level in ("build", "prebuilt")]
    assert evidence(estimate).p == pytest.approx(stats.ttest_ind(*cells, equal_var=False).pvalue)
    assert estimate.p != pytest.approx(evidence(estimate).p, abs=0.01)


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_ranks_have_the_p_of_ranks(protocol, people, alternative):
    estimate = answer(protocol, asked("mann-whitney", alternative), people)
    cells = [people.wtp[people.labor == level] for level in ("build", "prebuilt")]
    assert evidence(estimate).p == pytest.approx(stats.mannwhitneyu(*cells, method="asymptotic").pvalue)


def test_a_share_of_pairs_counts_from_one_half_and_a_ratio_from_one():
    ranks = Estimate("h", "primary", "wtp", "share", "ranks", "P(build > prebuilt)", estimate=0.125, p=0.01)
    times = Estimate("h", "primary", "wtp", "ratio", "ratio", "build / prebuilt", estimate=0.8, p=0.2)
    assert evidence(ranks) == Evidence(0.01, -1)
    assert evidence(times) == Evidence(0.2, -1)


def test_covariates_may_turn_raw_means_around(protocol):
    """Builders bid less at equal age, and more as they come, since they are older."""
    rng = np.random.default_rng(3)
    build = np.tile([1, 0], 40)
    age = 30 + 12 * build + rng.normal(0, 4, 80)
    wtp = 1 + 0.1 * (age - 30) - 0.8 * build + rng.normal(0, 0.3, 80)
    rows = pd.DataFrame(
        {
            "participant": [f"p{i}" for i in range(80)],
            "labor": np.where(build, "build", "prebuilt"),
            "wtp": wtp,
            "age": age,
        }
    )
    hypothesis = asked("regression")
    estimate = answer(protocol, hypothesis, rows)
    assert estimate.mean["build"] > estimate.mean["prebuilt"]
    assert estimate.estimate < 0
    found = {one.id: one for one in panel(protocol, hypothesis, estimate).criteria}
    assert found["significance"].inputs["same_sign"] is False
    # by hand: the adjusted difference over the pooled SD of the raw cells
    pooled = ((estimate.sd["build"] ** 2 + estimate.sd["prebuilt"] ** 2) / 2) ** 0.5
    assert found["prediction-interval"].value == pytest.approx(estimate.estimate / pooled)
    assert found["lebel"].value == "signal - inconsistent, opposite"


def test_where_raw_means_point_the_other_way_no_d_of_theirs_is_taken(protocol):
    """One bid of 5 lifts the mean of those who, rank by rank, bid less."""
    rows = pd.DataFrame(
        {
            "participant": [f"p{i}" for i in range(16)],
            "labor": ["build"] * 8 + ["prebuilt"] * 8,
            "wtp": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 5.0, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9],
        }
    )
    hypothesis = asked("mann-whitney")
    found = {one.id: one for one in panel(protocol, hypothesis, answer(protocol, hypothesis, rows)).criteria}
    assert found["significance"].inputs["same_sign"] is False
    assert found["pooled"].sentence == (
        "cannot be computed: the replication's raw means point the other way than Mann-Whitney U test, so "
        "that no d of theirs stands for it."
    )


@pytest.mark.parametrize("kind", ["welch", "ratio", "tost", "yuen", "quantile", "hurdle", "mann-whitney"])
def test_where_p_is_not_of_the_means_it_is_said_what_p_and_d_are_of(protocol, people, kind):
    """p is the test's own, d that of scipy's means and SDs, whatever is trimmed."""
    hypothesis = asked(kind)
    if kind == "hurdle":
        people.loc[people.index % 5 == 0, "wtp"] = 0.0
    estimate = answer(protocol, hypothesis, people)
    by = standard(protocol, hypothesis)
    found, said = estimated_summary(estimate, by), rests_on(estimate, by)
    high, low = (people.loc[people.labor == name, "wtp"] for name in ("build", "prebuilt"))
    t = stats.ttest_ind(high, low).statistic
    assert found.d == pytest.approx(t * (2 / 30) ** 0.5)
    if kind in ("welch", "ratio", "tost"):
        assert said is None
        return
    assert said is not None
    assert said.startswith(f"Of these data p and direction are those of {estimate.method}; d, and what")
    assert found.p == pytest.approx(estimate.p)
    if kind == "yuen":
        trimmed = stats.ttest_ind(high, low, equal_var=False, trim=0.2)
        assert found.p == pytest.approx(trimmed.pvalue)


def test_without_a_d_nothing_is_said_of_it(protocol):
    hypothesis = asked("yuen")
    assert rests_on(None, standard(protocol, hypothesis)) is None


def test_an_f_of_several_cells_has_no_direction():
    several = Estimate(
        "h", "primary", "wtp", "share", "one-way", "labor", estimate=0.2, p=0.001, alternative="any",
        statistic=Statistic("F", 7.0, (2.0, 60.0)),
    )  # fmt: skip
    assert evidence(several) == Evidence(0.001, None)
