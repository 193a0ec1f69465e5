"""What is known of a participant so far: the cells that facts fill, as the table of the study has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.money import Money
from ikea_effect.protocol.levels import at_levels, column_of
from ikea_effect.screens.facts import Fact


def cells_of(fact: Fact) -> dict[str, Any]:
    """Column -> value, of what a fact measured or noted; amounts in major units, exact."""
    if fact.kind == "noted":
        return {column_of(fact.data["name"]): _plain(fact.data["value"])}
    if fact.kind != "measured":
        return {}
    name = at_levels(fact.data["measure"], fact.data.get("levels", {}).values())
    name += f".{fact.data['repetition'] + 1}" if fact.data.get("repetition") else ""
    parts = {**fact.data.get("items", {}), **{one: fact.data[one] for one in _BESIDE if one in fact.data}}
    found = {column_of(f"{name}.{part}"): value for part, value in parts.items()}
    return {column_of(name): _plain(fact.data["value"]), **found}


_BESIDE = ("declined", "right", "order")
"""What stands beside an answer."""


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping) and value.keys() == {"minor", "currency"}:
        return Money(value["minor"], value["currency"]).major
    return value
