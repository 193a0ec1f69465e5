"""A step about a good that the participant chose: the same step, about that good."""

from __future__ import annotations

from ikea_effect.protocol.goods import ChosenGood
from ikea_effect.protocol.kinds.before_step import cell
from ikea_effect.protocol.registry import step_kind
from ikea_effect.protocol.timeline import Step
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Task
from ikea_effect.tasks.notes import noted


def about_the_chosen(step: Step, context: Context) -> Step:
    """The step about the good that was chosen; the step itself where it names its good."""
    good = step.__dict__.get("good")  # a key that the kind lacks is looked for slowly by the model
    if isinstance(good, str) or not isinstance(good, ChosenGood):
        return step
    chosen = cell(good.chosen_by, step.levels, context.known)
    return step.model_copy(update={"good": chosen if chosen in good.among else good.among[0]})


def choice_noted(step: Step, declared: Step) -> Task:
    """Where bids are made on a chosen good, which it is: what is paid and handed over follows from it."""
    if step is not declared and step_kind(step.kind).fills == "money":
        yield noted(step.name, "good", step.its_good)
