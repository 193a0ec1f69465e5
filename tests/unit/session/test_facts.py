"""Facts: written as the journal has had them, and read as what they were."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.money import Money
from ikea_effect.record.events import BOOKKEEPING
from ikea_effect.screens.every_fact import fact_of
from ikea_effect.screens.facts import Drawn, Measured, Settled
from ikea_effect.screens.facts_of_groups import Pending

JOURNALS = Path(__file__).parents[2] / "data" / "journals"


def kept() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every fact of the sessions that are kept."""
    for path in sorted(JOURNALS.rglob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            event = json.loads(line)
            if path.name[0] != "_" and event["kind"] not in {*BOOKKEEPING, "replied"}:
                yield event["kind"], event["data"]


def test_every_kept_fact_is_written_as_it_was_to_the_order_of_its_parts() -> None:
    facts = list(kept())
    assert len({kind for kind, _ in facts}) == 9
    for kind, data in facts:
        assert json.dumps(fact_of(kind, data).data) == json.dumps(data)


@pytest.mark.parametrize(
    ("fact", "parts"),
    [
        (Measured("wtp", None, more={"declined": True}), "measure repetition value declined"),
        (Measured("wtp", 3, levels={"whose": "own"}), "measure repetition value levels"),
        (Drawn("bid.group", "c", 4, share=0), "purpose commitment value share"),
        (Drawn("bid.price", "c", Money(1, "EUR")), "purpose commitment minor currency"),
        (Settled("bid", True, Money(1, "EUR"), Money(1, "EUR")), "bidding bought price pays"),
        (Pending("bid", Money(1, "EUR"), 1, 0, binding=False), "bidding amount rank share binding"),
    ],
)
def test_a_fact_tells_the_parts_that_it_has(fact: Any, parts: str) -> None:
    assert list(fact.data) == parts.split()
    assert fact_of(fact.kind, fact.data) == fact


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("paid", {}),
        ("noted", {"name": "x"}),
        ("noted", {"name": "x", "value": 1, "more": 2}),
        ("pending", {"bidding": "bid", "amount": 3, "rank": 1, "share": 0}),
        ("drawn", {"purpose": "bid.price", "commitment": ""}),
    ],
)
def test_what_is_no_fact_is_not_read(kind: str, data: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError)):
        fact_of(kind, data)
