"""What must hold for every model: money in another unit, labels swapped, rows mixed, data doubled."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.reading.column_types import checked
from ikea_effect.analysis.results import Estimate
from ikea_effect.protocol.models import Protocol

TWO = {"factor": "labor", "contrast": "build - prebuilt"}
IN_MONEY = [
    {"kind": "welch", **TWO}, {"kind": "student", **TWO}, {"kind": "yuen", **TWO},
    {"kind": "regression", **TWO, "covariates": ["age"]}, {"kind": "contrast", **TWO},
    {"kind": "paired", "against": "other"}, {"kind": "quantile", **TWO, "resamples": 200},
    {"kind": "mediation", **TWO, "mediators": ["effort"], "resamples": 200},
    {"kind": "demand", **TWO, "resamples": 200},
    {"kind": "mixed", "factors": ["labor"], "term": ["labor"], "group": "pair"},
    {"kind": "factorial", "factors": ["labor", "fate"], "term": ["labor", "fate"]},
]  # fmt: skip
FREE_OF_UNIT = [
    {"kind": "ratio", **TWO, "resamples": 200}, {"kind": "mann-whitney", **TWO},
    {"kind": "brunner-munzel", **TWO}, {"kind": "one-way", "factor": "labor"},
    {"kind": "multiverse", **TWO, "outcomes": ["raw", "winsorized", "rank"], "permutations": 100},
]  # fmt: skip
IDS = [model["kind"] for model in IN_MONEY]
IDS_FREE = [model["kind"] for model in FREE_OF_UNIT]


def protocol_for(model: dict[str, Any]) -> Protocol:
    levels = {name: {"label": name} for name in ("build", "prebuilt")}
    fates = {name: {"label": name} for name in ("kept", "destroyed")}
    mechanism = {"kind": "bdm", "low": 0, "high": 5, "step": 0.01}
    return Protocol.model_validate(
        {
            "id": "laws", "version": 1, "title": "Laws", "languages": ["en"], "currency": "EUR",
            "factors": {"labor": {"between": "participant", "levels": levels},
                        "fate": {"between": "participant", "levels": fates}},
            "assignment": {"block_sizes": [4]}, "sample": {"per_condition": 1}, "goods": {"box": {}},
            "timeline": [{"bidding": {"id": "bid", "good": "box", "measure": "wtp", "mechanism": mechanism}}],
            "measures": {"wtp": {"kind": "money"}, "other": {"kind": "money"}},
            "hypotheses": [{"id": "h", "measure": "wtp", "model": model}],
        }
    )  # fmt: skip


def table(seed: int = 3, n: int = 80) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    labor, fate = np.tile(["build", "prebuilt"], n // 2), np.repeat(["kept", "destroyed"], n // 2)
    wtp = rng.gamma(2.0, 0.6 + 0.2 * (labor == "build")).round(2)
    return pd.DataFrame(
        {
            "participant": [f"p{i}" for i in range(n)], "labor": labor, "fate": fate, "wtp": wtp,
            "other": (wtp + rng.normal(0, 0.4, n)).round(2), "age": rng.integers(18, 60, n),
            "effort": (wtp + rng.normal(0, 1, n)).round(3), "pair": np.arange(n) // 4 * 2 + np.arange(n) % 2,
        }
    )  # fmt: skip


def asked(model: dict[str, Any], data: pd.DataFrame) -> Estimate:
    protocol = protocol_for(model)
    found = answer(protocol, protocol.hypotheses[0], checked(protocol, data).data)
    assert found.problem is None, found.problem
    return found


def same_test(one: Estimate, other: Estimate, sign: float = 1.0) -> None:
    if one.statistic:
        assert other.statistic.value == pytest.approx(sign * one.statistic.value, rel=1e-6, abs=1e-9)
        assert other.p == pytest.approx(one.p, rel=1e-6, abs=1e-12)
    if one.effect_size:
        assert other.effect_size.value == pytest.approx(sign * one.effect_size.value, rel=1e-6, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("model", IN_MONEY, ids=IDS)
@settings(max_examples=5)
@given(factor=st.sampled_from([0.01, 0.5, 3.0, 1000.0]))
def test_in_another_currency_estimates_scale_and_tests_stay(model: dict[str, Any], factor: float) -> None:
    data = table()
    one, other = (
        asked(model, data),
        asked(model, data.assign(wtp=data.wtp * factor, other=data.other * factor)),
    )
    assert other.estimate == pytest.approx(one.estimate * factor, rel=1e-6)
    assert other.se == pytest.approx(one.se * factor, rel=1e-5)
    assert tuple(other.ci) == pytest.approx([end * factor for end in one.ci], rel=1e-5, abs=1e-9 * factor)
    same_test(one, other)


@pytest.mark.parametrize("model", FREE_OF_UNIT, ids=IDS_FREE)
def test_what_has_no_unit_is_the_same_in_every_currency(model: dict[str, Any]) -> None:
    data = table()
    one, other = asked(model, data), asked(model, data.assign(wtp=data.wtp * 7.5))
    assert other.estimate == pytest.approx(one.estimate, rel=1e-6)
    same_test(one, other)


@pytest.mark.parametrize(
    "model", [m for m in IN_MONEY if m["kind"] != "demand"], ids=[i for i in IDS if i != "demand"]
)
def test_a_gift_to_everyone_changes_no_difference(model: dict[str, Any]) -> None:
    data = table()
    one, other = asked(model, data), asked(model, data.assign(wtp=data.wtp + 2, other=data.other + 2))
    assert (other.estimate, other.se) == pytest.approx((one.estimate, one.se), rel=1e-6)
    same_test(one, other)


@pytest.mark.parametrize(
    "model",
    [m for m in IN_MONEY if m.get("contrast")],
    ids=[m["kind"] for m in IN_MONEY if m.get("contrast")],
)
def test_the_contrast_turned_around_turns_the_sign(model: dict[str, Any]) -> None:
    turned = {**model, "contrast": "prebuilt - build"}
    one, other = asked(model, table()), asked(turned, table())
    if model["kind"] not in ("quantile", "demand"):  # each cell has a stream of its own
        assert tuple(other.ci) == pytest.approx((-one.ci.high, -one.ci.low), rel=1e-6, abs=1e-9)
        same_test(one, other, sign=-1)
    assert other.estimate == pytest.approx(-one.estimate)


@pytest.mark.parametrize("model", [*IN_MONEY, *FREE_OF_UNIT], ids=[*IDS, *IDS_FREE])
@settings(max_examples=2)
@given(seed=st.integers(0, 1000))
def test_the_order_of_rows_changes_no_estimate(model: dict[str, Any], seed: int) -> None:
    one, other = asked(model, table()), asked(model, table().sample(frac=1, random_state=seed))
    assert other.estimate == pytest.approx(one.estimate, rel=1e-9)
    if model["kind"] not in ("quantile", "demand", "ratio", "mediation", "multiverse"):
        assert (other.p, other.se or 0) == pytest.approx((one.p, one.se or 0), rel=1e-7)


def test_data_twice_over_halve_the_squared_error() -> None:
    data = table(n=400)
    twice = pd.concat([data, data.assign(participant=data.participant + "b")])
    one, other = asked(IN_MONEY[0], data), asked(IN_MONEY[0], twice)
    assert other.estimate == pytest.approx(one.estimate)
    assert (other.se / one.se) ** 2 == pytest.approx(399 / 798 * 1, rel=0.01)
    assert other.statistic.value > one.statistic.value * math.sqrt(2) * 0.99


def test_two_levels_by_regression_and_by_student_are_one_test() -> None:
    student = asked({"kind": "student", **TWO}, table())
    plain = asked({"kind": "regression", **TWO, "covariance": "classic"}, table())
    pooled = asked({"kind": "contrast", **TWO, "variances": "pooled"}, table())
    per_cell = asked({"kind": "contrast", **TWO}, table())
    assert plain.p == pytest.approx(student.p, rel=1e-9)
    assert pooled.p == pytest.approx(student.p, rel=1e-9)
    assert per_cell.p == pytest.approx(asked({"kind": "welch", **TWO}, table()).p, rel=1e-9)


def test_a_tobit_without_anyone_at_a_bound_is_least_squares() -> None:
    found = asked({"kind": "tobit", **TWO, "low": -100, "high": 100}, table())
    plain = asked({"kind": "student", **TWO}, table())
    assert found.estimate == pytest.approx(plain.estimate, rel=1e-9)
    assert found.se == pytest.approx(plain.se * math.sqrt(78 / 80), rel=1e-9)


def test_the_area_between_demand_curves_is_the_difference_of_means() -> None:
    found = asked({"kind": "demand", **TWO, "resamples": 200}, table())
    curves = found.details["curves"]
    prices = np.array([0.0, *(point["price"] for point in curves["build"])])
    height = np.array([point["share"] for point in curves["build"]])
    height -= np.array([point["share"] for point in curves["prebuilt"]])
    assert float(np.sum(np.diff(prices) * height)) == pytest.approx(found.details["area_between_curves"])


def test_a_hurdle_without_covariates_gives_back_the_difference_of_means() -> None:
    data = table()
    data.loc[data.index % 5 == 0, "wtp"] = 0.0
    build = data["labor"] == "build"
    data.loc[build, "wtp"] = data.loc[build, "wtp"] ** 2  # bids that spread more in one condition
    found = asked({"kind": "hurdle", **TWO, "resamples": 200}, data)
    means = data.groupby("labor")["wtp"].mean()
    assert found.estimate == pytest.approx(means["build"] - means["prebuilt"], rel=1e-9)


def test_equivalence_is_harder_within_narrower_bounds() -> None:
    wide, narrow = (
        asked({"kind": "tost", **TWO, "bounds": {"difference": x}}, table()).p for x in (2.0, 0.5)
    )
    assert wide < narrow


def test_pairs_of_one_reduce_to_fixed_effects() -> None:
    """In a balanced design the mixed model is Student's test on the groups' means."""
    data = table(n=80)
    means = data.groupby(["pair", "labor"], as_index=False).wtp.mean()
    means["participant"] = means["pair"].astype(str)
    means["fate"] = "kept"
    found = asked({"kind": "mixed", "factors": ["labor"], "term": ["labor"], "group": "pair"}, data)
    plain = asked({"kind": "student", **TWO}, means.assign(other=0.0))
    assert found.estimate == pytest.approx(plain.estimate, rel=1e-6)
    if found.details["variance_groups"] > 0:
        assert found.statistic.df == pytest.approx(plain.statistic.df, rel=1e-4)
