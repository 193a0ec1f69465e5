"""A printed F of several conditions, on data whose F scipy knows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ikea_effect.analysis.replication.recheck import Reported, _cells, checks
from ikea_effect.analysis.replication.recheck_f import f_range
from ikea_effect.protocol.analyses_of_cells import Mixed

N = {"a": 20, "b": 20, "c": 20}
MEANS, SDS = {"a": 5.01, "b": 4.01, "c": 3.01}, {"a": 1.01, "b": 1.01, "c": 1.01}


def found(**printed):
    return {check.id: check for check in checks(Reported("f", **printed))}


@pytest.mark.parametrize(("f", "outcome"), [(19.6, "consistent"), (5.0, "inconsistent")])
def test_f_of_three_conditions_has_to_come_from_their_means(f, outcome):
    told = found(n=N, mean=MEANS, sd=SDS, statistic={"F": f, "df1": 2, "df2": 57}, p=0.010)
    assert told["test-from-means"].outcome == outcome
    assert told["df"].outcome == "consistent"


@pytest.mark.slow
@settings(max_examples=60)
@given(
    st.lists(st.lists(st.integers(1, 7), min_size=3, max_size=12), min_size=3, max_size=5).filter(
        lambda cells: all(len(set(cell)) > 1 for cell in cells)
    ),
    st.sampled_from([1, 2]),
)
def test_rounded_means_of_real_answers_always_allow_their_f(cells, places):
    means = [round(float(np.mean(cell)), places) for cell in cells]
    sds = [round(float(np.std(cell, ddof=1)), places) for cell in cells]
    low, high = f_range(means, sds, [len(cell) for cell in cells])
    # a mean such as 4.0 is written with fewer decimals than were kept: it allows no less
    assert low - 1e-9 <= stats.f_oneway(*cells).statistic <= high + 1e-9


def test_the_ends_are_those_of_all_that_rounding_leaves():
    means, sds, n = (5.1, 4.9, 4.3), (1.2, 0.9, 1.1), (12, 20, 9)
    random = np.random.default_rng(3)
    tried = []
    for _ in range(3000):
        m, s = (
            np.array(one) + random.choice([-0.05, 0, 0.05, random.uniform(-0.05, 0.05)], 3)
            for one in (means, sds)
        )
        whole = np.average(m, weights=n)
        within = sum((np.array(n) - 1) * s**2) / (sum(n) - 3)
        tried.append(float(np.sum(np.array(n) * (m - whole) ** 2) / 2 / within))
    low, high = f_range(means, sds, n)
    assert low <= min(tried) <= low * 1.05
    assert high * 0.98 <= max(tried) <= high + 1e-9


@pytest.mark.parametrize(
    ("n", "statistic", "outcome", "words"),
    [
        (N, {"F": 5.0, "df1": 3, "df2": 57}, "inconsistent", "3 conditions leave 2 at most for df1"),
        (N, {"F": 5.0, "df1": 2, "df2": 59}, "inconsistent", "which leaves 57"),
        (N, {"F": 5.0, "df1": 2, "df2": 56}, "not-applicable", "1 fewer than n = 60"),
        (N, {"F": 5.0, "df1": 1.9, "df2": 40.2}, "not-applicable", "have decimals"),
        ({"a": 26, "b": 26}, {"F": 5.0, "df1": 1, "df2": 50}, "consistent", "n = 52 in 2 conditions"),
        ({"a": 26, "b": 26}, {"F": 5.0, "df1": 1, "df2": 80}, "inconsistent", "which leaves 50"),
        ({"a": 26, "b": 26}, {"F": 5.0, "df1": 1, "df2": 51}, "consistent", "compared with themselves"),
        ({"a": 9, "b": 9, "c": 9, "d": 9}, {"F": 5.0, "df1": 1, "df2": 32}, "consistent", "4 conditions"),
    ],
)
def test_degrees_of_freedom_of_f(n, statistic, outcome, words):
    check = found(n=n, statistic=statistic)["df"]
    assert check.outcome == outcome
    assert words in check.sentence


@pytest.mark.parametrize(
    ("statistic", "p", "side", "value"),
    [
        ({"chi2": 3.0, "df": 1}, 0.042, "greater", stats.norm.sf(3**0.5)),
        ({"chi2": 3.0, "df": 1}, 0.958, "less", stats.norm.cdf(3**0.5)),
        ({"F": 3.0, "df1": 1, "df2": 58}, 0.956, "greater", stats.t.cdf(3**0.5, 58)),
        ({"r": 0.26, "df": 40}, 0.048, "greater", stats.t.sf(0.26 * (40 / (1 - 0.26**2)) ** 0.5, 40)),
        ({"r": -0.26, "df": 40}, 0.048, "less", stats.t.sf(0.26 * (40 / (1 - 0.26**2)) ** 0.5, 40)),
    ],
)
def test_tests_of_one_side(statistic, p, side, value):
    check = found(statistic=statistic, p=p, alternative=side)["p-from-test"]
    assert (check.outcome, check.value) == ("consistent", pytest.approx(value))


@pytest.mark.parametrize(
    ("statistic", "side", "words"),
    [
        ({"F": 5.0, "df1": 2, "df2": 57}, "greater", "has no sides. Leave alternative: greater out"),
        ({"chi2": 6.0, "df": 2}, "less", "has no sides"),
        ({"F": 5.0}, "two-sided", "F has no df2"),
        ({"t": 2.0}, "two-sided", "Write df: .. beside it"),
    ],
)
def test_a_p_that_cannot_be_checked_is_told_with_what_is_needed(statistic, side, words):
    check = found(statistic=statistic, p=0.02, alternative=side)["p-from-test"]
    assert check.outcome == "not-applicable"
    assert words in check.sentence


def test_a_correlation_above_one_cannot_be():
    assert found(statistic={"r": 1.26}, total=40, p=0.02)["p-from-test"].outcome == "inconsistent"


@pytest.mark.parametrize("statistic", [{"F": 4.0, "df1": 3, "df2": 114}, {"F": 4.0, "df1": 1, "df2": 39}])
def test_people_in_several_cells_leave_an_f_that_n_does_not_tell(statistic):
    assert "df" not in found(n={"a": 20, "b": 20}, statistic=statistic, cells=0)
    assert _cells(None, Mixed.model_validate({"kind": "mixed", "factors": ["labor"], "term": ["labor"]})) == 0
