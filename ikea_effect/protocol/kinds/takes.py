"""What a step takes of somebody else's session: whether it can be had, and the column that says whose."""

from __future__ import annotations

from collections.abc import Iterator

from ikea_effect.protocol.kinds.before_step import step_called
from ikea_effect.protocol.kinds.kind import Column, Study
from ikea_effect.protocol.kinds.mechanisms import kind_of
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.levels import bare
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.problem import Problem, undeclared
from ikea_effect.protocol.timeline import Step

STAND_IN = "stand-in"
"""What the column `<step>.yoked_to` holds where nobody had finished."""


def whose_column(step: str, what: str) -> Column:
    """Whose session something was taken of."""
    meaning = f"Whose {what} it was; {STAND_IN}: nobody had finished"
    return Column(f"{step}.yoked_to", "text", meaning, detail=True, signs="people")


def take_problems(named: str, step: Step, study: Study, at: Steps) -> Iterator[Problem]:
    """What a step takes is left by another one, whom others meet who have finished before."""
    others = [one for one in study.timeline if bare(one.name) != bare(step.name)]
    other = step_called(named, step, others)
    if other is None:
        yield undeclared("step", named, dict.fromkeys(bare(one.name) for one in others), at)
    elif any(step.reaches(dict(one)) and other.reaches(dict(one)) for one in study.conditions):
        message = f"is '{named}', and some meet both. What is taken is of others, who had finished before.\n"
        yield Problem(at, message + "Write only_in: {FACTOR: LEVEL} in one of the two.")
    elif why := _why_not(step, other, study):
        yield Problem(at, f"is '{named}', {why}")


def _why_not(step: Step, other: Step, study: Study) -> str:
    """Why nothing of the other step can be handed on; nothing where it can."""
    if other.levels or any(one.levels for one in study.timeline if bare(one.name) == bare(step.name)):
        return "and one of the two is repeated by for_each. Take it outside of the repetition."
    if study.is_paired or any(kind_of(one.mechanism).settles == "desk" for one in biddings(study.timeline)):
        return "and sessions meet here: partners would wait for each other. Leave it out."
    givers = [dict(one) for one in study.conditions if other.reaches(dict(one))]
    yoke = study.assignment.yoke
    if any(one.takes and one.reaches(giver) for one in study.timeline for giver in givers):
        return "and some who meet it take from others themselves. Take it of those who do not."
    if yoke is not None and any(yoke.to.are(giver) for giver in givers):
        return "and some who meet it see what others made. Take it of those who do not."
    return ""
