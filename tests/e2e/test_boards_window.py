"""The boards in a real window, by real X events, beside the simulated participant on the same tasks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ikea_effect.screens.facts import Fact
from ikea_effect.screens.screens import Screen, Task
from ikea_effect.session.frontends.base import Frontend
from ikea_effect.session.frontends.script import scripted_frontend
from ikea_effect.session.frontends.simulation import Simulated
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.assembly.task import assembly
from ikea_effect.tasks.design.task import design
from tests.unit.tasks.making_bench import FREE, NORTON, SHIRT, build_step, context, design_step

pytestmark = [pytest.mark.window, pytest.mark.slow]


def shown(task: Task, frontend: Frontend) -> tuple[list[tuple[str, str]], list[Fact]]:
    """(screen, move) of every reply, and every fact."""
    replies: list[tuple[str, str]] = []
    facts: list[Fact] = []
    step: Screen | Fact = next(task)
    while True:
        reply = None
        if isinstance(step, Fact):
            facts.append(step)
        else:
            reply = frontend.show(step)
            replies.append((step.id, str(reply.values.get("move", ""))))
        try:
            step = task.send(reply)
        except StopIteration:
            return replies, facts


TASKS: dict[str, Any] = {
    "build": (NORTON, lambda here: assembly(build_step(then="take-apart", stop_before=3), here)),
    "by-hand": (NORTON, lambda here: assembly(build_step(mode="physical", stop_before=5), here)),
    "make": (SHIRT, lambda here: design(design_step("reproduce"), here)),
    "invent": (FREE, lambda here: design(design_step("free"), here)),
}


@pytest.mark.parametrize("task", TASKS)
def test_a_hand_at_the_window_does_what_the_simulated_one_does(task: str, tmp_path: Path) -> None:
    protocol, begin = TASKS[task]
    here, there = context(protocol), context(protocol)
    simulated = shown(begin(here), Simulated(Respondent(here)))
    frontend = scripted_frontend(there.setup, Respondent(there).answer, screens_folder=tmp_path)
    try:
        by_hand = shown(begin(there), frontend)
    finally:
        frontend.close()
    assert by_hand[0] == simulated[0]
    assert [fact for fact in by_hand[1] if fact.kind == "noted"] == [
        fact for fact in simulated[1] if fact.kind == "noted"
    ]
    assert there.made.keys() == here.made.keys()
    assert len(list(tmp_path.glob("*.png"))) >= len(by_hand[0])
