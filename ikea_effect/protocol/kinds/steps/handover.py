"""A step that the experimenter enters: something is handed over, confirmed, or read off and typed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ikea_effect.protocol.base import MeasureName, Name
from ikea_effect.protocol.kinds.columns_of_steps import count_column, seconds_column
from ikea_effect.protocol.kinds.kind import Columns, StepKind, Study
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.timeline import Step

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup


class Handover(Step):
    """The participant calls the experimenter, who opens the experimenter's page by the chord Ctrl+Shift+Q.

    There stands what to do (<text>.task); the experimenter confirms it or types the `measure`, a number, with
    `twice` a second time, until both are equal. Where the station has a code, the chord asks for it.
    """

    kind = "handover"
    id: Name
    text: Name
    measure: MeasureName | None = None
    twice: bool = False


def _columns(step: Handover, _study: Study) -> Columns:
    differed = count_column(step.id, "differed", "How often two entries of the number differed", "times")
    waited = "How long it took, from the call for the experimenter to the end"
    return (seconds_column(step.id, waited), *((differed,) if step.twice else ()))


def _texts(step: Handover, _setup: Setup) -> Iterator[str]:
    yield f"{step.text}.task"


def _misfits(step: Handover, study: Study) -> Iterator[Problem]:
    if step.twice and step.measure is None:
        message = "asks for a number twice, and there is none to type. Write measure: NAME, or leave it out."
        yield Problem(("twice",), message, at_key=True)
    measure = study.measures.get(step.measure or "")
    if measure is not None and measure.may_be_declined:
        message = (
            f"is '{step.measure}', which may be declined; the experimenter always types it.\n"
            "Leave `optional` out of the measure."
        )
        yield Problem(("measure",), message)


KIND = StepKind(
    name="handover",
    model=Handover,
    meaning="The experimenter confirms something, or types a number such as grams",
    task="ikea_effect.tasks.handover.task:handover",
    shared=("handover",),
    columns=_columns,
    texts=_texts,
    misfits=_misfits,
    fills="numbers",
)
