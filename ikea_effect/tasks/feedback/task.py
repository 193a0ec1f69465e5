"""A page that says what one's answers, or one's condition, led to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ikea_effect.protocol.by_levels import ByLevels
from ikea_effect.protocol.expressions import evaluate, names_in, parse_expression
from ikea_effect.protocol.kinds.before_step import cell
from ikea_effect.protocol.kinds.steps.feedback import Feedback, Saying
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.pictures import AwardPicture
from ikea_effect.screens.screens import Page, Task
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.notes import noted, seconds


def feedback(step: Feedback, context: Context) -> Task:
    """The page with the first saying whose rule holds."""
    known = {**context.condition, **step.levels, **context.known}
    said = saying(step, context.condition, known)
    value = cell(step.about, step.levels, known) if step.about is not None else None
    yield noted(step.id, "says", said.say)
    reply = yield _page(step, said, value)
    yield seconds(step.id, [reply])


def others(step: Feedback, _context: Context) -> Iterator[Page]:
    """The page of everything that may be said to people of the same condition."""
    sayings = () if isinstance(step.says, ByLevels) else step.says
    return (_page(step, one, step.of) for one in sayings)


def _page(step: Feedback, said: Saying, value: Any) -> Page:
    return Page(
        name_in(step.id, "page"),
        title=Text(f"{step.text}.title"),
        body=(Text(f"{step.text}.{said.say}.body", {"value": "–" if value is None else int(value)}),),
        picture=_picture(step, said, value),
        minimum_s=step.minimum_s,
    )


def saying(step: Feedback, condition: Mapping[str, str], known: Mapping[str, Any]) -> Saying:
    """What is said to someone of whom this much is known; a rule that cannot be decided does not hold."""
    if isinstance(step.says, ByLevels):
        return step.says.at(condition)
    for one in step.says:
        if one.when is None or _holds(one.when, step.levels, known):
            return one
    raise LookupError(f"no rule of the step '{step.id}' holds")


def _holds(rule: str, levels: Mapping[str, str], known: Mapping[str, Any]) -> bool:
    expression = parse_expression(rule)
    return evaluate(expression, {name: cell(name, levels, known) for name in names_in(expression)}) is True


def _picture(step: Feedback, said: Saying, value: Any) -> AwardPicture | None:
    if said.award == "none":
        return None
    if said.award == "progress":
        return AwardPicture("progress", done=min(int(value or 0), step.of or 1), of=step.of or 1)
    return AwardPicture(said.award, words=Text(f"{step.text}.{said.say}.award"))
