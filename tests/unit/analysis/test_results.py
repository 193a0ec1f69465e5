import json
import math
from decimal import Decimal

import numpy as np
import pytest

from ikea_effect.analysis.basis import Basis, LeftOut, Rows, Source
from ikea_effect.analysis.results import Analysis, Estimate, Interval, Statistic, Verdict, plain

KEYS = [
    "hypothesis", "role", "measure", "unit", "method", "term", "n", "n_of", "mean", "sd", "estimate", "se",
    "ci", "level", "statistic", "p", "alternative", "effect_size", "formula", "library",
]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "json_value"),
    [
        (math.nan, None),
        (-math.inf, None),
        (np.float64("nan"), None),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (Decimal("0.25"), 0.25),
        (np.array([1.0, math.inf]), [1.0, None]),
        (Interval(0.5, None), [0.5, None]),
        ({"a": (1, "x")}, {"a": [1, "x"]}),
    ],
)
def test_json_values_are_plain_and_finite(value: object, json_value: object) -> None:
    assert plain(value) == json_value


def test_an_estimate_has_exactly_the_promised_keys() -> None:
    found = Estimate("h", "primary", "wtp", "USD", "m", "a - b", statistic=Statistic("t", 2.0, 10.0))
    assert list(found.to_json()) == KEYS
    assert found.to_json()["statistic"] == {"name": "t", "value": 2.0, "df": 10.0}


def test_a_failure_says_so_and_holds_no_number() -> None:
    found = Estimate("h", "primary", "wtp", "USD", "m", "a - b", problem="One cell is empty.").to_json()
    assert found["estimate"] is None
    assert found["problem"] == "One cell is empty."


BASIS = Basis("lab", Rows(12, 10, (LeftOut("a bot", 2),)), 9, Source("files", ("a.csv",)), (), ("a note",))


def test_analysis_is_one_object_that_strict_json_takes() -> None:
    estimate = Estimate("h", "primary", "wtp", "USD", "m", "a - b", estimate=math.nan)
    verdict = Verdict("h", "significance", "not-met", 0.2, {"p": math.nan}, "No.")
    whole = Analysis("x", "0" * 64, BASIS, (estimate,), (verdict,)).to_json()
    assert list(whole) == [
        "protocol", "protocol_sha256", "mode", "source", "rows", "n", "exclusions", "notes", "estimates",
        "verdicts",
    ]  # fmt: skip
    assert whole["n"] == {"recorded": 10, "kept": 9}
    assert whole["rows"] == {"read": 12, "people": 10, "left_out": [{"reason": "a bot", "rows": 2}]}
    assert whole["source"] == {"kind": "files", "files": ["a.csv"]}
    json.dumps(whole, allow_nan=False)
