"""Bids at bounds and values known up to an interval, against r/bounded.R (AER, survival): 1e-6.

survfit stops its EM early, so Turnbull is held to the algorithm run to 1e-13 in R, and to survfit at 1e-3.
"""

from typing import Any

import pytest
from scipy import stats

TIGHT = {"rel": 1e-6, "abs": 1e-12}


@pytest.fixture(scope="module")
def bounded(r: Any) -> dict[str, float]:
    return r("bounded")


@pytest.mark.parametrize(
    ("name", "kind", "parts"),
    [
        ("tobit", "tobit", {"covariates": ["age"]}),
        ("tobit.left", "tobit", {"low": 0, "high": 100}),
        ("list", "interval", {"measure": "list", "table": "intervals"}),
        ("double", "interval", {"measure": "double", "table": "intervals"}),
    ],
)
def test_censored_regression(ask: Any, bounded: dict[str, float], name: str, kind: str, parts: Any) -> None:
    found = ask(kind, **parts)
    assert (found.estimate, found.se) == pytest.approx((bounded[f"{name}.b"], bounded[f"{name}.se"]), **TIGHT)
    assert found.details["sigma"] == pytest.approx(bounded[f"{name}.sigma"], **TIGHT)
    assert found.details["log_likelihood"] == pytest.approx(bounded[f"{name}.loglik"], **TIGHT)
    assert found.effect_size.value == pytest.approx(bounded[f"{name}.d"], **TIGHT)
    width = found.effect_size.ci.high - found.effect_size.ci.low
    law = stats.t(sum(found.n.values()) - 2 - len(parts.get("covariates", ())))
    assert width == pytest.approx(
        2 * law.isf(0.025) * bounded[f"{name}.se"] / bounded[f"{name}.sigma"], **TIGHT
    )
    assert found.p == pytest.approx(2 * law.sf(abs(bounded[f"{name}.b"] / bounded[f"{name}.se"])), **TIGHT)


def test_turnbull(ask: Any, bounded: dict[str, float]) -> None:
    found = ask("turnbull", measure="double", table="intervals", resamples=200)
    for cell in ("build", "prebuilt"):
        survival = {point["price"]: point["share"] for point in found.details["survival"][cell]}
        for price in (1, 2, 4):
            assert survival[price] == pytest.approx(bounded[f"turnbull.{cell}.{price}"], rel=1e-6, abs=1e-9)
        assert survival[2] == pytest.approx(bounded[f"survfit.{cell}.2"], abs=1e-3)
        assert found.mean[cell] == pytest.approx(bounded[f"turnbull.{cell}.mean"], **TIGHT)


def test_hurdle(ask: Any, bounded: dict[str, float]) -> None:
    found = ask("hurdle", covariates=["age"], resamples=200)
    assert found.estimate == pytest.approx(bounded["hurdle.estimate"], **TIGHT)
    assert found.details["share_bidding"]["difference"] == pytest.approx(bounded["hurdle.shares"], **TIGHT)
    assert found.details["mean_if_bidding"]["ratio"] == pytest.approx(bounded["hurdle.ratio"], **TIGHT)
    for part, name in (("logit", "logit"), ("log_amount", "log")):
        row = found.details[part][1]
        expected = (bounded[f"hurdle.{name}.b"], bounded[f"hurdle.{name}.se"])
        assert (row["estimate"], row["se"]) == pytest.approx(expected, **TIGHT)


def test_demand(ask: Any, bounded: dict[str, float]) -> None:
    found, costly = ask("demand", resamples=200), ask("demand", resamples=200, unit_cost=1)
    for cell in ("build", "prebuilt"):
        best = found.details["revenue_maximizing"][cell]
        assert best["price"] == bounded[f"demand.{cell}.price"]
        assert best["revenue_per_person"] == pytest.approx(bounded[f"demand.{cell}.revenue"], **TIGHT)
        assert costly.details["revenue_maximizing"][cell]["price"] == bounded[f"demand.{cell}.price1"]
        shares = {point["price"]: point["share"] for point in found.details["curves"][cell]}
        assert shares[3.0] == pytest.approx(bounded[f"demand.{cell}.at3"], **TIGHT)
