"""An amount of money: what a bid fills."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, Study
from ikea_effect.protocol.kinds.mechanisms import kind_of, rounds_of
from ikea_effect.protocol.kinds.steps.bidding import Bidding
from ikea_effect.protocol.measures import Measure
from ikea_effect.protocol.mechanism_base import Grid


class MoneyMeasure(Measure):
    """An amount in the protocol's currency, filled by a bidding step."""

    kind: Literal["money"]


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


def _columns(name: str, _declared: MoneyMeasure, study: Study) -> Columns:
    """One amount, or both bounds, for each round: wtp, wtp.2, .. or wtp.low, wtp.high, wtp.2.low, .."""
    asked = list(_asked(name, study)) or [_Asked(False, 1, Decimal(0), None, None)]
    what = what_it_is(name, study)
    return tuple(
        column
        for number in range(1, max(one.rounds for one in asked) + 1)
        for column in _of_round(
            name, what, number, [one for one in asked if one.rounds >= number], study.currency
        )
    )


def what_it_is(name: str, study: Study) -> str:
    """What the amounts of a measure are, by how they are asked for; of several ways what a bid is."""
    rules = [step.mechanism for step in study.timeline if isinstance(step, Bidding) and step.measure == name]
    if rules and all(kind_of(rule).name == "prediction" for rule in rules):
        return "Predicted amount"
    if rules and all(kind_of(rule).hypothetical for rule in rules):
        return "Stated willingness to pay"
    selling = bool(rules) and all(getattr(rule, "trade", "buy") == "sell" for rule in rules)
    return "Willingness to accept" if selling else "Willingness to pay"


def _of_round(name: str, what: str, number: int, asked: list[_Asked], currency: str) -> Iterator[Column]:
    """One round's columns; what several steps ask differently is bounded by all of them."""
    there = name if number == 1 else f"{name}.{number}"
    ends = {False: {"": ""}, True: {".low": ", lower bound", ".high": ", upper bound"}}
    for bounds in dict.fromkeys(sorted(one.bounds for one in asked)):
        alike = [one for one in asked if one.bounds == bounds]
        lows, highs = [one.low for one in alike], [one.high for one in alike]
        low = None if None in lows else min(one for one in lows if one is not None)
        high = None if None in highs else max(one for one in highs if one is not None)
        steps = {one.step for one in alike}
        grid = (low, high, steps.pop() if len(steps) == 1 else None)
        for end, words in ends[bounds].items():
            meaning = f"{what}{words}: {name}" + (f", round {number}" if number > 1 else "")
            yield Column(f"{there}{end}", "amount", meaning, currency, (), *grid, of=name)


KIND = MeasureKind(
    name="money",
    model=MoneyMeasure,
    meaning="An amount in the protocol's currency, filled by a bidding step",
    columns=_columns,
    unit="currency",
    population="ikea_effect.diagnosis.answers:bids",
)
