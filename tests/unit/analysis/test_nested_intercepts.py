"""People in pairs, several values each: where all is balanced, tests of means are known by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ikea_effect.analysis.analyze import analyze
from ikea_effect.analysis.nested_intercepts import fit_nested
from ikea_effect.analysis.random_intercept import fit_reml
from ikea_effect.analysis.results import Estimate

LEVELS = {
    "labor": ("pair", ("build", "prebuilt")),
    "role": ("participant", ("maker", "judge")),
    "whose": (None, ("own", "partner")),
}


def _factors() -> dict[str, Any]:
    return {
        name: {
            **({"between": between} if between else {"within": True}),
            "levels": {level: {"label": level} for level in levels},
        }
        for name, (between, levels) in LEVELS.items()
    }


def _bids(seed: int = 4) -> pd.DataFrame:
    """12 pairs of a maker and a judge, both bidding on their own and the partner's set."""
    rng = np.random.default_rng(seed)
    rows = []
    for pair in range(12):
        shared = rng.normal(0, 1)
        for member, role in enumerate(LEVELS["role"][1]):
            person = rng.normal(0, 0.6)
            rows += [
                (
                    f"P{pair}-{member}",
                    f"Q{pair}",
                    LEVELS["labor"][1][pair % 2],
                    role,
                    whose,
                    5 + shared + person + rng.normal(0, 0.5),
                )
                for whose in LEVELS["whose"][1]
            ]
    return pd.DataFrame(rows, columns=["participant", "pair", *LEVELS, "wtp"])


def _asked(declare: Any, data: pd.DataFrame, term: str, group: str = "pair", **more: Any) -> Estimate:
    model = {"kind": "mixed", "factors": [term], "term": [term], "group": group, **more}
    hypotheses = [{"id": "h", "measure": "wtp", "model": model}]
    protocol = declare(factors=_factors(), hypotheses=hypotheses)
    [estimate] = analyze(protocol, data, "session").estimates
    return estimate


def _by_hand(data: pd.DataFrame, term: str) -> tuple[float, float]:
    """t and its degrees of freedom, from means of whoever is independent in that term."""
    if term == "labor":  # pairs
        means = data.groupby(["labor", "pair"])["wtp"].mean()
        found = stats.ttest_ind(means["build"], means["prebuilt"])
        return found.statistic, 10
    unit = "pair" if term == "role" else "participant"
    wide = data.pivot_table(index=unit, columns=term, values="wtp")
    first, second = LEVELS[term][1]
    return stats.ttest_rel(wide[first], wide[second]).statistic, len(wide) - 1


@pytest.mark.slow
@pytest.mark.parametrize("term", LEVELS)
def test_where_all_is_balanced_t_is_that_of_means(declare: Any, term: str) -> None:
    data = _bids()
    estimate = _asked(declare, data, term)
    assert estimate.problem is None
    t, df = _by_hand(data, term)
    assert estimate.statistic is not None
    assert estimate.statistic.value == pytest.approx(t, rel=1e-5)
    assert estimate.statistic.df == pytest.approx(df, rel=1e-3)
    assert estimate.formula == f"wtp ~ C({term}, Sum) + (1 | pair) + (1 | pair:participant)"


def test_one_value_of_each_person_needs_no_intercept_of_their_own(declare: Any) -> None:
    estimate = _asked(declare, _bids().query("whose == 'own'"), "labor")
    assert estimate.formula is not None
    assert "variance_people" not in estimate.details
    assert estimate.formula.endswith("(1 | pair)")


def test_people_who_stand_in_several_groups_are_refused(declare: Any) -> None:
    data = _bids().assign(shelf=lambda rows: rows["whose"].astype(str) + "-shelf")
    estimate = _asked(declare, data, "role", group="shelf")
    assert estimate.estimate is None
    assert "several of shelf" in str(estimate.problem)
    assert "Declare group: participant" in str(estimate.problem)


@pytest.mark.parametrize("edge", ["people", "groups"])
def test_an_intercept_without_variance_leaves_the_other_alone(edge: str) -> None:
    rng = np.random.default_rng(8)
    people = np.repeat(np.arange(20), 3)
    groups = people // 2
    values = rng.normal(0, 1, 60)
    # what one of the two adds is taken out of the values: they differ less between those than within
    sizes = {"people": people, "groups": groups}[edge]
    values -= pd.Series(values).groupby(sizes).transform("mean").to_numpy()
    values += np.repeat(rng.normal(0, 1, 10), 6) if edge == "people" else 0
    x = np.ones((60, 1))
    found = fit_nested(values, x, groups, people)
    assert found.people == pytest.approx(0) if edge == "people" else found.between == pytest.approx(0)
    other = fit_reml(values, x, groups if edge == "people" else people)
    assert found.log_likelihood == pytest.approx(other.log_likelihood, abs=1e-8)
    assert found.df(np.ones(1)) == pytest.approx(other.df(np.ones(1)), rel=1e-6)


def test_the_sandwich_holds_pairs_and_people(declare: Any) -> None:
    """In a balanced design CR2 of a factor between pairs is the t test of their means."""
    data = _bids()
    estimate = _asked(declare, data, "labor", covariance="cr2")
    assert estimate.statistic is not None
    assert estimate.statistic.value == pytest.approx(_by_hand(data, "labor")[0], rel=1e-5)


def test_members_who_differ_by_the_same_everywhere_leave_no_yardstick(declare: Any) -> None:
    data = _bids().query("whose == 'own'")
    data["wtp"] = data["pair"].str[1:].astype(float) + (data["role"] == "maker") * 2.0
    estimate = _asked(declare, data, "role")
    assert estimate.p is None
    assert "explained without any error" in str(estimate.problem)
    data["wtp"] += np.tile([0.0, 1e-6, 2e-6, 0.0], 6)  # no yardstick that could be told from none
    assert _asked(declare, data, "role").p is None
