"""One measure less another: of the same people, and of some people against others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ikea_effect.analysis.analyze import analyze
from ikea_effect.analysis.results import Estimate
from ikea_effect.diagnosis.diagnose import ask
from ikea_effect.diagnosis.effects import scaled
from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.kinds import main_column
from ikea_effect.protocol.loading import load_protocol, protocol_from
from ikea_effect.protocol.tree import parse_tree
from ikea_effect.report.sections.naming import tested as in_words

SHIPPED = Path("protocols/norton_2012_1b.yaml")
EXPECT = {"kind": "welch", "factor": "labor", "contrast": "build - prebuilt", "against": "wtp"}


def _table() -> pd.DataFrame:
    """Builders say what they expect others to bid, and bid themselves; the others bid."""
    rng = np.random.default_rng(11)
    built = np.arange(60) % 2 == 0
    return pd.DataFrame(
        {
            "participant": [f"P{n}" for n in range(60)],
            "labor": np.where(built, "build", "prebuilt"),
            "wtp": np.where(built, rng.normal(3, 0.5, 60), rng.normal(1, 0.9, 60)).round(2),
            "expected": np.where(built, rng.normal(2, 0.4, 60), np.nan).round(2),
        }
    )


def _asked(declare: Any, data: pd.DataFrame, **model: Any) -> Estimate:
    measures = {"wtp": {"kind": "money"}, "expected": {"kind": "money"}}
    hypothesis = {"id": "h", "measure": "expected", "model": {**EXPECT, **model}}
    [found] = analyze(declare(measures=measures, hypotheses=[hypothesis]), data, "data").estimates
    return found


def test_what_some_expect_is_held_against_what_others_do(declare: Any) -> None:
    data = _table()
    built = data["labor"] == "build"
    right = stats.ttest_ind(data["expected"][built], data["wtp"][~built], equal_var=False)
    found = _asked(declare, data)
    assert found.statistic is not None
    assert found.ci is not None
    assert found.n == {"build": 30, "prebuilt": 30}
    assert (found.statistic.value, found.p) == pytest.approx((right.statistic, right.pvalue))
    assert tuple(found.ci) == pytest.approx(tuple(right.confidence_interval()))
    assert (
        found.formula == "[expected; prebuilt: wtp] ~ C(labor, Treatment('prebuilt')), one variance per cell"
    )


def test_who_lacks_what_is_asked_of_them_is_left_out(declare: Any) -> None:
    data = _table()
    data.loc[:3, "expected"] = np.nan  # two builders say nothing; what the others would expect is not asked
    data.loc[59, "wtp"] = np.nan
    assert _asked(declare, data).n == {"build": 28, "prebuilt": 29}


def test_the_same_measure_against_itself_is_the_plain_test(declare: Any) -> None:
    data = _table().assign(expected=lambda table: table["wtp"])
    plain = _asked(declare, data, against=None)
    both = _asked(declare, data)
    assert (both.estimate, both.se, both.p) == (plain.estimate, plain.se, plain.p)


# --- shipped studies --------------------------------------------------------------------------------------


def test_without_a_bias_makers_and_judges_place_alike() -> None:
    study = load_protocol("maker-and-judges")
    asked = next(one for one in study.hypotheses if one.id == "egocentric-bias")
    none = scaled(study, asked, 0.0).said["simulation"]
    assert none["others-place"]["mean"] == none["place"]["mean"]["maker"]
    half = scaled(study, asked, 0.5).said["simulation"]["others-place"]["mean"]
    assert half == pytest.approx((2.3 + 3.0) / 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("study", "hypothesis"),
    [("maker-and-judges", "egocentric-bias"), ("norton-2012-1b", "builders-expect-more")],
)
def test_no_difference_is_planted_where_none_is_asked_for(study: str, hypothesis: str) -> None:
    zero = ask(load_protocol(study), hypothesis, "zero").design
    assert (zero.target, zero.planted) == (0.0, 0.0)
    assert ask(load_protocol(study), hypothesis, "planted").design.target != 0.0


def test_a_number_in_the_currency_says_which() -> None:
    column = main_column(load_protocol("norton-2012-1b"), "others-bid")
    assert column is not None
    assert column.unit == "USD"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("unit: currency", "unit: cents", "names 'wtp', which is in USD, and 'others-bid' in cents"),
        ("against: wtp}", "against: others-bid}", "which no participant with labor: other is asked for"),
        ("against: wtp}", "against: liking}", "names 'liking', which is in points"),
    ],
)
def test_measures_that_cannot_be_subtracted_are_refused(before: str, after: str, says: str) -> None:
    said = SHIPPED.read_text("utf-8")
    assert before in said
    try:
        tree = parse_tree(said.replace(before, after), str(SHIPPED))
        told = "\n".join(map(str, protocol_from(tree).uncollectable))
    except ProtocolError as error:
        told = str(error)
    assert says in told


@pytest.mark.parametrize(
    ("alternative", "says"),
    [("two-sided", "differs from"), ("greater", "is higher than"), ("less", "is lower than")],
)
def test_what_is_tested_is_said_with_its_side(alternative: str, says: str) -> None:
    for study, name in (("maker-and-judges", "egocentric-bias"), ("norton-2012-1b", "builders-expect-more")):
        protocol = load_protocol(study)
        asked = next(one for one in protocol.hypotheses if one.id == name)
        assert says in in_words(protocol, asked.model_copy(update={"alternative": alternative}))
