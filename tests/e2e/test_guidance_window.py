"""A box put together in a real window with little help: real drags, looks at the picture, a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.screens.boards import AssemblyBoard
from ikea_effect.screens.facts import Fact
from ikea_effect.screens.screens import Screen
from ikea_effect.session.frontends.scripted import scripted_frontend
from ikea_effect.tasks.assembly.task import assembly
from tests.unit.tasks.making_bench import NORTON, build_step, context, setup

pytestmark = [pytest.mark.window, pytest.mark.slow]
FIRST = ({"move": "consult"}, {"move": "consult"}, {"move": "wrong-drop", "part": "lid", "x": 150, "y": 0})


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
        placed = end.value
    finally:
        frontend.close()
    assert placed == order
    assert noted == {"build.wrong_drops": 1, "build.undos": 0, "build.steps": len(order), "build.looks": 1}
