"""A box put together in a real window with little help: real drags, looks at the picture, a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.screens.facts import Fact
from ikea_effect.screens.screens import Screen, Task
from ikea_effect.session.frontends.lab.frontend import LabFrontend
from ikea_effect.session.frontends.script import scripted_frontend
from ikea_effect.tasks.assembly.task import assembly
from tests.unit.tasks.making_bench import NORTON, build_step, context, setup
from tests.unit.tasks.test_turned_parts import lying

pytestmark = [pytest.mark.window, pytest.mark.slow]
FIRST = ({"move": "consult"}, {"move": "consult"}, {"move": "wrong-drop", "part": "lid", "x": 150, "y": 0})


def carried_out(task: Task, frontend: LabFrontend) -> dict[str, Any]:
    """What the step notes, and the parts that are in place at its end."""
    noted: dict[str, Any] = {}
    try:
        item: Any = next(task)
        while True:
            if isinstance(item, Fact):
                noted |= {item.data["name"]: item.data["value"]} if item.kind == "noted" else {}
                item = next(task)
            else:
                item = task.send(frontend.show(item))
    except StopIteration as end:
        return {**noted, "placed": end.value}
    finally:
        frontend.close()


@pytest.mark.parametrize("guidance", ["named", "none"])
def test_a_build_without_a_lit_place(tmp_path: Path, guidance: str) -> None:
    waiting = iter(FIRST)
    order = setup(NORTON).kits["storage-box"].order

    def answer(screen: Screen) -> tuple[Mapping[str, Any], int]:
        if not isinstance(screen, AssemblyBoard):
            return {}, 0
        if screen.complete:
            return {"move": "done"}, 0
        part = next(part for part in order if part not in screen.placed)
        return next(waiting, {"move": "place", "part": part}), 0

    frontend = scripted_frontend(setup(NORTON), answer, screens_folder=tmp_path / "screens")
    task = assembly(build_step(guidance=guidance, consult=True), context(NORTON))
    noted = carried_out(task, frontend)
    assert noted.pop("placed") == order
    assert noted == {"build.wrong_drops": 1, "build.undos": 0, "build.steps": len(order), "build.looks": 1}


def test_parts_that_lie_turned_are_pressed_until_they_are_upright(tmp_path: Path) -> None:
    here = replace(context(NORTON), setup=lying())
    waiting = iter(({"move": "place", "part": "base"},))  # too early: it does not fit

    def answer(screen: Screen) -> tuple[Mapping[str, Any], int]:
        if not isinstance(screen, AssemblyBoard):
            return {}, 0
        part = screen.next_part
        turn = "turn" if part in screen.turned else "place"
        return next(waiting, {"move": "done"} if part is None else {"move": turn, "part": part}), 0

    frontend = scripted_frontend(lying(), answer, screens_folder=tmp_path / "screens")
    noted = carried_out(assembly(build_step(turned=True), here), frontend)
    assert (noted["build.wrong_drops"], noted["build.turns"]) == (1, 3)
