"""The mean or sum of several rated items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal

from pydantic import ConfigDict, Field

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import Column, Columns, Item, MeasureKind, Study, Whole
from ikea_effect.protocol.kinds.measures.order import Order, order_column
from ikea_effect.protocol.measures import AskedMeasure, Point
from ikea_effect.protocol.problem import Problem, is_number, mapping, texts_of
from ikea_effect.protocol.scales import AtLeast, ScaleAbout


def _said_here_or_used(schema: dict[str, Any]) -> None:
    """A file says what the scale is, or names the scale that it uses."""
    here = [key for key in schema["required"] if key != "kind"]
    schema["required"] = ["kind"]
    schema["anyOf"] = [{"required": here}, {"required": ["use"]}]


class Scale(AskedMeasure):
    """The mean or sum of several rated items. Texts: <text>.question, .low, .high and <text>.items.<item>.

    With `missing` single items may be left open: there is a score where `at_least` so many are answered, the
    mean of these, or as a sum that mean for every item. `per_page` items stand on a page; in `order: random`
    everyone has an order of their own, kept in <measure>.order. `use` names a file of protocols/scales, which
    says the rest; `scale` is what it says, filled in when the protocol is loaded.
    """

    model_config = ConfigDict(json_schema_extra=_said_here_or_used)

    kind: Literal["scale"]
    low: Point
    high: Point
    text: Name
    items: tuple[Name, ...] = Field(min_length=2, max_length=100)
    reversed: tuple[Name, ...] = Field(default=(), max_length=100)
    score: Literal["mean", "sum"] = "mean"
    missing: AtLeast | None = None
    per_page: int | None = Field(default=None, ge=1, le=100)
    order: Order = "declared"
    use: Name | None = None
    scale: ScaleAbout | None = None

    @property
    def parts(self) -> int:
        """How many answers the score adds up: of a mean one."""
        return len(self.items) if self.score == "sum" else 1

    def scored(self, answers: Mapping[str, int | None]) -> float | None:
        """The score of the answers by item, reversed ones turned; None where too few are there."""
        points = [self._turned(item, answers.get(item)) for item in self.items]
        there = [point for point in points if point is not None]
        least = self.missing.at_least if self.missing is not None else len(self.items)
        if len(there) < least:
            return None
        return sum(there) / len(there) * self.parts

    def _turned(self, item: str, answer: int | None) -> int | None:
        if answer is None or item not in self.reversed:
            return answer
        return self.low + self.high - answer


def whole_column(name: str, declared: Scale, wording: tuple[str, ...]) -> Column:
    """The score."""
    ends = (Decimal(declared.low * declared.parts), Decimal(declared.high * declared.parts))
    turned = f"; reversed: {', '.join(declared.reversed)}" if declared.reversed else ""
    rule = declared.missing
    if rule is not None:
        turned += f"; of those answered, where they are at least {rule.at_least}"
    if declared.scale is not None:
        turned += f". Scale {declared.use}: {declared.scale.status}"
    meaning = f"{declared.score.capitalize()} of {', '.join(declared.items)}{turned}"
    return Column(name, "number", meaning, "points", (), *ends, None, wording, name)


def item_column(name: str, declared: Scale, item: str, wording: tuple[str, ...]) -> Column:
    """One item, as it was answered."""
    ends = (Decimal(declared.low), Decimal(declared.high), Decimal(1))
    meaning = f"Item of {name}, as answered" + (" (reversed)" if item in declared.reversed else "")
    return Column(f"{name}.{item}", "integer", meaning, "points", (), *ends, wording, name)


def _columns(name: str, declared: Scale, _study: Study) -> Columns:
    """The score, each item as it was answered, and the order."""
    text = declared.text
    anchors = (f"{text}.low", f"{text}.high")
    each = (item_column(name, declared, item, (f"{text}.items.{item}", *anchors)) for item in declared.items)
    whole = whole_column(name, declared, (f"{text}.question", *anchors))
    return (whole, *each, *order_column(name, declared.order, "Items"))


def items(declared: Scale) -> tuple[Item, ...]:
    """The items, and which of them are turned."""
    return tuple(Item(item, item in declared.reversed) for item in declared.items)


def problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """Missing items leave a score, and pages hold fewer than all items."""
    named = [item for _, item in texts_of(body.get("items"))]
    least, per_page = mapping(body.get("missing")).get("at_least"), body.get("per_page")
    if named and is_number(least) and least > len(named):
        message = f"is {least}, and there are {len(named)} items. Write at_least: {len(named)} or less."
        yield Problem(("missing", "at_least"), message)
    if named and is_number(per_page) and per_page >= len(named):
        yield Problem(("per_page",), f"is {per_page}, and all {len(named)} items fit on it. Leave it out.")


def _items_of(declared: Scale) -> tuple[str, ...]:
    return declared.items


WHOLE = Whole(_items_of, Scale.scored)
"""The score of the items as they were answered."""

KIND = MeasureKind(
    name="scale",
    model=Scale,
    meaning="The mean or sum of several rated items, some of them reversed; written out or from a file",
    columns=_columns,
    asked="ikea_effect.tasks.pages.scale:ASKED",
    population="ikea_effect.diagnosis.answers:means_of_items",
    items=items,
    whole=WHOLE,
    problems=problems,
    empty=lambda declared: declared.missing is not None,
)
