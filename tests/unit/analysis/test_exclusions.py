"""Who is dropped: whole participants, by rules that are counted one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.exclusions import ONE_ROW_EACH, kept, participants, rulings

FAILED_ONCE = {
    "participant": ["a", "a", "b", "b", "c", "c"],
    "wtp": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
    "bid.comprehension": ["passed", "failed", "passed", "passed", None, None],
}


def test_who_fails_in_one_row_is_dropped_with_every_row(declare: Any) -> None:
    data = pd.DataFrame(FAILED_ONCE)
    [ruling] = rulings(declare(), data)
    assert ruling.drops.tolist() == [True, True, False, False, False, False]
    assert kept((ruling,), data)["wtp"].tolist() == [3.0, 4.0, 5.0, 6.0]
    assert ruling.result.dropped == 1
    assert ruling.result.reason.endswith("(not decided for 2 of 6 rows, which are kept)")


def test_where_rows_are_of_nobody_each_is_dropped_by_itself(declare: Any) -> None:
    data = pd.DataFrame(FAILED_ONCE).drop(columns="participant")
    [ruling] = rulings(declare(), data)
    assert (ruling.drops.tolist().count(True), ruling.result.dropped) == (1, 1)


def test_a_table_of_one_row_each_is_counted_by_its_rows() -> None:
    data = pd.DataFrame({"participant": ["a", "b", "b"]})
    assert participants(data) == 2
    data.attrs[ONE_ROW_EACH] = True
    assert participants(data) == 3


def test_two_rules_drop_whom_either_drops_and_are_counted_apart(declare: Any) -> None:
    rules = [
        {"id": "misread-rule", "drop_if": 'bid.comprehension == "failed"'},
        {"id": "high-bid", "drop_if": "wtp > 5.5"},
    ]
    data = pd.DataFrame(FAILED_ONCE)
    found = rulings(declare(exclusions=rules), data)
    assert [ruling.result.dropped for ruling in found] == [1, 1]
    assert kept(found, data)["participant"].tolist() == ["b", "b"]


@pytest.mark.parametrize("answers", [[None, None, None], ["passed"] * 3])
def test_nobody_is_dropped_by_what_is_not_there(declare: Any, answers: list[Any]) -> None:
    data = pd.DataFrame({"participant": ["a", "b", "c"], "bid.comprehension": answers})
    [ruling] = rulings(declare(), data)
    assert not np.any(ruling.drops)
    assert ruling.result.dropped == (0 if answers[0] else None)
    assert len(kept((ruling,), data)) == 3
