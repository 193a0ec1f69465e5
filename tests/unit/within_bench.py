"""The protocol of tests/data that repeats steps at the levels of a factor, with what a test changes in it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.tree import read_tree

WITHIN = Path(__file__).parents[1] / "data" / "protocols" / "within.yaml"


@cache
def _said() -> dict[str, Any]:
    return dict(read_tree(WITHIN).data)


def changed(change: Callable[[dict[str, Any]], None]) -> Protocol:
    """The protocol with a change of what its file says. Raises: ProtocolError."""
    said = copy.deepcopy(_said())
    change(said)
    return protocol_from_said(said)


def loop_of(said: dict[str, Any]) -> dict[str, Any]:
    """The protocol's for_each."""
    loop: dict[str, Any] = next(step["for_each"] for step in said["timeline"] if "for_each" in step)
    return loop


def step_of(said: dict[str, Any], kind: str) -> dict[str, Any]:
    """The step of that kind that is repeated."""
    step: dict[str, Any] = next(step[kind] for step in loop_of(said)["steps"] if kind in step)
    return step
