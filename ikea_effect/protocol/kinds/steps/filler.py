"""A step that takes as long as what others do meanwhile: pages to read, or letters to count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import Field
from typing_extensions import override

from ikea_effect.protocol.base import Declared, Name
from ikea_effect.protocol.kinds.before_step import step_called
from ikea_effect.protocol.kinds.columns_of_steps import count_column, seconds_column
from ikea_effect.protocol.kinds.kind import Column, Columns, StepKind, Study
from ikea_effect.protocol.kinds.takes import take_problems, whose_column
from ikea_effect.protocol.levels import bare
from ikea_effect.protocol.problem import Problem, undeclared
from ikea_effect.protocol.timeline import Step, Take

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup

SHORTEST_S, LONGEST_S = Decimal(1), 7200


class AsLongAs(Declared):
    """The step that others do meanwhile, and how long it takes them: from a pilot, or earlier sessions.

    Where it is `yoked`, the time is that of one of them who has finished, and `seconds` stands in for it.
    """

    step: Name
    seconds: float = Field(gt=0, le=LONGEST_S)
    yoked: bool = False


class Filler(Step):
    """Something neutral that takes at least `seconds`: puzzles in which letters are counted, or `pages`.

    With `as_long_as` it stands for a step of another condition, and takes the seconds declared there, or with
    `yoked: true` as long as one of those who did that step took, drawn when the session begins. The puzzles
    or pages share them. Texts: of each page <page>.title, .body.
    """

    kind = "filler"
    names_steps = (("as_long_as", "step"),)
    id: Name
    seconds: float | None = Field(default=None, gt=0, le=LONGEST_S)
    as_long_as: AsLongAs | None = None
    pages: tuple[Name, ...] = Field(default=(), max_length=100)

    @property
    def takes_s(self) -> float:
        """The least that it takes, in seconds."""
        declared = self.as_long_as.seconds if self.as_long_as is not None else self.seconds
        return declared or 0.0

    @property
    @override
    def takes(self) -> Take | None:
        other = self.as_long_as
        if other is None or not other.yoked:
            return None
        return Take(other.step, (), other.seconds)


def _columns(step: Filler, _study: Study) -> Columns:
    counted = count_column(step.id, "right", "Puzzles in which the letters were counted rightly", "puzzles")
    return (
        seconds_column(step.id, "How long the filler took"),
        *(_of_the_other(step) if step.takes is not None else ()),
        *(() if step.pages else (counted,)),
    )


def _of_the_other(step: Filler) -> Columns:
    ends = (SHORTEST_S, Decimal(LONGEST_S))
    least = Column(f"{step.id}.least", "number", "The time that it had to take", "seconds", (), *ends)
    return (least, whose_column(step.id, "time"))


def _texts(step: Filler, _setup: Setup) -> Iterator[str]:
    yield from (f"{page}.{part}" for page in step.pages for part in ("title", "body"))


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    if ("seconds" in body) == ("as_long_as" in body):
        found = "both `seconds` and `as_long_as` are" if "seconds" in body else "neither is"
        message = (
            f"takes a time, and {found} given.\n"
            "Write seconds: 120, or as_long_as: {step: make, seconds: 120} with that step's usual time."
        )
        yield Problem((), message, at_key=True)


def _misfits(step: Filler, study: Study) -> Iterator[Problem]:
    if step.as_long_as is None:
        return
    at = ("as_long_as", "step")
    if step.takes is not None:
        yield from take_problems(step.takes.step, step, study, at)
        return
    others = [one for one in study.timeline if bare(one.name) != bare(step.name)]
    other = step_called(step.as_long_as.step, step, others)
    if other is None:
        yield undeclared("step", step.as_long_as.step, dict.fromkeys(bare(one.name) for one in others), at)
    elif any(step.reaches(dict(one)) and other.reaches(dict(one)) for one in study.conditions):
        message = (
            f"is '{step.as_long_as.step}', and some do both. A filler stands for what others do.\n"
            "Write only_in: {FACTOR: LEVEL} in one of the two, or seconds: in place of as_long_as:."
        )
        yield Problem(at, message)


KIND = StepKind(
    name="filler",
    model=Filler,
    meaning="Something neutral that takes as long as what others do meanwhile",
    task="ikea_effect.tasks.filler.task:filler",
    shared=("filler",),
    columns=_columns,
    texts=_texts,
    problems=_problems,
    misfits=_misfits,
    stands_for=True,
)
