"""Which columns a text may show as an answer, and what can stand there."""

from __future__ import annotations

from collections.abc import Collection

from ikea_effect.protocol.kinds.columns import of_measure, of_step
from ikea_effect.protocol.kinds.kind import Column, Study
from ikea_effect.protocol.levels import bare
from ikea_effect.protocol.registry import measure_kind, step_kind

NUMBERS = ("amount", "integer", "number")


def shown_answers(study: Study, of: Collection[str] | None = None) -> dict[str, Column]:
    """Column by name, of those that hold what a participant answered in a form that can be read aloud.

    Numbers, amounts, options that have words, and what people wrote; not what the clock says, nor names
    of options or orders that participants never see. `of` are the measures and steps to look at, if not all.
    """
    measures = [name for name in study.measures if of is None or name in of]
    steps = [step for step in study.timeline if of is None or bare(step.name) in of]
    found = [
        column
        for name in measures
        for column in of_measure(study, name)
        if _reads(column, measure_kind(study.measures[name].kind).written)
    ]
    found += [
        column
        for step in steps
        for column in of_step(study, step)
        if _reads(column, step_kind(step.kind).written)
    ]
    return {column.name: column for column in found}


def _reads(column: Column, written: bool) -> bool:
    if column.timed or column.type in NUMBERS:
        return not column.timed
    return column.type == "text" and (bool(option_texts(column)) or (written and not column.values))


def option_texts(column: Column) -> dict[str, str]:
    """{option: key of its words}, where each value of the column has words; the question stands first."""
    if not column.values or len(column.wording) != len(column.values) + 1:
        return {}
    return dict(zip(column.values, column.wording[1:], strict=True))
