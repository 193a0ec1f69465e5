"""What is known of a participant when a step begins: the steps before it, the columns filled by then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from ikea_effect.protocol.kinds.columns import beside, column_at
from ikea_effect.protocol.kinds.judges import filled_later
from ikea_effect.protocol.kinds.kind import Column, Study
from ikea_effect.protocol.kinds.session import factor_column
from ikea_effect.protocol.levels import at_levels, bare, column_of
from ikea_effect.protocol.registry import measure_kind, step_kind
from ikea_effect.protocol.timeline import Step


def step_called(name: str, by: Step, timeline: Sequence[Step]) -> Step | None:
    """The step of this name that another one means: of a repetition the one at the same levels.

    A step as the file declares it has no levels: then it is the first of the repetition.
    """
    same = at_levels(name, by.levels.values())
    there = [one for one in timeline if bare(one.name) == bare(name)]
    return next((one for one in there if one.name in (same, name)), there[0] if there else None)


def known_before(step: Step, study: Study) -> dict[str, Column]:
    """Column by name: the factors, and what the steps before this one measure and note.

    Of a step that not everyone met the cell may be empty: a rule about it then does not hold. Within a
    repetition the columns of the same levels go without them; after it, they are named with their levels.
    """
    levels = next((one.levels for one in study.timeline if bare(one.name) == bare(step.name)), {})
    factors = {name: one for name, one in study.factors.items() if name in levels or not one.within}
    found = {name: factor_column(name, factor) for name, factor in factors.items()}
    for one in takewhile(lambda one: bare(one.name) != bare(step.name), study.timeline):
        if one.levels in ({}, levels):
            found |= {column.name: column for _, column in _left(one, study)}
        elif not levels:
            columns = (column_at(column, of, one.levels) for of, column in _left(one, study))
            found |= {column.name: column for column in columns}
    return found


def _left(step: Step, study: Study) -> Iterator[tuple[str, Column]]:
    """What the step fills, without its levels, each with the name that leaves it."""
    later = filled_later(step)
    for name in (one for one in step.asks_for if one not in later):
        if (measure := study.measures.get(name)) is not None:
            columns = (*measure_kind(measure.kind).columns(name, measure, study), *beside(name, measure))
            yield from ((name, column) for column in columns)
    for column in step_kind(step.kind).columns(step, study):
        suffix = "".join(f".{level}" for level in step.levels.values())
        of = column_of(step.name).removesuffix(suffix)
        yield of, replace(column, name=column_of(column.name).removesuffix(suffix))


def cell(name: str, levels: Mapping[str, str], known: Mapping[str, Any]) -> Any:
    """The cell of a column as a step at these levels means it; None where it is not filled."""
    return known.get(column_here(name, levels), known.get(name))


def column_here(name: str, levels: Mapping[str, str]) -> str:
    """The column of this name at the levels: liking.right.own for liking.right."""
    head, dot, fact = name.partition(".")
    return column_of(f"{at_levels(head, levels.values())}{dot}{fact}")
