"""What others give for what somebody made: the mean of their ratings, a measure of whoever made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ikea_effect.protocol.kinds.kind import NONE, Column, Study
from ikea_effect.protocol.kinds.results_of_steps import Result, result_problems
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.registry import step_kind
from ikea_effect.protocol.timeline import Step

JUDGES = "judges"
"""The column `<step>.judges`: how many have rated what was made there."""


def judges_column(step: str, named: Mapping[str, str]) -> Column:
    """How many judges the means are of, and which those are."""
    means = "; ".join(f"{measure} is the mean of their {what}" for what, measure in named.items())
    meaning = f"Judges who rated it and went to their end: {means}"
    return Column(f"{step}.{JUDGES}", "integer", meaning, "judges", (), NONE, detail=True)


def judging_of(step: Step, study: Study) -> Iterator[Step]:
    """The steps in which others rate what is made in this one."""
    for one in study.timeline:
        if one.gives_others and one.takes is not None and one.takes.step == step.name:
            yield one


def judged_problems(named: Mapping[str, str], step: Step, study: Study) -> Iterator[Problem]:
    """The measures take what judges give: a scale of a step that judges this one."""
    if named and not list(judging_of(step, study)):
        message = f"take what judges gave, and no step judges '{step.name}'.\n"
        message += f"Write a step judging: {{id: NAME, text: NAME, ideas: {{step: {step.name}, each: 4}}, .."
        yield Problem(("measures",), f"{message}}}, or leave them out.")
        return
    results = {
        f"{one.name}.{scale}": Result(Decimal(low), Decimal(high))
        for one in judging_of(step, study)
        for scale, (low, high) in one.gives_others.items()
    }
    yield from result_problems(named, results, study)


def filled_later(step: Step) -> tuple[str, ...]:
    """The measures of a step that are filled when others have judged what was made in it."""
    return tuple(getattr(step, "measures", {}).values()) if step_kind(step.kind).judged else ()
