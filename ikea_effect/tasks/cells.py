"""What is known of a participant so far: the cells that facts fill, as the table of the study has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.money import Money
from ikea_effect.screens.facts import Fact


def cells_of(fact: Fact) -> dict[str, Any]:
    """Column -> value, of what a fact measured or noted; amounts in major units, exact."""
    if fact.kind == "noted":
        return {fact.data["name"]: _plain(fact.data["value"])}
    if fact.kind != "measured":
        return {}
    name, repetition = fact.data["measure"], fact.data.get("repetition")
    column = f"{name}.{repetition + 1}" if repetition else name
    items = {f"{column}.{item}": answer for item, answer in fact.data.get("items", {}).items()}
    return {column: _plain(fact.data["value"]), **items}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping) and value.keys() == {"minor", "currency"}:
        return Money(value["minor"], value["currency"]).major
    return value
