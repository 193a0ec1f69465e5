"""What a report says once where conditions, or goods, are many."""

from __future__ import annotations

import pandas as pd

from ikea_effect.protocol.loading import load_protocol
from ikea_effect.report.people import People
from ikea_effect.report.people import groups as groups_of
from ikea_effect.report.sections.balance import comparison
from ikea_effect.report.sections.study import rules_of_bidding


def test_a_price_of_ten_goods_is_explained_in_one_paragraph() -> None:
    rules = rules_of_bidding(load_protocol("fuchs-2010-voting"))
    assert [len(same) for same in rules] == [1, 10]
    assert [one.its_goods for one in rules[1][:2]] == [("balloon",), ("bicycle",)]


def test_of_many_conditions_the_two_are_compared_that_differ_most() -> None:
    """Of 24 conditions every two would be 276 rows for a column; of four, six rows are read."""
    writing = load_protocol("ai-contribution")
    rows = [{**condition, "age": 20.0 + one} for condition in writing.conditions for one in (0, 1, 2)]
    rows[7 * 3]["age"], rows[20 * 3]["age"] = 29.0, 14.0  # the eighth condition is oldest, the 21st youngest
    table = pd.DataFrame(rows)
    everyone = People(groups_of(writing), table, pd.Series("", table.index), ())
    [only] = comparison(writing, everyone, ["age"]).rows
    assert only.cells[2:4] == ("24.00", "19.00")  # means of 29, 21, 22 and of 14, 21, 22
    assert "Of every two conditions, those that differ most." in comparison(writing, everyone, ["age"]).notes
    few = load_protocol("mochon-2012-2")
    table = pd.DataFrame([{**one, "age": 20.0 + n} for one in few.conditions for n in (0, 1)])
    everyone = People(groups_of(few), table, pd.Series("", table.index), ())
    assert len(comparison(few, everyone, ["age"]).rows) == 6
