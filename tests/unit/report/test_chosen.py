"""What a report tells of choices, of right answers and of declined ones."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

from ikea_effect.report.cards import Card, Table
from ikea_effect.report.people import People, groups
from ikea_effect.report.sections.attention import attention_card
from ikea_effect.report.sections.choices import chosen_card
from tests.unit.measures.bench import changed

ROWS = {
    "labor": ["build", "build", "prebuilt", "prebuilt"],
    "owner": ["mine", "theirs", "mine", None],
    "reasons": [1, 2, 1, 1],
    "reasons.gift": ["true", "true", "false", None],
    "matters": ["use", "price", "use", "use"],
    "matters.price": [2, 1, 2, 4],
    "maker.right": [True, False, True, None],
    "age.declined": ["false", "true", "false", "false"],
    "minutes.right": [True, True, False, True],
}


def tables(make: Any, before: str = "", after: str = "") -> dict[str, list[tuple[str, ...]]]:
    protocol, table = changed(before, after), pd.DataFrame(ROWS)
    left_out = pd.Series(["", "", "", "no time"])
    card: Card = make(
        SimpleNamespace(protocol=protocol), People(groups(protocol), table, left_out, ("no time",))
    )
    return {one.caption: [row.cells for row in one.rows] for one in card.blocks if isinstance(one, Table)}


def test_options_are_counted_among_the_analyzed() -> None:
    found = tables(chosen_card)
    assert found["Owner: chosen"][0] == ("mine", "1 of 2 (50%)", "1 of 1 (100%)")
    assert found["Reasons: chosen, several being possible"] == [("gift", "2 of 2 (100%)", "0 of 1 (0%)")]


def test_a_ranking_tells_what_was_first_and_the_mean_ranks() -> None:
    found = tables(chosen_card)
    assert ("use", "1 of 2 (50%)", "1 of 1 (100%)") in found["Matters: put first"]
    assert found["Matters: mean rank (1 is first)"] == [("price", "1.50", "2.00")]


def test_right_and_declined_answers_are_counted_among_everyone() -> None:
    found = tables(attention_card)
    assert ("maker", "1 of 2 (50%)", "1 of 1 (100%)") in found["Right answers"]
    assert found["Preferred not to answer"] == [("age", "1 of 2 (50%)", "0 of 2 (0%)")]


def test_a_right_answer_of_zero_is_one() -> None:
    found = tables(attention_card, "unit: minutes, text: minutes", "unit: minutes, text: minutes, right: 0")
    assert ("minutes", "2 of 2 (100%)", "1 of 2 (50%)") in found["Right answers"]
