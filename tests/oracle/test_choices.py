"""Choices, ordered ratings and scales, against r/choices.R (ordinal, psych): 1e-6."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.reading.column_types import checked
from ikea_effect.analysis.scales import reliability
from tests.oracle.conftest import protocol_for

TIGHT = {"rel": 1e-6, "abs": 1e-12}


@pytest.fixture(scope="module")
def choices(r: Any) -> dict[str, float]:
    return r("choices")


def test_shares(ask: Any, choices: dict[str, float]) -> None:
    found = ask("proportion", measure="buy", option="yes")
    assert found.estimate == pytest.approx(choices["difference"], **TIGHT)
    assert (found.statistic.value, found.p) == pytest.approx((choices["z"], choices["p"]), **TIGHT)
    assert found.details["fisher_p"] == pytest.approx(choices["fisher.p"], **TIGHT)
    low, high = found.effect_size.ci  # near R's exact ones around the conditional ratio, and within them
    assert choices["fisher.low"] < low < choices["fisher.or"] < high < choices["fisher.high"]


def test_logit_and_its_average_marginal_effect(ask: Any, choices: dict[str, float]) -> None:
    found = ask("logit", measure="buy", option="yes", covariates=["age", "trait"])
    row = found.details["coefficients"][1]
    expected = [choices[f"logit.{part}"] for part in ("b", "se", "p")]
    assert [row["estimate"], row["se"], row["p"]] == pytest.approx(expected, **TIGHT)
    assert (found.estimate, found.se) == pytest.approx((choices["ame"], choices["ame.se"]), **TIGHT)
    t, df = choices["ame"] / choices["ame.se"], sum(found.n.values()) - 4
    assert found.statistic.value == pytest.approx(t, **TIGHT)
    assert found.p == pytest.approx(2 * stats.t.sf(abs(t), df), **TIGHT)


def test_ordered_ratings(ask: Any, choices: dict[str, float]) -> None:
    found = ask("ordinal", measure="liking", covariates=["trait"])
    assert found.estimate == pytest.approx(choices["clm.b"], **TIGHT)
    assert found.se == pytest.approx(choices["clm.se"], **TIGHT)
    assert found.details["log_likelihood"] == pytest.approx(choices["clm.loglik"], **TIGHT)


@pytest.mark.slow
def test_reliability(tables: Callable[[str], pd.DataFrame], choices: dict[str, float]) -> None:
    items = tables("items")
    values = items.assign(c=8 - items["c"]).to_numpy(dtype=np.float64)
    found = reliability("ownership", tuple(items.columns), values, resamples=200)
    assert found.alpha == pytest.approx(choices["alpha"], **TIGHT)
    assert found.alpha_ci == pytest.approx((choices["alpha.low"], choices["alpha.high"]), **TIGHT)
    assert found.omega == pytest.approx(choices["omega"], **TIGHT)
    assert found.item_rest[0] == pytest.approx(choices["item_rest.a"], **TIGHT)
    assert found.item_rest[2] == pytest.approx(choices["item_rest.c"], **TIGHT)


def test_an_average_change_in_chances_stays_within_minus_1_and_1() -> None:
    """3 of 4 against 1 of 4: 0.5 +- 2.447 (0.306) is -0.249 to 1.249; there is nothing above 1."""
    table = pd.DataFrame(
        {"labor": ["build"] * 4 + ["prebuilt"] * 4, "buy": ["yes"] * 3 + ["no"] + ["yes"] + ["no"] * 3}
    )
    model = {"kind": "logit", "factor": "labor", "contrast": "build - prebuilt", "option": "yes"}
    protocol = protocol_for("buy", model, table, "two-sided")
    found = answer(protocol, protocol.hypotheses[0], checked(protocol, table).data)
    assert found.ci == pytest.approx((-0.249, 1.0), abs=1e-3)
