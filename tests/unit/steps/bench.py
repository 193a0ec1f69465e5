"""Steps of the study that has every kind, carried out by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ikea_effect.protocol.timeline import Step
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Fact
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.tasks.timeline import task_of
from tests.unit.measures.bench import setup

Answer = Callable[[Screen], Mapping[str, Any]]


def context(language: str = "en", participant: str = "P001") -> Context:
    """A builder in the study."""
    here = setup(language)
    return Context(here, participant, here.protocol.conditions[0], b"k" * 32)


def step(name: str) -> Step:
    """The step of the study that has this name."""
    return next(one for one in context().protocol.timeline if one.name == name)


def played(
    step: Step, answers: Answer | Iterable[Mapping[str, Any]], here: Context | None = None, rt_ms: int = 1500
) -> tuple[list[Screen], dict[str, Any]]:
    """The screens of a step, each of which takes `rt_ms`, and the columns that it fills."""
    answer = answers if callable(answers) else _in_turn(answers)
    task, reply, screens, cells = task_of(step.kind)(step, here or context()), None, [], {}
    while True:
        try:
            shown = next(task) if reply is None else task.send(reply)
        except StopIteration:
            return screens, cells
        reply = None
        if isinstance(shown, Fact):
            cells[shown.data.get("name") or shown.data.get("measure") or shown.kind] = shown.data.get(
                "value", shown.data
            )
        else:
            assert isinstance(shown, Screen)
            assert len(screens) < 1000, f"no answer leads on from {shown}"
            screens.append(shown)
            reply = Reply(answer(shown), 0, rt_ms)


def _in_turn(answers: Iterable[Mapping[str, Any]]) -> Answer:
    left = iter(answers)
    return lambda _screen: next(left)
