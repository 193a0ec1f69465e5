"""The same box put together in a real window by dragging, by clicks and by keyboard: the data are alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from typing_extensions import override

from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.screens.screens import Screen
from ikea_effect.session.frontends.lab.control import Targets
from ikea_effect.session.frontends.lab.frontend import LabFrontend
from ikea_effect.session.frontends.lab.kit_art import art_of
from ikea_effect.session.frontends.script import ScriptedHand
from ikea_effect.tasks.assembly.task import assembly
from tests.e2e.test_guidance_window import carried_out
from tests.unit.tasks.making_bench import NORTON, build_step, context
from tests.unit.tasks.test_turned_parts import lying

pytestmark = [pytest.mark.window, pytest.mark.slow]

SIZE = (1280, 1024)
KIT = lying().kits["storage-box"]
Step = tuple[str, str]


def plan() -> Iterator[Step]:
    """The base is turned, placed, taken back, placed again; the lid comes too early, and is turned twice."""
    yield from (("turn", "base"), ("place", "base"), ("back", "base"), ("place", "base"), ("wrong", "lid"))
    for part in KIT.order[1:-1]:
        yield "place", part
    yield from (("turn", "lid"), ("turn", "lid"), ("place", "lid"), ("done", ""))


class Hand(ScriptedHand):
    """A hand that follows the plan; `does` is its way to."""

    def __init__(self) -> None:
        super().__init__(lambda _screen: ({}, 0), lying().language)
        self.plan = plan()

    @override
    def __call__(self, screen: Screen, targets: Targets) -> None:
        if isinstance(screen, AssemblyBoard):
            self.does(screen, *next(self.plan), targets)
            self.fingers.sync()
        else:
            super().__call__(screen, targets)

    def does(self, screen: AssemblyBoard, what: str, part: str, targets: Targets) -> None:
        raise NotImplementedError


def places(what: str, part: str, targets: Targets) -> list[tuple[int, int]]:
    """From where to where; of a turn, which has no way, the part twice: to take it up, and to turn it."""
    if what == "done":
        return [targets["button"]]
    lies = targets[f"part.{part}"]
    return [
        lies,
        {
            "turn": lies,
            "place": targets[f"place.{part}"],
            "back": targets["part.lid"],
            "wrong": targets["place.base"],
        }[what],
    ]


class DraggingHand(Hand):
    @override
    def does(self, screen: AssemblyBoard, what: str, part: str, targets: Targets) -> None:
        at = places(what, part, targets)
        if what in ("turn", "done"):
            for one in at[1:] if f"held.{part}" in targets else at:
                self.fingers.click(one)
        else:
            self.fingers.drag(*at)


class ClickingHand(Hand):
    @override
    def does(self, screen: AssemblyBoard, what: str, part: str, targets: Targets) -> None:
        at = places(what, part, targets)
        for one in at[1:] if f"held.{part}" in targets else at:
            self.fingers.click(one)


def arrows(start: tuple[int, int], end: tuple[int, int]) -> Iterator[str]:
    """The keys that carry a part, a fiftieth of the window's height each."""
    for back, on, way in (("Left", "Right", end[0] - start[0]), ("Up", "Down", end[1] - start[1])):
        yield from [on if way > 0 else back] * round(abs(way) / (SIZE[1] * 0.02))


def steps_to(part: str, screen: AssemblyBoard) -> int:
    """How often Tab: on every screen the ring is where it was, or at the first part that waits."""
    stops = [f"part.{one}" for one in KIT.tray_order if one not in screen.placed]
    around, focus = len(stops) + bool(screen.placed), art_of(KIT).focus
    here = stops.index(focus) if focus in stops else -1 if focus is None else 0
    return (stops.index(f"part.{part}") - here) % (around + (focus is None))


