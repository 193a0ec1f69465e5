"""Steps of making run by hand: replies by rule, screens and facts kept."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ikea_effect.protocol.kinds.steps.assembly import Assembly
from ikea_effect.protocol.kinds.steps.design import Design
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Fact
from ikea_effect.screens.screens import Reply, Screen, Task

NORTON, SHIRT, FREE = "norton-2012-1a", "franke-2010-tshirt", "franke-2010-tshirt-free"


def setup(protocol: str, language: str = "en") -> Setup:
    """A shipped study, set up; the same one at every call."""
    return _setup(protocol, language)


@functools.cache
def _setup(protocol: str, language: str) -> Setup:
    return load_setup(protocol, language=language)


def context(protocol: str, participant: str = "P001") -> Context:
    """A participant in a shipped study."""
    here = setup(protocol)
    return Context(here, participant, here.protocol.conditions[0], b"k" * 32)


def build_step(**changes: Any) -> Assembly:
    """A step that puts the box together."""
    return Assembly.model_validate({"id": "build", "good": "storage-box", **changes})


def design_step(task: str) -> Design:
    """A step that makes the shirt."""
    return Design.model_validate({"id": "make", "good": "shirt", "task": task})


class Played(NamedTuple):
    """What a task showed, kept and returned."""

    screens: list[Screen]
    facts: list[Fact]
    outcome: Any

    def noted(self) -> dict[str, Any]:
        """The columns of the wide table that the task filled."""
        return {fact.data["name"]: fact.data["value"] for fact in self.facts if fact.kind == "noted"}


def play(task: Task, answer: Callable[[Screen], Mapping[str, Any]]) -> Played:
    """Runs the task to its end; `answer` gives the values of each reply."""
    screens: list[Screen] = []
    facts: list[Fact] = []
    shown = next(task)
    while True:
        reply = None
        if isinstance(shown, Fact):
            facts.append(shown)
        else:
            screens.append(shown)
            reply = Reply(answer(shown), 0, 0)
        try:
            shown = task.send(reply)
        except StopIteration as ended:
            return Played(screens, facts, ended.value)
