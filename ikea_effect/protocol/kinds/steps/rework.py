"""A step in which a design that is there already is changed, in so many parts at most."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field, Tag

from ikea_effect.protocol.base import MeasureName, Name
from ikea_effect.protocol.by_levels import PLAIN_OR_BY, ByLevels, every, level_problems
from ikea_effect.protocol.goods import GoodName
from ikea_effect.protocol.kinds.columns_of_steps import count_column, seconds_column
from ikea_effect.protocol.kinds.kind import Column, Columns, StepKind, Study
from ikea_effect.protocol.kinds.measures.number import NumberMeasure
from ikea_effect.protocol.kinds.texts_of_steps import texts_named
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.timeline import Step

Most = Annotated[int, Field(ge=0, le=20)]


class Rework(Step):
    """The good as it is by then is changed with the toolkit, in `at_most` parts; one may leave it as it is.

    It is what somebody else made (`good: {of: ROLE}`), one's own earlier design, or the company's. A part is
    the color, or a motif or text: changed, taken away, added, or one in place of another. A `measure` of
    kind number takes how many parts differ in the end. Texts: <text>.title, .body.
    """

    kind = "rework"
    id: Name
    text: Name
    good: GoodName
    at_most: Annotated[Annotated[Most, Tag("plain")] | Annotated[ByLevels[Most], Tag("by")], PLAIN_OR_BY]
    measure: MeasureName | None = None

    @property
    def most(self) -> int:
        """The most parts that anyone may change."""
        return max(int(most) for most in every(self.at_most))


def _columns(step: Rework, _study: Study) -> Columns:
    changes = "Parts that differ from the design as it was: color, motifs, texts"
    return (
        Column(f"{step.id}.changes", "integer", changes, "parts", (), Decimal(0), Decimal(step.most)),
        count_column(step.id, "items", "Motifs and texts on the finished design", "items"),
        count_column(step.id, "moves", "Moves that were made, those taken back among them", "moves"),
        seconds_column(step.id, "How long the design was worked on"),
    )


def _misfits(step: Rework, study: Study) -> Iterator[Problem]:
    yield from level_problems(step, study, "at_most")
    measure = study.measures.get(step.measure or "")
    if not isinstance(measure, NumberMeasure):
        return
    low, high, grid = measure.low, measure.high, measure.step
    if low > 0 or high < step.most or grid != 1 or low % 1:
        message = (
            f"is '{step.measure}', from {low} to {high} in steps of {grid}; 0 to {step.most} parts can "
            f"change.\nWrite in the measure: low: 0, high: {step.most}."
        )
        yield Problem(("measure",), message)


KIND = StepKind(
    name="rework",
    model=Rework,
    meaning="A design that is there already is changed, in so many parts at most",
    task="ikea_effect.tasks.design.rework:rework",
    shared=("making.design", "making.rework"),
    columns=_columns,
    texts=texts_named("title", "body"),
    misfits=_misfits,
    needs="toolkit",
    makes=True,
    fills="numbers",
)
"""Changing somebody's design."""
