"""What others give for what somebody made: the mean of their ratings, a measure of whoever made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from ikea_effect.protocol.assignments import Yoke
from ikea_effect.protocol.kinds.kind import NONE, Column, Study
from ikea_effect.protocol.kinds.results_of_steps import Result, result_problems
from ikea_effect.protocol.levels import column_of
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.registry import step_kind
from ikea_effect.protocol.shorthand import YOKED, Other, of_other
from ikea_effect.protocol.timeline import Step

JUDGES = "judges"
"""The column `<step>.judges`: how many have rated what was made there."""


def judges_column(step: str, named: Mapping[str, str]) -> Column:
    """How many judges the means are of, and which those are."""
    means = "; ".join(f"{measure} is the mean of their {what}" for what, measure in named.items())
    meaning = f"Judges who rated it and went to their end: {means}"
    return Column(f"{step}.{JUDGES}", "integer", meaning, "judges", (), NONE, detail=True)


class Whose(NamedTuple):
    """Where it stands who made a piece: the column, and which of those that it names, from 0."""

    column: str
    number: int = 0


def makers_of(judging: Step, step: Step, study: Study) -> dict[str, Whose]:
    """{piece: where it stands who made it} of the pieces judged there that somebody made in this step."""
    if judging.takes is not None:
        if judging.takes.step != step.name:
            return {}
        parts = judging.parts_taken
        return {part.removeprefix(f"{judging.name}."): Whose(f"{column_of(part)}.yoked_to") for part in parts}
    yoke = study.assignment.yoke
    if yoke is None or yoke.good != step.its_good or not step_kind(step.kind).makes:
        return {}
    numbers = {name: yoked_number(good, yoke) for name, good in judging.goods_judged.items()}
    return {name: Whose("yoked", number) for name, number in numbers.items() if number is not None}


def yoked_number(good: str, yoke: Yoke) -> int | None:
    """Which of the pieces that somebody is given the good is, from 0; None where it is none of them."""
    whose = [YOKED, *((yoke.from_.role,) if yoke.from_.role is not None else ())]
    for number in range(yoke.each):
        piece = number + 1 if yoke.each > 1 else 0
        if good in [of_other(Other(yoke.good, one, piece)) for one in whose]:
            return number
    return None


def judging_of(step: Step, study: Study) -> Iterator[Step]:
    """The steps in which others rate what is made in this one."""
    return (one for one in study.timeline if one.gives_others and makers_of(one, step, study))


def judged_problems(named: Mapping[str, str], step: Step, study: Study) -> Iterator[Problem]:
    """The measures take what judges give: a scale of a step that judges this one."""
    if named and not list(judging_of(step, study)):
        made = step_kind(step.kind).makes
        shown = (
            "pieces: {piece: {good: {of: yoked}}, .."
            if made
            else f"ideas: {{step: {step.name}, each: 4}}, .."
        )
        message = f"take what judges gave, and no step judges '{step.name}'.\n"
        message += f"Write a step judging: {{id: NAME, text: NAME, {shown}}}, or leave them out."
        yield Problem(("measures",), message)
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