class TypingHand(Hand):
    @override
    def does(self, screen: AssemblyBoard, what: str, part: str, targets: Targets) -> None:
        if what == "back":
            self.fingers.press_key("Control+z")
            return
        if what != "done":
            for _ in range(steps_to(part, screen)):
                self.fingers.press_key("Tab")
        self.fingers.press_key("r" if what == "turn" else "Return")
        if what in ("place", "wrong"):
            for key in (*arrows(*places(what, part, targets)), "Return"):
                self.fingers.press_key(key)


def done_by(kind: type[Hand]) -> dict[str, Any]:
    art_of(KIT).focus = art_of(KIT).in_hand = None
    hand = kind()
    window = LabFrontend(lying(), mode="scripted", size=SIZE, pace="fast", on_ready=hand, answer_within_s=60)
    try:
        step = build_step(turned=True, telemetry=("base", "lid"))
        return carried_out(assembly(step, replace(context(NORTON), setup=lying())), window)
    finally:
        hand.fingers.close()


def test_by_dragging_by_clicks_and_by_keyboard_the_data_are_alike() -> None:
    dragged, clicked, typed = (done_by(kind) for kind in (DraggingHand, ClickingHand, TypingHand))
    ways = [name for name in dragged if name.startswith(("build.path.", "build.pauses."))]
    for noted, by in ((dragged, "drag"), (clicked, "click"), (typed, "keys")):
        assert {noted.pop(f"build.by.{part}") for part in ("base", "lid")} == {by}
    for noted in (dragged, clicked, typed):
        assert noted["placed"] == KIT.order
        counts = [noted[f"build.{name}"] for name in ("wrong_drops", "undos", "steps", "turns")]
        assert counts == [1, 1, len(KIT.order) + 1, 3]
        assert [noted[f"build.{name}"] for name in ("attempts.base", "attempts.lid")] == [2, 2]
        assert [noted[f"build.{name}"] for name in ("turns.base", "turns.lid")] == [1, 2]
    assert {name: one for name, one in dragged.items() if name not in ways} == {
        name: one for name, one in typed.items() if name not in ways
    }
    for name in ways:
        assert clicked[name] == pytest.approx(dragged[name], abs=2)  # a drag goes by pixels between
        if ".path." in name:  # by the arrows a part goes across and then up, in steps
            assert 0.9 * dragged[name] < typed[name] < 1.6 * dragged[name]
    assert dragged["build.path.base"] > 500


class CornerHand(Hand):
    """Lays the first part down in the farthest corner of the bench, and each other one in its place."""

    def __init__(self, by: str) -> None:
        super().__init__()
        self.by, self.plan = by, iter([*(("place", part) for part in KIT.order), ("done", "")])

    @override
    def does(self, screen: AssemblyBoard, what: str, part: str, targets: Targets) -> None:
        at = places(what, part, targets)
        if what == "place" and not screen.placed:
            at[1] = (round(SIZE[0] * 0.93), round(SIZE[1] * 0.83))
        if what == "done" or self.by == "click":
            for one in at:
                self.fingers.click(one)
        elif self.by == "drag":
            self.fingers.drag(*at)
        else:
            for key in (*["Tab"] * steps_to(part, screen), "space", *arrows(at[0], at[1]), "space"):
                self.fingers.press_key(key)


@pytest.mark.parametrize("by", ["drag", "click", "keys"])
@pytest.mark.parametrize("guidance", ["named", "none"])
def test_without_a_lit_place_a_build_begins_anywhere(by: str, guidance: str) -> None:
    art_of(KIT).focus = art_of(KIT).in_hand = None
    here, hand = replace(context(NORTON), setup=lying()), CornerHand(by)
    window = LabFrontend(
        here.setup, mode="scripted", size=SIZE, pace="fast", on_ready=hand, answer_within_s=60
    )
    try:
        noted = carried_out(assembly(build_step(guidance=guidance, telemetry=("base",)), here), window)
    finally:
        hand.fingers.close()
    assert noted["placed"] == KIT.order
    assert (noted["build.wrong_drops"], noted["build.attempts.base"]) == (0, 1)
    assert noted["build.by.base"] == by
