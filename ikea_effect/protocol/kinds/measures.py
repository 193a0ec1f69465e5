"""The measures: what each holds, and in which columns."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, Study
from ikea_effect.protocol.kinds.mechanisms import kind_of, rounds_of
from ikea_effect.protocol.measures import ChoiceMeasure, FreeText, MoneyMeasure, Rating, Scale
from ikea_effect.protocol.mechanisms import Grid
from ikea_effect.protocol.timeline import Bidding


class _Asked(NamedTuple):
    """How the bidding steps that fill a measure ask for it."""

    bounds: bool
    rounds: int
    low: Decimal | None
    high: Decimal | None
    step: Decimal | None


def _asked(name: str, study: Study) -> Iterator[_Asked]:
    for step in study.timeline:
        if isinstance(step, Bidding) and step.measure == name:
            rule, bounds = step.mechanism, kind_of(step.mechanism).yields == "bounds"
            grid = (rule.low, rule.high, rule.step) if isinstance(rule, Grid) else (Decimal(0), None, None)
            yield _Asked(bounds, rounds_of(step), *grid)


def _money(name: str, _declared: MoneyMeasure, study: Study) -> Columns:
    """One amount, or both bounds, for each round: wtp, wtp.2, .. or wtp.low, wtp.high, wtp.2.low, .."""
    asked = list(_asked(name, study)) or [_Asked(False, 1, Decimal(0), None, None)]
    return tuple(
        column
        for number in range(1, max(one.rounds for one in asked) + 1)
        for column in _of_round(name, number, [one for one in asked if one.rounds >= number], study.currency)
    )


def _of_round(name: str, number: int, asked: list[_Asked], currency: str) -> Iterator[Column]:
    """One round's columns; what several steps ask differently is bounded by all of them."""
    there = name if number == 1 else f"{name}.{number}"
    ends = {False: {"": ""}, True: {".low": "lower bound of ", ".high": "upper bound of "}}
    for bounds in dict.fromkeys(sorted(one.bounds for one in asked)):
        alike = [one for one in asked if one.bounds == bounds]
        lows, highs = [one.low for one in alike], [one.high for one in alike]
        low = None if None in lows else min(one for one in lows if one is not None)
        high = None if None in highs else max(one for one in highs if one is not None)
        steps = {one.step for one in alike}
        grid = (low, high, steps.pop() if len(steps) == 1 else None)
        for end, words in ends[bounds].items():
            meaning = f"Willingness to pay: {words}{name}" + (f", round {number}" if number > 1 else "")
            yield Column(f"{there}{end}", "amount", meaning, currency, (), *grid, of=name)


def _rating(name: str, declared: Rating, _study: Study) -> Columns:
    ends = (Decimal(declared.low), Decimal(declared.high))
    words = tuple(f"{declared.text}.{part}" for part in ("question", "low", "high"))
    return (Column(name, "integer", f"Rating: {name}", "points", (), *ends, Decimal(1), words, name),)


def _scale(name: str, declared: Scale, _study: Study) -> Columns:
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


def _choice(name: str, declared: ChoiceMeasure, _study: Study) -> Columns:
    words = (f"{declared.text}.question", *(f"{declared.text}.options.{one}" for one in declared.options))
    return (Column(name, "text", f"Choice: {name}", values=declared.options, wording=words, of=name),)


def _free_text(name: str, declared: FreeText, _study: Study) -> Columns:
    words = (f"{declared.text}.question",)
    return (Column(name, "text", f"Open answer: {name}", wording=words, of=name),)


MEASURES = {
    one.name: one
    for one in (
        MeasureKind("money", MoneyMeasure, _money, "currency", True),
        MeasureKind("rating", Rating, _rating, "points", True),
        MeasureKind("scale", Scale, _scale, "points", True),
        MeasureKind("choice", ChoiceMeasure, _choice, "share", False),
        MeasureKind("free-text", FreeText, _free_text, "points", False),
    )
}
"""Every kind of measure by its name."""


def measure_kind(kind: str) -> MeasureKind:
    """What is known of measures of this kind. Raises KeyError for one that there is not."""
    return MEASURES[kind]
