"""What a session's facts put into the columns of the data: for tables, and rules on what is known.

Amounts are in major units, exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from ikea_effect.money import Money
from ikea_effect.protocol.levels import at_levels, column_of

Cells = dict[str, Any]
"""column -> str, int, float, bool, Decimal (an amount in major units) or None (missing)."""


def cells_in(kind: str, data: Mapping[str, Any]) -> Cells:
    """The columns that a fact fills, with what it puts there; none for facts that are no column."""
    return _READ.get(kind, _nothing)(data)


def plain(value: Any) -> Any:
    """The value of a cell: an amount as Decimal in major units, anything else as it is."""
    if isinstance(value, str | int | float):  # most are, and a mapping is looked for slowly
        return value
    if isinstance(value, Mapping) and value.keys() == {"minor", "currency"}:
        return Money(value["minor"], value["currency"]).major
    return value


def _nothing(_data: Mapping[str, Any]) -> Cells:
    return {}


def _measured(data: Mapping[str, Any]) -> Cells:
    name = at_levels(data["measure"], data.get("levels", {}).values())
    name += f".{data['repetition'] + 1}" if data.get("repetition") else ""
    value = data["value"]
    if isinstance(value, Mapping) and "low_minor" in value:
        ends = {end: _bound(value[f"{end}_minor"], value["currency"]) for end in ("low", "high")}
        found = {column_of(f"{name}.{end}"): bound for end, bound in ends.items()}
    else:
        found = {column_of(name): plain(value)}
    beside = {more: data[more] for more in ("declined", "right", "order") if more in data}
    items = data.get("items", {}) | beside
    return found | {column_of(f"{name}.{item}"): cell for item, cell in items.items()}


def _bound(minor: int | None, currency: str) -> Decimal | None:
    return None if minor is None else Money(minor, currency).major


def _noted(data: Mapping[str, Any]) -> Cells:
    return {column_of(data["name"]): plain(data["value"])}


def _settled(data: Mapping[str, Any]) -> Cells:
    step = data["bidding"]
    return {
        column_of(f"{step}.price"): plain(data.get("price")),
        column_of(f"{step}.bought"): data["bought"],
        column_of(f"{step}.paid"): plain(data["pays"]),
    }


_READ: Mapping[str, Callable[[Mapping[str, Any]], Cells]] = {
    "measured": _measured,
    "noted": _noted,
    "settled": _settled,
}
