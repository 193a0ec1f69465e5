"""A step of ideas: several short texts, as many as one has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pydantic import Field

from ikea_effect.protocol.base import MeasureName, Name
from ikea_effect.protocol.kinds.columns_of_steps import seconds_column
from ikea_effect.protocol.kinds.judges import judged_problems, judges_column
from ikea_effect.protocol.kinds.kind import Column, Columns, StepKind, Study
from ikea_effect.protocol.kinds.measures.number import NumberMeasure
from ikea_effect.protocol.kinds.results_of_steps import ResultMeasures
from ikea_effect.protocol.kinds.texts_of_steps import texts_named
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.timeline import Step


class Ideas(Step):
    """The participant writes ideas, one on each page, between `at_least` and `at_most` of them.

    Once there are `at_least`, an empty field ends the step. A `measure` of kind number takes how many there
    are. Where others judge them, `measures: {STEP.SCALE: measure}` take the mean of what they gave on a
    scale of that step: measures of kind score, with the scale's ends. Texts: <text>.title, .body (what to
    think of), .question (above the field).
    """

    kind = "ideas"
    id: Name
    text: Name
    at_least: int = Field(default=1, ge=0, le=50)
    at_most: int = Field(default=10, ge=1, le=50)
    max_characters: int = Field(default=200, ge=10, le=1000)
    measure: MeasureName | None = None
    measures: ResultMeasures = Field(default_factory=dict)


def _columns(step: Ideas, _study: Study) -> Columns:
    asked = (f"{step.text}.question",)
    low, high = Decimal(step.at_least), Decimal(step.at_most)
    return (
        Column(f"{step.id}.count", "integer", "Ideas that were written", "ideas", (), low, high),
        seconds_column(step.id, "How long the participant thought of ideas"),
        *((judges_column(step.id, step.measures),) if step.measures else ()),
        *(
            Column(f"{step.id}.idea_{number}", "text", f"Idea {number}", wording=asked, detail=True)
            for number in range(1, step.at_most + 1)
        ),
    )


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    least, most = body.get("at_least", 1), body.get("at_most", 10)
    if isinstance(least, int) and isinstance(most, int) and least > most:
        key = "at_least" if "at_least" in body else "at_most"
        yield Problem((key,), f"is {body[key]}: at least {least} and at most {most} ideas cannot be.")


def _misfits(step: Ideas, study: Study) -> Iterator[Problem]:
    yield from judged_problems(step.measures, step, study)
    measure = study.measures.get(step.measure or "")
    if not isinstance(measure, NumberMeasure):
        return
    low, high, grid = measure.low, measure.high, measure.step
    if low > step.at_least or high < step.at_most or grid != 1 or low % 1:
        message = (
            f"is '{step.measure}', from {low} to {high} in steps of {grid}; there are {step.at_least} to "
            f"{step.at_most} ideas.\nWrite in the measure: low: {step.at_least}, high: {step.at_most}."
        )
        yield Problem(("measure",), message)


KIND = StepKind(
    name="ideas",
    model=Ideas,
    meaning="Several short texts, as many as one thinks of",
    task="ikea_effect.tasks.ideas.task:ideas",
    shared=("ideas",),
    columns=_columns,
    texts=texts_named("title", "body", "question"),
    problems=_problems,
    misfits=_misfits,
    fills="numbers",
    judged=True,
    written=True,
)
