"""The whole session as one task: the protocol's steps, one after the other, for one condition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ikea_effect.protocol.expressions import evaluate, names_in, parse_expression
from ikea_effect.protocol.kinds.before_step import cell
from ikea_effect.protocol.kinds.session import order_written
from ikea_effect.protocol.registry import resolve, step_kind
from ikea_effect.protocol.timeline import Step
from ikea_effect.screens.cells import cells_in
from ikea_effect.screens.context import Context, EndSession
from ikea_effect.screens.facts import Fact, Measured
from ikea_effect.screens.screens import Reply, Screen, Task
from ikea_effect.tasks.alteration import altered, at_progress
from ikea_effect.tasks.chosen_good import about_the_chosen, choice_noted
from ikea_effect.tasks.notes import cell_of
from ikea_effect.tasks.places import Places, places_in

TaskOf = Callable[[Any, Context], Task]


def task_of(kind: str) -> TaskOf:
    """The task that carries out steps of this kind; imported now, since no study has all of them."""
    found: TaskOf = resolve(step_kind(kind).task)
    return found


def timeline(context: Context) -> Task:
    """Every screen of the participant's session, in order. Outcome: True if it went to its end."""
    steps = context.steps
    went_to_end = True
    context.known.update(before(context))
    places = places_in(context)
    for number, step in enumerate(steps):
        if not (went_to_end or step_kind(step.kind).closes):
            continue
        if not (context.shows_all or holds(step, context.known)):
            continue
        if _is_skipped(step, context):
            continue
        try:
            yield from _in_place(_partner_met(step, context), number / len(steps), context)
            if _is_skipped(step, context):
                continue
            task = _at_levels(_as_read(step, context, places), step)
            yield from _in_place(task, number / len(steps), context, step)
        except EndSession:
            went_to_end = False
    yield from _in_place(revealed(context), 1.0, context)
    return went_to_end


def before(context: Context) -> dict[str, Any]:
    """What is known of a participant before anything was asked: the condition, orders of levels, strata."""
    if (place := context.place) is None:
        return dict(context.condition)
    orders = {f"{factor}.order": order_written(levels) for factor, levels in place.orders.items()}
    return {**context.condition, **orders, **place.strata}


def holds(step: Step, known: Mapping[str, Any]) -> bool:
    """Whether the step's own rule holds; one that cannot be decided, for want of an answer, does not.

    Inside a repetition a name may be that of a column at the same levels: liking for liking.own.
    """
    if step.only_if is None:
        return True
    rule = parse_expression(step.only_if)
    return evaluate(rule, {name: cell(name, step.levels, known) for name in names_in(rule)}) is True


def _partner_met(step: Step, context: Context) -> Task:
    """The partner of the pair, where it is time to meet; nobody in a study without pairs."""
    if context.protocol.is_paired:
        from ikea_effect.tasks.pairs.task import is_time_to_meet, partner  # few studies have pairs

        if is_time_to_meet(step, context):
            yield from partner(context)


def _is_skipped(step: Step, context: Context) -> bool:
    """Whether the step shows the piece of a partner who never came."""
    if not context.partners:
        return False
    from ikea_effect.tasks.pairs.task import is_skipped  # few studies have pairs

    return is_skipped(step, context)


def _step(step: Step, context: Context) -> Task:
    """One step; before a debriefing what is still held back, after a step what waited for it."""
    if step_kind(step.kind).closes:
        yield from revealed(context)
    about = about_the_chosen(step, context)
    yield from choice_noted(about, step)
    yield from task_of(step.kind)(about, context)
    yield from revealed(context, step.name)


def _as_read(step: Step, context: Context, places: Places) -> Task:
    """The step, its texts as this participant reads them."""
    task = _step(step, context)
    if places.are_none:
        return task
    from ikea_effect.tasks.answers import with_answers  # in most studies everyone reads the same

    return with_answers(task, step, context, places)


def _at_levels(task: Task, step: Step) -> Task:
    """The step's task; whatever is measured in one that is repeated says at which levels."""
    if not step.levels:
        return task
    return altered(
        task, lambda item: replace(item, levels=step.levels) if isinstance(item, Measured) else item
    )


def revealed(context: Context, after: str | None = None) -> Task:
    """The pages that were held back until this step had passed; all that are left if no step is named."""
    due = [one for one in context.held if after is None or one.after == after]
    for one in due:
        context.held.remove(one)
        yield one.page


def _in_place(task: Task, progress: float, context: Context, step: Step | None = None) -> Task:
    """The task, each of its screens told how far the session is, what it settles kept for the debriefing.

    When it is through, the step's time is known, unless its kind told it itself: no fact, the journal has it.
    """
    reply: Reply | None = None
    taken_ms = 0
    while True:
        try:
            item = task.send(reply)
        except StopIteration as end:
            if step is not None:
                context.known.setdefault(cell_of(step.name, "seconds"), taken_ms / 1000)
            return end.value
        if isinstance(item, Screen):
            reply = yield at_progress(item, progress)
            taken_ms += 0 if reply is None else reply.rt_ms
        elif isinstance(item, Fact):
            _keep(item, context)
            reply = yield item
        else:
            reply = yield at_progress(item, progress)


def _keep(fact: Fact, context: Context) -> None:
    """What is known from the fact, for what comes later in the session."""
    context.known.update(cells_in(fact.kind, fact.data))
    kept: Mapping[str, list[Any]] = {
        "settled": context.settled,
        "pending": context.pending,
        "earned": context.earned,
    }
    if fact.kind in kept:
        kept[fact.kind].append(fact)
