"""Amounts that are shown before the bid: within a declared range, and recorded."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.money import Money
from ikea_effect.operations.data import read_study
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.setup import load_setup
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Fact
from ikea_effect.screens.screens import Page, Reply
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.timeline import timeline
from tests.unit.tasks.test_reveal import PROTOCOLS, several_rounds

RULE = {
    "low",
    "high",
    "most",
    "step",
    "endowment",
    "reserve",
    "smallest",
    "unit",
    "prize",
    "width",
    "difference",
}
"""Places that name the rule's own amounts."""


def amounts(text: Text) -> Iterator[int]:
    for name, value in text.values.items():
        if isinstance(value, Money) and name not in RULE:
            yield value.minor
        elif isinstance(value, Text):
            yield from amounts(value)


def shown(protocol: str, participant: str) -> tuple[set[int], dict[str, Any]]:
    """The amounts on example, practice and question pages, and what was noted."""
    setup = load_setup(protocol)
    context = Context(setup, participant, setup.protocol.conditions[0], b"s" * 32)
    task, respondent = timeline(context), Respondent(context)
    found: set[int] = set()
    noted: dict[str, Any] = {}
    item: Any = next(task)
    while True:
        try:
            if isinstance(item, Fact):
                if item.kind == "noted":
                    noted[item.data["name"]] = item.data["value"]
                item = next(task)
                continue
            if isinstance(item, Page) and _exemplary(item.id):
                asks = [text for ask in item.asks for text in _texts(ask)]
                found |= {minor for text in (*item.body, *asks) for minor in amounts(text)}
            item = task.send(Reply(respondent.answer(item)[0], 0, 0))
        except StopIteration:
            return found, noted


def _texts(ask: Any) -> list[Text]:
    return [ask.question] if getattr(ask, "question", None) else []


def _exemplary(page: str) -> bool:
    practice = "practice" in page and page.endswith("amount")
    return page.endswith(".example") or practice or ("question-" in page and not page.endswith("feedback"))


@pytest.mark.parametrize("number", range(12))
def test_norton_shows_no_amount_beyond_its_declared_range(number: int) -> None:
    found, noted = shown("norton-2012-1a", f"P{number}")
    assert found
    assert min(found) >= 10
    assert max(found) <= 150
    assert noted["bid.example_low"]["minor"] >= 10
    assert noted["bid.example_high"]["minor"] == max(found)


def with_examples(tmp_path: Path, name: str, examples: str) -> str:
    path = Path(several_rounds(tmp_path, name, "at-once"))
    said = path.read_text("utf-8")
    assert "step: 0.05" in said
    path.write_text(said.replace("step: 0.05", f"step: 0.05, examples: {examples}", 1), "utf-8")
    return str(path)


KINDS = ("bdm_own_bid", "bdm_sell", "vickrey", "first_price", "nth_price", "open_ended", "price_slider")


@pytest.mark.parametrize("name", KINDS)
def test_every_mechanism_with_a_grid_keeps_to_the_range(tmp_path: Path, name: str) -> None:
    protocol = with_examples(tmp_path, name, "{low: 0.30, high: 1.20}")
    study = simulate(SimulateRequest(protocol, 8, 2, "near", results=tmp_path / "results"))
    for row in read_study(study).tables.wide:
        if row.get("bid.examples"):
            assert Decimal("0.30") <= row["bid.example_low"] <= row["bid.example_mean"]
            assert row["bid.example_mean"] <= row["bid.example_high"] <= Decimal("1.20")


REFUSED = {
    "{low: 0.30, high: 0.47}": "do not begin and end on the grid",
    "{low: 0.30, high: 0.45}": "leave fewer than 5 amounts",
    "{low: 0.30, high: 99.00}": "do not begin and end on the grid",
}


@pytest.mark.parametrize("examples", REFUSED)
def test_a_range_without_enough_amounts_is_refused(tmp_path: Path, examples: str) -> None:
    with pytest.raises(ProtocolError, match=REFUSED[examples]):
        load_protocol(with_examples(tmp_path, "bdm_own_bid", examples))


def test_a_session_of_the_first_format_keeps_them_only_where_a_range_is_declared() -> None:
    _, noted = shown(str(PROTOCOLS / "bdm_own_bid.yaml"), "P1")
    assert not [name for name in noted if "example" in name]
