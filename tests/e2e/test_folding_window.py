"""A paper house folded in a real window: by real drags with a mistake, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from ikea_effect.screens.facts import Fact
from ikea_effect.screens.folding import FoldingBoard
from ikea_effect.screens.screens import Screen, Values
from ikea_effect.session.frontends.lab.control import Targets
from ikea_effect.session.frontends.lab.frontend import LabFrontend
from ikea_effect.session.frontends.script import ScriptedHand, scripted_frontend
from ikea_effect.tasks.folding.task import folding
from tests.unit.steps.bench import context, step
from tests.unit.steps.test_folding import DONE, LEFT, LOOK, RIGHT, TURN, UNDO, WRONG

pytestmark = [pytest.mark.window, pytest.mark.slow]
MOVES = (LOOK, LOOK, WRONG, UNDO, LEFT, RIGHT, TURN, DONE)


def folded(frontend: Any) -> tuple[dict[str, Any], list[Values]]:
    """What the step leaves, and the replies of its boards."""
    task, noted, replies = folding(step("fold"), context()), {}, []  # type: ignore[arg-type]
    try:
        item: Any = next(task)
        while True:
            if isinstance(item, Fact):
                noted |= {item.data["name"]: item.data["value"]} if item.kind == "noted" else {}
                item = next(task)
            else:
                reply = frontend.show(item)
                replies += [reply.values] if isinstance(item, FoldingBoard) else []
                item = task.send(reply)
    except StopIteration:
        return noted, replies
    finally:
        frontend.close()


def test_by_dragging(tmp_path: Path) -> None:
    waiting: Iterator[Mapping[str, Any]] = iter(MOVES)

    def answer(screen: Screen) -> tuple[Mapping[str, Any], int]:
        return (next(waiting), 0) if isinstance(screen, FoldingBoard) else ({}, 0)

    noted, replies = folded(scripted_frontend(context().setup, answer, screens_folder=tmp_path / "screens"))
    assert [reply["move"] for reply in replies] == [move["move"] for move in MOVES]
    assert replies[4:6] == [LEFT, RIGHT]  # let go near its place, a corner meets it exactly
    assert (noted["fold.wrong_folds"], noted["fold.undos"], noted["fold.looks"]) == (1, 1, 1)
    assert (noted["fold.whole"], noted["fold.likeness"]) == (True, 100.0)


class KeyboardHand(ScriptedHand):
    """A hand that only knows which keys to press on each board."""

    keys = iter((("Tab", "Return", "Tab", "Return"),) * 2 + (("Tab", "Return"), ("Return",)))

    @override
    def __call__(self, screen: Screen, targets: Targets) -> None:
        if not isinstance(screen, FoldingBoard):
            super().__call__(screen, targets)
            return
        for key in next(self.keys):
            self.fingers.press_key(key)
        self.fingers.sync()


def test_by_keyboard_alone() -> None:
    here = context().setup
    hand = KeyboardHand(lambda _screen: ({}, 0), here.language)
    frontend = LabFrontend(
        here, mode="scripted", size=(1280, 1024), pace="fast", on_ready=hand, answer_within_s=60
    )
    try:
        noted, replies = folded(frontend)
    finally:
        hand.fingers.close()
    assert replies == [LEFT, RIGHT, TURN, DONE]
    assert (noted["fold.wrong_folds"], noted["fold.likeness"]) == (0, 100.0)
