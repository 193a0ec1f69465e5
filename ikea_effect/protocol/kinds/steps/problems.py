"""A step of problems: short puzzles of our own making, scored."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from ikea_effect.errors import listed
from ikea_effect.protocol.base import MeasureName, Name
from ikea_effect.protocol.kinds.by_level import ByLevel, unfit_levels
from ikea_effect.protocol.kinds.columns_of_steps import seconds_column
from ikea_effect.protocol.kinds.kind import NONE, Column, Columns, StepKind, Study
from ikea_effect.protocol.kinds.measures.number import NumberMeasure
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.timeline import Step

FORMS = ("easy", "hard")
LANGUAGES = ("en", "nl")
"""Those that there are words of; a test holds them to the words."""
MOST = 12
"""Problems of each sort and form that there are."""


def _word_or_factor(value: Any) -> str | None:
    if isinstance(value, dict | ByLevel):
        return "factor"
    return "word" if value in FORMS else None


Form = Annotated[
    Annotated[Literal["easy", "hard"], Tag("word")] | Annotated[ByLevel, Tag("factor")],
    Discriminator(
        _word_or_factor,
        custom_error_type="form_type",
        custom_error_message="easy, hard, or {by: FACTOR} with such levels is expected",
    ),
]


class Problems(Step):
    """The participant solves `count` problems: number series, or words whose letters are out of order.

    `form` says how hard they are; with `{by: factor}` it is the factor's level. A field left empty is an
    answer, and counts as not solved. With `feedback` each answer is followed by the right one. A `measure` of
    kind number takes the score.
    """

    kind = "problems"
    id: Name
    sort: Literal["series", "anagrams"]
    form: Form
    count: int = Field(default=6, ge=1, le=MOST)
    feedback: bool = False
    measure: MeasureName | None = None


def _columns(step: Problems, _study: Study) -> Columns:
    places = range(1, step.count + 1)
    score = Column(
        f"{step.id}.score", "integer", "Problems solved", "problems", (), NONE, Decimal(step.count)
    )
    return (
        score,
        seconds_column(step.id, "How long the problems took, together"),
        *(Column(f"{step.id}.answer_{n}", "text", f"Answer to problem {n}", detail=True) for n in places),
        *(Column(f"{step.id}.right_{n}", "boolean", f"Problem {n} was solved", detail=True) for n in places),
        *(
            Column(
                f"{step.id}.seconds_{n}", "number", f"Time for problem {n}", "seconds", (), NONE,
                timed=True, detail=True,
            )
            for n in places
        ),
    )  # fmt: skip


def _misfits(step: Problems, study: Study) -> Iterator[Problem]:
    yield from unfit_levels(step.form, FORMS, study, "form")
    strange = [one for one in study.languages if one.partition("-")[0] not in LANGUAGES]
    if step.sort == "anagrams" and strange:
        message = (
            f"has words in {listed(LANGUAGES)} only, and the study is also in {listed(strange)}.\n"
            "Write sort: series, which has no words, or leave the language out."
        )
        yield Problem(("sort",), message)
    measure = study.measures.get(step.measure or "")
    if not isinstance(measure, NumberMeasure):
        return
    low, high, grid = measure.low, measure.high, measure.step
    if (low, high, grid) != (NONE, Decimal(step.count), Decimal(1)):
        message = (
            f"is '{step.measure}', from {low} to {high} in steps of {grid}; the score goes from 0 to "
            f"{step.count}.\nWrite in the measure: low: 0, high: {step.count}."
        )
        yield Problem(("measure",), message)


KIND = StepKind(
    name="problems",
    model=Problems,
    meaning="Short problems, easy or hard, and how many are solved",
    task="ikea_effect.tasks.problems.task:problems",
    shared=("problems",),
    columns=_columns,
    misfits=_misfits,
    fills="numbers",
)
