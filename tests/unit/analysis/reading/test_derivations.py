from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.analyze import analyze
from ikea_effect.analysis.reading.table import read_table
from ikea_effect.protocol.models import Protocol

PRIDE = {"kind": "scale", "low": 1, "high": 7, "text": "pride", "items": ["proud", "able", "dull"]}
TURNED = {**PRIDE, "reversed": ["dull"]}
WELCH = {"kind": "welch", "factor": "labor", "contrast": "build - prebuilt"}


def _of(declare: Any, kind: dict[str, Any], **changes: Any) -> Protocol:
    measures = {"wtp": {"kind": "money"}, "felt": kind}
    hypotheses = [{"id": "felt-more", "measure": "felt", "model": WELCH}]
    found: Protocol = declare(**{"measures": measures, "hypotheses": hypotheses, **changes})
    return found


def _read(folder: Path, protocol: Protocol, header: str, *rows: str) -> tuple[pd.DataFrame, str]:
    path = folder / "data.csv"
    labor = ["build", "build", "prebuilt", "prebuilt"]
    lines = [f"{n},{labor[n % 4]},1.00,{row}" for n, row in enumerate(rows)]
    path.write_text("\n".join([f"participant,labor,wtp,{header}", *lines]) + "\n", encoding="utf-8")
    found = read_table(path, protocol)
    return found.data, " ".join(found.notes)


ITEMS = "felt.proud,felt.able,felt.dull"


@pytest.mark.parametrize(
    ("changes", "scores"),
    [
        ({}, [20 / 3, np.nan, 4, 7 / 3]),
        ({"score": "sum"}, [20, np.nan, 12, 7]),
        ({"missing": {"at_least": 2}}, [20 / 3, 6.5, 4, 7 / 3]),
    ],
)
def test_a_scale_is_scored_by_its_keying_and_its_rule_for_missing_items(
    tmp_path: Path, declare: Any, changes: dict[str, Any], scores: list[float]
) -> None:
    protocol = _of(declare, {**TURNED, **changes})
    data, notes = _read(tmp_path, protocol, ITEMS, "7,6,1", "7,,2", "4,4,4", "2,3,6")
    assert data["felt"].to_numpy() == pytest.approx(scores, nan_ok=True)
    assert "felt was worked out from felt.proud, felt.able, felt.dull, taken as answered (" in notes


def test_a_scale_that_is_worked_out_answers_its_hypothesis(tmp_path: Path, declare: Any) -> None:
    protocol = _of(declare, TURNED)
    data, _ = _read(tmp_path, protocol, ITEMS, "7,6,1", "7,6,2", "4,4,4", "2,3,6")
    [estimate] = analyze(protocol, data, "session").estimates
    assert estimate.estimate == pytest.approx((20 / 3 + 19 / 3) / 2 - (4 + 7 / 3) / 2)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["6.67", "6.33", "4.00", "2.33"], ""),  # written with two decimals
        (["4.67", "5.00", "4.00", "3.67"], "felt differs from what its items give in 3 of 4 rows, such as"),
    ],
)
def test_a_score_beside_its_items_counts_and_is_compared(
    tmp_path: Path, declare: Any, given: list[str], told: str
) -> None:
    rows = [
        f"{items},{score}" for items, score in zip(["7,6,1", "7,6,2", "4,4,4", "2,3,6"], given, strict=True)
    ]
    data, notes = _read(tmp_path, _of(declare, TURNED), f"{ITEMS},felt", *rows)
    assert data["felt"].tolist() == [float(score) for score in given]
    assert told in notes
    assert ("differs" in notes) is bool(told)


def test_a_scale_without_one_of_its_items_is_not_worked_out(tmp_path: Path, declare: Any) -> None:
    data, notes = _read(tmp_path, _of(declare, TURNED), "felt.proud,felt.able", "7,6", "7,6", "4,4", "2,3")
    assert "felt" not in data
    assert "felt was not worked out: the data have no column felt.dull." in notes


def test_chosen_options_are_counted_also_where_only_they_are_marked(tmp_path: Path, declare: Any) -> None:
    kind = {"kind": "choices", "text": "why", "options": ["fun", "price"], "right": ["fun"]}
    data, notes = _read(tmp_path, _of(declare, kind), "felt.fun,felt.price", "1,", "1,1", ",", ",1")
    assert data["felt"].to_numpy() == pytest.approx([1, 2, np.nan, 1], nan_ok=True)
    assert data["felt.right"].tolist() == [True, False, None, False]
    assert "where none is, as not answered" in notes
    data, _ = _read(tmp_path, _of(declare, kind), "felt.fun,felt.price", "1,0", "1,", "0,0", "0,1")
    assert data["felt"].to_numpy() == pytest.approx([1, np.nan, 0, 1], nan_ok=True)


def test_what_was_ranked_first_is_read_from_the_ranks(tmp_path: Path, declare: Any) -> None:
    kind = {"kind": "ranking", "text": "first", "options": ["mug", "box"]}
    model = {"kind": "proportion", "factor": "labor", "contrast": "build - prebuilt", "option": "box"}
    protocol = _of(declare, kind, hypotheses=[{"id": "box", "measure": "felt", "model": model}])
    data, _ = _read(tmp_path, protocol, "felt.mug,felt.box", "1,2", "2,1", "1,1", "2,1")
    assert data["felt"].tolist() == ["mug", "box", None, "box"]


RIGHT = {"build": "me", "prebuilt": "them"}


@pytest.mark.parametrize(("right", "says"), [("me", [True, False, True]), (RIGHT, [True, False, False])])
def test_an_exclusion_asks_whether_an_answer_is_right(
    tmp_path: Path, declare: Any, right: Any, says: list[bool]
) -> None:
    kind = {"kind": "choice", "text": "who", "options": ["me", "them"], "right": right}
    rules = [{"id": "who-built", "drop_if": "felt.right == false"}]
    protocol = _of(
        declare, kind, hypotheses=[{"id": "h", "measure": "wtp", "model": WELCH}], exclusions=rules
    )
    data, _ = _read(tmp_path, protocol, "felt", "me", "them", "me", "")
    assert data["felt.right"].tolist() == [*says, None]
    assert analyze(protocol, data, "session").exclusions[0].dropped == says.count(False)


def test_a_right_number_is_one_however_it_is_written(tmp_path: Path, declare: Any) -> None:
    kind = {"kind": "rating", "low": 1, "high": 7, "text": "press", "right": 2}
    data, _ = _read(tmp_path, _of(declare, kind), "felt", "2", "2.0", "3", "")
    assert data["felt.right"].tolist() == [True, True, False, None]


def test_a_measure_that_could_be_worked_out_is_told_with_its_parts(tmp_path: Path, declare: Any) -> None:
    hypotheses = [{"id": name, "measure": name, "model": WELCH} for name in ("wtp", "felt")]
    _, notes = _read(tmp_path, _of(declare, TURNED, hypotheses=hypotheses), "x", "1", "2", "3", "4")
    assert "no column felt, nor felt.proud, felt.able, felt.dull, from which it could be worked out" in notes
