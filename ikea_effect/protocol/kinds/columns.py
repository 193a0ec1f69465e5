"""Every column that the wide table of a study can have: tables, codebook, rules and checks read it here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from ikea_effect.protocol.kinds.columns_of_steps import own_seconds
from ikea_effect.protocol.kinds.kind import Column, Columns, Item, Study
from ikea_effect.protocol.kinds.session import (
    PARTICIPANT,
    STATE,
    TIMES,
    factor_column,
    order_column,
    places,
    totals,
)
from ikea_effect.protocol.levels import at_levels, column_of
from ikea_effect.protocol.measures import CheckedMeasure, Measure
from ikea_effect.protocol.registry import measure_kind, step_kind
from ikea_effect.protocol.timeline import Step


def columns_of(study: Study) -> Columns:
    """Every column that the wide table can have, in its order.

    The participant, the factors, how the session ended; each measure with its bounds, items and rounds,
    whether it was declined and is right; what each step leaves, by name; what the session comes to;
    its times. What several steps fill is there once.
    """
    return one_each(_declared(study))


def asks(study: Study, measure: str, condition: Mapping[str, str]) -> bool:
    """Whether participants of the condition are asked for the measure; if no step asks anyone, all may be."""
    filling = _filled(study, measure).steps
    return not filling or any(step.reaches(dict(condition)) for step in filling)


class _Filled(NamedTuple):
    """Of one measure: the steps that ask for it, and the levels of each of its repetitions."""

    steps: Sequence[Step] = ()
    places: tuple[dict[str, str], ...] = ({},)


_NEVER = _Filled()
_read: tuple[tuple[Sequence[Step], Mapping[str, _Filled]], ...] = ()
"""The timelines that were asked of last, and what each of their measures is filled by."""


def _filled(study: Study, measure: str) -> _Filled:
    """What fills the measure: asked hundreds of times in a session, of one timeline."""
    global _read
    timeline = study.timeline
    for kept, filled in _read:
        if kept is timeline:
            return filled.get(measure, _NEVER)
    found = _by_measure(timeline)
    _read = ((timeline, found), *_read[:7])
    return found.get(measure, _NEVER)


def _by_measure(timeline: Sequence[Step]) -> Mapping[str, _Filled]:
    found: dict[str, list[Step]] = {}
    for step in timeline:
        for name in dict.fromkeys(step.asks_for):
            found.setdefault(name, []).append(step)
    return {name: _Filled(steps, _places(steps)) for name, steps in found.items()}


def _places(steps: Sequence[Step]) -> tuple[dict[str, str], ...]:
    return tuple({tuple(step.levels.items()): step.levels for step in steps}.values())


Form = Literal["amount", "number", "choice", "words"]
"""What the cells of a measure are."""


def main_column(study: Study, measure: str) -> Column | None:
    """The first column that the measure leaves: of an interval the lower bound. None: no such measure."""
    declared = study.measures.get(measure)
    if declared is None:
        return None
    return next(iter(measure_kind(declared.kind).columns(measure, declared, study)), None)


def form_of(study: Study, measure: str) -> Form | None:
    """What the measure's cells are, by its main column; None if there is no such measure."""
    column = main_column(study, measure)
    if column is None:
        return None
    if column.type == "amount":
        return "amount"
    return "number" if column.type in ("integer", "number") else "choice" if column.values else "words"


def items_of(study: Study, measure: str) -> tuple[Item, ...]:
    """The items whose mean the measure is; their answers are in the columns <measure>.<item>."""
    declared = study.measures.get(measure)
    return () if declared is None else measure_kind(declared.kind).items(declared)


def repeated_factors(study: Study) -> tuple[str, ...]:
    """The factors whose levels a session goes through, as declared; others are conditions."""
    varied = {loop.factor for step in study.timeline for loop in step.loops}
    return tuple(name for name in study.factors if name in varied)


def placements(study: Study, measure: str) -> tuple[dict[str, str], ...]:
    """The levels at which the measure is filled, for each of its repetitions; one without any, if once."""
    return _filled(study, measure).places


def measure_columns(study: Study, measure: str) -> tuple[str, ...]:
    """The main column of the measure at each of its repetitions: wtp, or wtp.own and wtp.partner."""
    column = main_column(study, measure)
    places = placements(study, measure)
    return () if column is None else tuple(column_at(column, measure, at).name for at in places)


def asked_if(study: Study, measure: str) -> str:
    """The rules under which alone the measure is asked; empty where someone is asked for it without one."""
    rules = [step.only_if for step in _filled(study, measure).steps]
    return " or ".join(dict.fromkeys(rule or "" for rule in rules)) if rules and all(rules) else ""


def _under(column: Column, rule: str) -> Column:
    return replace(column, meaning=f"{column.meaning}; asked only if {rule}") if rule else column


def column_at(column: Column, of: str, levels: Mapping[str, str]) -> Column:
    """The column of one repetition: wtp.low of wtp at own is wtp.low.own."""
    if not levels or not column.name.startswith(of):
        return column
    name = column_of(at_levels(of, levels.values()) + column.name[len(of) :])
    where = ", ".join(f"{factor}: {level}" for factor, level in levels.items())
    return replace(column, name=name, meaning=f"{column.meaning} ({where})", levels=tuple(levels.items()))


def one_each(columns: Iterable[Column]) -> Columns:
    """The columns, each name once: the first of each."""
    found: dict[str, Column] = {}
    for column in columns:
        found.setdefault(column.name, column)
    return tuple(found.values())


def _declared(study: Study) -> Iterator[Column]:
    yield PARTICIPANT
    repeated = repeated_factors(study)
    for name, factor in study.factors.items():
        yield order_column(name, factor) if name in repeated else factor_column(name, factor)
    yield from places(study)
    yield from STATE
    for name in study.measures:
        yield from of_measure(study, name)
    for step in study.timeline:
        yield from of_step(study, step)
    yield from totals(study)
    yield from TIMES


def of_measure(study: Study, name: str) -> Iterator[Column]:
    """The columns that a measure fills, at each of its repetitions."""
    measure = study.measures[name]
    columns = (*measure_kind(measure.kind).columns(name, measure, study), *beside(name, measure))
    rule = asked_if(study, name)
    for levels in placements(study, name):
        yield from (column_at(_under(one, rule), name, levels) for one in columns)


def of_step(study: Study, step: Step) -> Iterator[Column]:
    """The columns that a step leaves besides its measures, by name; of each its time is one."""
    left = {one.name: one for one in (own_seconds(step), *step_kind(step.kind).columns(step, study))}
    named = (replace(one, of=step.name) for one in sorted(left.values(), key=_name))
    yield from (column_at(one, step.name, step.levels) for one in named)


def beside(name: str, measure: Measure) -> Iterator[Column]:
    """Whether it was declined, where it may be, and whether the answer is right, where one is."""
    if measure.may_be_declined:
        yield Column(
            f"{name}.declined", "boolean", f"Whether the participant would rather not answer {name}", of=name
        )
    if isinstance(measure, CheckedMeasure) and measure.right is not None:
        meaning = f"Whether the answer to {name} is the right one: {_spelled(measure.right)}"
        yield Column(f"{name}.right", "boolean", meaning, of=name)


def _spelled(right: Any) -> str:
    """The right answer, for each level where it depends on one."""
    if isinstance(right, Mapping):
        return "; ".join(f"{level}: {_one(answer)}" for level, answer in right.items())
    return _one(right)


def _one(answer: Any) -> str:
    return ", ".join(map(str, answer)) if isinstance(answer, list | tuple) else str(answer)


def _name(column: Column) -> str:
    return column.name
