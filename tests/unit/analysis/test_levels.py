"""A session's table, with the levels beside each other, asked by models of values within people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from ikea_effect.analysis.analyze import analyze
from ikea_effect.analysis.levels import one_row_per_level
from ikea_effect.analysis.question import Question
from ikea_effect.analysis.results import Estimate
from ikea_effect.protocol.models import Protocol
from tests.unit.within_bench import changed

N = 24


def table() -> pd.DataFrame:
    """What 24 people bid on both boxes, in both conditions and orders, by a formula and no generator."""
    place = np.arange(N)
    own = 2.0 + 0.05 * (place * 7 % 24) + 0.3 * (place % 2)
    partner = 0.8 + 0.5 * own + 0.02 * (place * 5 % 24)
    return pd.DataFrame({
        "participant": [f"P{one:02}" for one in place],
        "labor": np.where(place % 2 == 0, "prebuilt", "build"),
        "whose.order": np.where(place // 2 % 2 == 0, "own, partner", "partner, own"),
        "status": "complete",
        "wtp.own": own.round(2), "wtp.partner": partner.round(2),
        "liking.own": 5 + place % 4, "liking.partner": 4 + place % 5, "skill": 1 + place % 7,
    })  # fmt: skip


def protocol() -> Protocol:
    return changed(lambda _said: None)


def found(hypothesis: str) -> Estimate:
    analysis = analyze(protocol(), table(), "data")
    return next(one for one in analysis.estimates if one.hypothesis == hypothesis and one.role == "primary")


def test_a_paired_comparison_is_that_of_the_two_columns() -> None:
    data, told = table(), found("own-over-partner")
    expected = stats.ttest_rel(data["wtp.own"], data["wtp.partner"], alternative="greater")
    assert told.estimate == pytest.approx((data["wtp.own"] - data["wtp.partner"]).mean())
    assert (told.statistic.value, told.p) == pytest.approx((expected.statistic, expected.pvalue))  # type: ignore[union-attr]


def test_inside_a_cell_of_the_other_factor_only_its_people_count() -> None:
    data, told = table().query("labor == 'build'"), found("own-over-partner-when-built")
    expected = stats.ttest_rel(data["wtp.own"], data["wtp.partner"], alternative="greater")
    assert told.p == pytest.approx(expected.pvalue)
    assert told.n == {"own": 12, "partner": 12}


def test_between_people_the_mean_of_both_boxes_counts() -> None:
    data, told = table(), found("builders-bid-more")
    mean = (data["wtp.own"] + data["wtp.partner"]) / 2
    build = data["labor"] == "build"
    expected = stats.ttest_ind(mean[build], mean[~build], equal_var=False, alternative="greater")
    assert (told.estimate, told.p) == pytest.approx(
        (mean[build].mean() - mean[~build].mean(), expected.pvalue)
    )


def test_a_mixed_model_is_that_of_statsmodels_on_rows_per_level() -> None:
    long = table().melt(
        ["participant", "labor"], ["wtp.own", "wtp.partner"], var_name="whose", value_name="wtp"
    )
    formula = "wtp ~ C(labor, Treatment('prebuilt')) * C(whose, Treatment('wtp.partner'))"
    fit = smf.mixedlm(formula, long, groups="participant").fit(reml=True)
    interaction = next(name for name in fit.params.index if name.count("[") == 2)
    assert found("both-factors").estimate == pytest.approx(fit.params[interaction], abs=1e-6)


def test_what_is_asked_once_is_not_multiplied() -> None:
    def once(said: dict[str, Any]) -> None:
        skill = {"id": "skill", "measure": "skill", "model": {"kind": "welch", "factor": "labor"}}
        skill["model"] |= {"contrast": "build - prebuilt"}  # type: ignore[operator]
        said["hypotheses"] = [skill]

    [estimate] = analyze(changed(once), table(), "data").estimates
    assert estimate.n == {"build": 12, "prebuilt": 12}


def test_a_row_says_when_the_level_was_met_and_what_else_was_answered_there() -> None:
    asked = protocol().hypotheses[0]
    rows = one_row_per_level(Question(protocol(), asked, asked.model, table())).data
    first = rows[rows["participant"] == "P02"].set_index("whose")
    assert list(first.index) == ["own", "partner"]
    assert list(first["whose.position"]) == [2, 1]
    assert list(first["liking"]) == [7, 6]


@pytest.mark.slow
def test_rules_look_at_the_columns_of_one_level() -> None:
    def drops(said: dict[str, Any]) -> None:
        said["exclusions"] = [{"id": "low", "drop_if": "liking.own == 5 and liking.partner > 4"}]

    dropped = table().query("`liking.own` == 5 and `liking.partner` > 4")
    analysis = analyze(changed(drops), table(), "data")
    assert analysis.basis.kept == N - len(dropped)


def test_each_row_gets_the_place_of_its_level_and_missing_or_unknown_ones_none() -> None:
    data = pd.DataFrame(
        {"labor": ["build", None, "prebuilt", "neither", "build"], "size": [2.0, np.nan, 10, 2, 1]}
    )
    asked = Question(protocol(), protocol().hypotheses[0], protocol().hypotheses[0].model, data)
    levels = asked.levels("labor")
    assert asked.codes("labor").tolist() == [
        levels.index("build"),
        -1,
        levels.index("prebuilt"),
        -1,
        levels.index("build"),
    ]
    assert asked.levels("size") == ["1", "2", "10"]
    assert asked.codes("size").tolist() == [1, -1, 2, 1, 0]
