"""A step in which what was put together is taken apart again."""

from __future__ import annotations

from collections.abc import Iterator

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.before_step import step_called
from ikea_effect.protocol.kinds.columns_of_steps import count_column, seconds_column
from ikea_effect.protocol.kinds.kind import Columns, StepKind, Study
from ikea_effect.protocol.kinds.steps.assembly import Assembly
from ikea_effect.protocol.levels import bare
from ikea_effect.protocol.problem import Problem, undeclared
from ikea_effect.protocol.timeline import Step


class TakeApart(Step):
    """The good of an earlier assembly is taken apart, and is shown in parts from then on.

    Part by part, the last one first; on screen or by hand, as it was put together.
    """

    kind = "take-apart"
    names_steps = (("assembly",),)
    id: Name
    assembly: Name


def _columns(step: TakeApart, _study: Study) -> Columns:
    return (
        count_column(step.id, "steps", "Parts taken off", "moves"),
        count_column(step.id, "wrong_drops", "Parts dropped elsewhere than at the side", "moves"),
        seconds_column(step.id, "How long taking apart took"),
    )


def _misfits(step: TakeApart, study: Study) -> Iterator[Problem]:
    """What is taken apart was put together before, by everyone who comes here, and is still whole."""
    steps = list(study.timeline)
    assembly = step_called(step.assembly, step, steps)
    if not isinstance(assembly, Assembly):
        made = dict.fromkeys(bare(one.name) for one in steps if isinstance(one, Assembly))
        yield undeclared("assembly", step.assembly, made, ("assembly",))
        return
    names = [bare(one.name) for one in steps]
    if names.index(step.assembly) > names.index(bare(step.name)):
        yield Problem(("assembly",), f"is '{step.assembly}', which comes later. Take apart what is there.")
    elif assembly.then == "take-apart":
        message = f"is '{step.assembly}', in which it is taken apart already. Write there then: keep."
        yield Problem(("assembly",), message)
    elif any(step.reaches(dict(one)) and not assembly.reaches(dict(one)) for one in study.conditions):
        message = (
            f"is '{step.assembly}', and some who come here did not put anything together.\n"
            "Write the same only_in: in both steps."
        )
        yield Problem(("assembly",), message)


KIND = StepKind(
    name="take-apart",
    model=TakeApart,
    meaning="What was put together is taken apart again",
    task="ikea_effect.tasks.assembly.apart:take_apart",
    shared=("making.assembly",),
    columns=_columns,
    misfits=_misfits,
    makes=True,
)
