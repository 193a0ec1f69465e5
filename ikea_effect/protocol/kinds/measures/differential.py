"""A semantic differential: the mean of several places between two opposite words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from ikea_effect.protocol.kinds.kind import Columns, MeasureKind, Study
from ikea_effect.protocol.kinds.measures.order import order_column
from ikea_effect.protocol.kinds.measures.scale import (
    WHOLE,
    Scale,
    item_column,
    items,
    problems,
    whole_column,
)
from ikea_effect.protocol.problem import Problem


class Differential(Scale):
    """A scale whose items lie between words of their own. Texts: <text>.question, .items.<item>.low, .high.

    `reversed` names the items whose high end is the low end of what is measured.
    """

    kind: Literal["differential"]  # type: ignore[assignment]


def _columns(name: str, declared: Differential, _study: Study) -> Columns:
    """The score, each item as it was answered, and the order."""
    question, text = f"{declared.text}.question", declared.text
    each = (
        item_column(
            name, declared, item, (question, *(f"{text}.items.{item}.{end}" for end in ("low", "high")))
        )
        for item in declared.items
    )
    return (whole_column(name, declared, (question,)), *each, *order_column(name, declared.order, "Items"))


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """As of a scale; files are there for scales alone."""
    yield from problems(body)
    if "use" in body:
        yield Problem(("use",), "names a file of a scale, which has other words. Write kind: scale.", True)


KIND = MeasureKind(
    name="differential",
    model=Differential,
    meaning="The mean of several places between two opposite words",
    columns=_columns,
    asked="ikea_effect.tasks.pages.differential:ASKED",
    population="ikea_effect.diagnosis.answers:means_of_items",
    items=items,
    whole=WHOLE,
    problems=_problems,
)
