"""A semantic differential: the mean of several places between two opposite words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from ikea_effect.protocol.kinds.kind import Column, Columns, Item, MeasureKind, Study
from ikea_effect.protocol.kinds.measures.scale import Scale


class Differential(Scale):
    """A scale whose items lie between words of their own. Texts: <text>.question, .items.<item>.low, .high.

    `reversed` names the items whose high end is the low end of what is measured.
    """

    kind: Literal["differential"]  # type: ignore[assignment]


def _columns(name: str, declared: Differential, _study: Study) -> Columns:
    """The mean of the items, reversed ones turned, and each item as it was answered."""
    ends, question = (Decimal(declared.low), Decimal(declared.high)), f"{declared.text}.question"
    turned = f"; reversed: {', '.join(declared.reversed)}" if declared.reversed else ""
    meaning = f"Mean of {', '.join(declared.items)}{turned}"
    whole = Column(name, "number", meaning, "points", (), *ends, None, (question,), name)
    return (whole, *_items_of(name, declared, question))


def _items_of(name: str, declared: Differential, question: str) -> Iterator[Column]:
    ends = (Decimal(declared.low), Decimal(declared.high), Decimal(1))
    for item in declared.items:
        words = (question, *(f"{declared.text}.items.{item}.{end}" for end in ("low", "high")))
        meaning = f"Item of {name}, as answered" + (" (reversed)" if item in declared.reversed else "")
        yield Column(f"{name}.{item}", "integer", meaning, "points", (), *ends, words, name)


def _items(declared: Differential) -> tuple[Item, ...]:
    return tuple(Item(item, item in declared.reversed) for item in declared.items)


KIND = MeasureKind(
    name="differential",
    model=Differential,
    meaning="The mean of several places between two opposite words",
    columns=_columns,
    asked="ikea_effect.tasks.pages.differential:ASKED",
    population="ikea_effect.diagnosis.answers:means_of_items",
    items=_items,
)
