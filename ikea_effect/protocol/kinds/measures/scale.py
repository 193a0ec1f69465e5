"""The mean of several rated items."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import Column, Columns, Item, MeasureKind, Study
from ikea_effect.protocol.measures import AskedMeasure, Point


class Scale(AskedMeasure):
    """The mean of several rated items. Texts: <text>.question, .low, .high and <text>.items.<item>."""

    kind: Literal["scale"]
    low: Point
    high: Point
    text: Name
    items: tuple[Name, ...] = Field(min_length=2, max_length=100)
    reversed: tuple[Name, ...] = Field(default=(), max_length=100)


def _columns(name: str, declared: Scale, _study: Study) -> Columns:
    """The mean of the items, reversed ones turned, and each item as it was answered."""
    ends, text = (Decimal(declared.low), Decimal(declared.high)), declared.text
    anchors = (f"{text}.low", f"{text}.high")
    turned = f"; reversed: {', '.join(declared.reversed)}" if declared.reversed else ""
    meaning = f"Mean of {', '.join(declared.items)}{turned}"
    whole = Column(name, "number", meaning, "points", (), *ends, None, (f"{text}.question", *anchors), name)
    each = (
        Column(
            f"{name}.{item}",
            "integer",
            f"Item of {name}, as answered" + (" (reversed)" if item in declared.reversed else ""),
            "points",
            (),
            *ends,
            Decimal(1),
            (f"{text}.items.{item}", *anchors),
            name,
        )
        for item in declared.items
    )
    return (whole, *each)


def _items(declared: Scale) -> tuple[Item, ...]:
    return tuple(Item(item, item in declared.reversed) for item in declared.items)


KIND = MeasureKind(
    name="scale",
    model=Scale,
    meaning="The mean of several rated items, some of them reversed",
    columns=_columns,
    asked="ikea_effect.tasks.pages.scale:ASKED",
    population="ikea_effect.diagnosis.answers:means_of_items",
    items=_items,
)
