"""Every kind of step and every mechanism that a protocol can declare is carried out by something."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from ikea_effect.protocol.by_kind import ByKind
from ikea_effect.protocol.registry import BUILT_IN
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.hand_step import HandStep
from ikea_effect.screens.screens import Page, Screen
from ikea_effect.screens.waiting import Meeting
from ikea_effect.tasks.alteration import at_progress
from ikea_effect.tasks.bidding.step import procedure_of
from ikea_effect.tasks.timeline import task_of


def steps() -> list[str]:
    """The kinds of steps."""
    return list(BUILT_IN["step"])


def mechanisms() -> list[str]:
    """The kinds of mechanisms."""
    models = ByKind("mechanism").models().values()
    return [kind for model in models for kind in get_args(model.model_fields["kind"].annotation)]


@pytest.mark.parametrize("kind", [kind for kind in steps() if kind != "for_each"])  # its steps have theirs
def test_every_kind_of_step_has_a_task(kind: str) -> None:
    assert callable(task_of(kind))


@pytest.mark.parametrize("kind", mechanisms())
def test_every_mechanism_has_a_procedure(kind: str) -> None:
    assert callable(procedure_of(kind))


def test_all_of_them_were_tried() -> None:
    assert "debrief" in steps()
    assert {"bdm", "vickrey", "price-list"} <= set(mechanisms())


@dataclasses.dataclass(frozen=True, slots=True)
class OfAnotherPackage(Screen):
    """A screen with a part that is given by its name alone."""

    view = simulated = "another:thing"
    words: str = dataclasses.field(default="", kw_only=True)


SHOWN = (
    Page("bid.rule", Text("rule.title"), (Text("rule.body"),), minimum_s=2.0, tone="right", progress=0.1),
    HandStep("make.step-1", "box", 1, 4, Text("one"), Text("two"), None),
    Meeting("box.partner", "box", 1, 2, "P001", "wait"),
    OfAnotherPackage("taste.page", words="sweet"),
)


@pytest.mark.parametrize("screen", SHOWN, ids=lambda one: type(one).__name__)
def test_a_screen_told_how_far_the_session_is_is_the_same_otherwise(screen: Screen | Meeting):
    assert at_progress(screen, 0.5) == dataclasses.replace(screen, progress=0.5)
