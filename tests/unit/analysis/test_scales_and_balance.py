from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.balance import counts, differences
from ikea_effect.analysis.scales import cronbach, mcdonald, reliabilities, reliability


def test_items_that_load_alike_have_alpha_and_omega_by_formula() -> None:
    """With k items of loading l and unique variance u, both are k l^2 / (k l^2 + u)."""
    loading, unique, k = 0.8, 0.5, 4
    covariance = np.full((k, k), loading**2) + unique * np.eye(k)
    expected = k * loading**2 / (k * loading**2 + unique)
    assert cronbach(covariance) == pytest.approx(expected)
    assert mcdonald(covariance[None])[0] == pytest.approx(expected, rel=1e-8)


@pytest.mark.slow
def test_reversed_items_are_turned_around(declare: Any) -> None:
    rng = np.random.default_rng(1)
    trait = rng.normal(0, 1, 80)
    answers = np.clip(np.round(4 + trait[:, None] * [1, 1, -1] + rng.normal(0, 0.6, (80, 3))), 1, 7)
    scale = {"kind": "scale", "low": 1, "high": 7, "text": "x", "items": ["a", "b", "c"], "reversed": ["c"]}
    protocol = declare(measures={"wtp": {"kind": "money"}, "owned": scale}, hypotheses=[])
    table = pd.DataFrame({f"owned.{item}": answers[:, i] for i, item in enumerate("abc")})
    (found,) = reliabilities(protocol, table)
    assert found.alpha > 0.8
    assert found.alpha_ci.low < found.alpha < found.alpha_ci.high
    assert found.omega_ci.low < found.omega < found.omega_ci.high
    assert min(found.item_rest) > 0


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (np.ones((2, 3)), "too few"),
        (np.column_stack([np.ones(9), np.arange(9.0), np.arange(9.0)]), "same to a"),
        (np.full((9, 3), np.nan), "too few"),
    ],
)
def test_scales_that_cannot_be_judged_say_why(values: np.ndarray, says: str) -> None:
    found = reliability("owned", ("a", "b", "c"), values)
    assert says in found.problem
    assert found.alpha is None


def test_balance_counts_cells_and_standardizes_differences(declare: Any) -> None:
    table = pd.DataFrame(
        {
            "labor": ["build", "build", "build", "prebuilt", "prebuilt"], "age": [20, 30, 40, 30, 50],
            "gender": ["f", "m", "f", "m", None], "same": [1, 1, 1, 1, 1], "apart": [1, 1, 1, 0, 0],
        }
    )  # fmt: skip
    protocol = declare()
    assert counts(protocol, table) == {"build": 3, "prebuilt": 2}
    found = {d.column: d for d in differences(protocol, table, ["age", "gender", "same", "apart"])}
    assert found["age"].standardized == pytest.approx(-10 / np.sqrt((100 + 200) / 2))
    assert found["gender=f"].means == pytest.approx((2 / 3, 0))
    assert found["same"].standardized == 0
    assert found["apart"].standardized is None
