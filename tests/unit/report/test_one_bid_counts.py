"""Where one bid of several counts, only its purchase is told as one; and cells say whose they are."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd

from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.report.cards import Table
from ikea_effect.report.figures.spread import row_label
from ikea_effect.report.people import People, groups
from ikea_effect.report.sections.checks import _market
from ikea_effect.report.sections.naming import kept_label
from ikea_effect.report.sections.study import _payment

PROTOCOLS = Path(__file__).parents[3] / "protocols"
BRICKS = load_protocol(PROTOCOLS / "norton_2012_2.yaml")


def test_a_purchase_that_does_not_count_is_neither_bought_nor_paid() -> None:
    table = pd.DataFrame(
        {
            "labor": ["build"] * 3,
            "counts": ["bid@own", "bid@own", "bid@partner"],
            "bid.price.own": [0.50, 2.00, 0.25],
            "bid.bought.own": [True, False, True],
            "bid.paid.own": [0.50, 0.00, 0.25],
        }
    )
    own = next(step for step in biddings(BRICKS.timeline) if step.id == "bid@own")
    people = People(groups(BRICKS), table, pd.Series("", index=table.index), ())
    told = _market(cast(Any, SimpleNamespace(protocol=BRICKS)), people, own)
    assert isinstance(told, Table)
    built = next(row.cells for row in told.rows if "Builders" in row.cells[0])
    assert built[1:] == ("3", "$0.92", "1 (50%)", "$0.50")
    assert told.notes[0].endswith("those whose bid here was drawn, 2 of 3.")


def test_cells_of_a_hypothesis_that_asks_some_say_whom_it_asks() -> None:
    one, everyone = BRICKS.hypotheses[0].id, "depends-on-labor"
    assert kept_label(BRICKS, one) == "labor: Builders"
    assert kept_label(BRICKS, everyone) == ""


def test_a_label_of_many_lines_is_whole_beside_its_row() -> None:
    label = "voice: Voted between two · answer: Told what was done · goal: No goal named"
    assert row_label(label).replace("\n", " ") == label
    assert row_label("a very long name " * 9).endswith("…")


def test_only_money_that_is_given_is_told() -> None:
    children = load_protocol(PROTOCOLS / "marsh_2018.yaml")
    told = [_payment(cast(Any, SimpleNamespace(protocol=one))) for one in (BRICKS, children)]
    assert told == ["$5.00 for coming, $3.00 as an endowment", "nothing in money"]
