"""Bayes factors of many studies of one size come to what each by itself comes to."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ikea_effect.analysis.replication.bayes import COUNTED, log_bf10
from ikea_effect.analysis.replication.bayes_bounds import _bounds, bayes_outcomes
from ikea_effect.analysis.replication.criteria import bayes_factor
from ikea_effect.analysis.replication.summary import Summary, from_adjusted, from_pairs, from_t, unknown
from tests.quick import quick

CASES = {
    "as large": (2.12, (26, 26), (26, 26)),
    "larger": (2.12, (26, 26), (130, 120)),
    "much larger": (2.5, (30, 30), (3_000, 3_000)),
    "much smaller, which is never clear": (2.1, (20, 20), (2, 2)),
    "smaller, with bounds on one side": (5.0, (26, 26), (10, 10)),
    "never against": (2.02, (500, 500), (10, 10)),
    "against the original's direction": (-3.0, (26, 26), (60, 60)),
    "pairs": (2.4, (26,), (50,)),
    "an original beyond doubt": (40.0, (30, 30), (3, 3)),
    "two people who contradict thousands": (-34.4, (1, 2), (6_495, 1_860)),
    "a few who contradict a few beside thousands": (23.2, (4, 3), (3, 4_430)),
    "far beyond doubt, and contradicted": (-1301.5, (3, 3), (70, 80)),
    "no finding": (1.0, (26, 26), (50, 50)),
}


def study(t: float, n: tuple[int, ...]) -> Summary:
    return from_pairs(t, *n) if len(n) == 1 else from_t(t, n)


def each(original: Summary, replications: list[Summary]) -> list[str]:
    return [bayes_factor(original, one).outcome for one in replications]


@pytest.mark.parametrize("case", quick(list(CASES), "larger"))
@pytest.mark.parametrize("studies", [40, pytest.param(500, marks=pytest.mark.slow)])
def test_many_come_to_what_each_comes_to(case: str, studies: int) -> None:
    t, n, other = CASES[case]
    rng = np.random.default_rng(studies)
    near, far = rng.normal(rng.choice([0, t], studies), 1.5), 50 * rng.standard_cauchy(studies)
    ts = np.where(rng.random(studies) < 0.8, near, far)
    replications = [study(float(one), other) for one in ts]
    original = study(t, n)
    assert bayes_outcomes(original, replications) == each(original, replications)


def test_next_to_a_bound_a_study_is_worked_out_by_itself() -> None:
    original, n = from_t(2.12, (26, 26)), (50, 50)
    test = from_t(1.0, n).test
    assert original.test is not None
    assert test is not None
    bounds = _bounds(original.test, test.df, test.scale)
    assert bounds is not None
    ends = [end for interval in bounds for end in interval]
    assert len(set(ends)) == 4
    ts = [end * math.sqrt(98 / (1 - end * end)) for end in ends]
    replications = [from_t(t + by, n) for t in ts for by in (-1e-5, -1e-9, 0.0, 1e-9, 1e-5)]
    said = bayes_outcomes(original, replications)
    assert said == each(original, replications)
    assert said[0::5] != said[4::5]


def test_studies_of_other_sizes_and_scales_are_each_held_to_their_own_bounds() -> None:
    rng, original = np.random.default_rng(4), from_t(2.6, (30, 30))
    others = [
        from_t(float(t), (40, int(n)))
        for t, n in zip(rng.normal(1, 2, 24), rng.integers(30, 33, 24), strict=True)
    ]
    adjusted = [
        from_adjusted(float(d), float(se), [1, 1.1], [40, 40], 77) for d, se in rng.uniform(0.1, 0.4, (6, 2))
    ]
    odd = [unknown("n is not known"), from_pairs(2.0, 20)]
    replications = [*others, *adjusted, *odd]
    said = bayes_outcomes(original, replications)
    assert said == each(original, replications)
    assert said[-2:] == ["cannot-be-computed"] * 2
    assert bayes_outcomes(unknown("n is not known"), others) == ["cannot-be-computed"] * len(others)


@pytest.mark.parametrize(("df", "scale"), [(2.0, 1.0), (50.0, 2 / 26), (5_998.0, 2 / 3_000)])
def test_the_factor_is_convex_in_t_by_the_root_of_its_square_and_df(df: float, scale: float) -> None:
    """By which it lies below a bound in one interval; its log is convex, too."""
    places = np.linspace(-0.95, 0.95, 39)
    ts = places * np.sqrt(df / (1 - places**2))
    logs = [log_bf10([2.12, float(t)], [2 / 26, scale], [50, df], COUNTED) for t in ts]
    assert np.diff(logs, 2).min() > -1e-9
