"""Every kind of step and every mechanism that a protocol can declare is carried out by something."""

from __future__ import annotations

from typing import get_args

import pytest

from ikea_effect.protocol.mechanisms import Mechanism
from ikea_effect.protocol.registry import BUILT_IN
from ikea_effect.tasks.bidding.step import procedure_of
from ikea_effect.tasks.timeline import task_of


def steps() -> list[str]:
    """The kinds of steps."""
    return list(BUILT_IN["step"])


def mechanisms() -> list[str]:
    """The kinds of mechanisms."""
    models = get_args(get_args(Mechanism)[0])
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
