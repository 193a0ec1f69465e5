"""The parts of a session as an experimenter may see them: what not everybody passes has no name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from ikea_effect.protocol.levels import column_of, page_of, step_of
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.timeline import Step

DONE, NOW, LATER, NONE = "done", "now", "later", "none"
"""How far somebody is with a part; NONE: it is not in this session."""


OVER = ("complete", "ended-early", "stopped")
"""States in which nobody sits there any more."""


class Part(NamedTuple):
    """One or several steps; `in_order` where whoever is further on has passed it."""

    label: str
    steps: tuple[Step, ...]
    in_order: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its steps."""
        return tuple(step.name for step in self.steps)


def is_for_some(step: Step) -> bool:
    """Whether not everybody passes the step, so that its name tells who has which condition."""
    return bool(step.only_in or step.only_if)


def parts_of(protocol: Protocol, conditions: bool) -> tuple[Part, ...]:
    """The parts in order; each step one of its own where conditions are shown."""
    if conditions:
        return tuple(Part(step.name, (step,), not step.loops) for step in protocol.timeline)
    groups = [(some, tuple(steps)) for some, steps in groupby(protocol.timeline, is_for_some)]
    several = sum(some for some, _ in groups) > 1
    found: list[Part] = []
    number = 0
    for some, steps in groups:
        if some:
            number += 1
            label = f"task {number}" if several else "task"
            found.append(Part(label, steps, not any(step.loops for step in steps)))
        else:
            found += [Part(step.name, (step,), not step.loops) for step in steps]
    return tuple(found)


def part_at(parts: Sequence[Part], screen: str | None) -> int | None:
    """Which part a screen belongs to, by its number."""
    names = {name: number for number, part in enumerate(parts) for name in part.names}
    return names.get(step_of(screen or ""))


def screen_shown(parts: Sequence[Part], screen: str | None, conditions: bool) -> str:
    """The screen by its name, or that of its part where the name would tell the condition."""
    if screen is None or conditions:
        return screen or ""
    number = part_at(parts, screen)
    if number is None:
        return page_of(screen)
    part = parts[number]
    return part.label if any(is_for_some(step) for step in part.steps) else screen


def progress(
    parts: Sequence[Part], row: Mapping[str, Any], now: int | None, state: str, conditions: bool
) -> tuple[str, ...]:
    """How far somebody is with each part: by the times in the row, and the part that is open `now`."""
    timed = [any(row.get(column_of(f"{name}.seconds")) is not None for name in part.names) for part in parts]
    front = max((number for number, there in enumerate(timed) if there or number == now), default=-1)

    return tuple(
        _how_far(part, number == now, timed[number], number < front, row, state, conditions)
        for number, part in enumerate(parts)
    )


def _how_far(
    part: Part,
    is_open: bool,
    is_timed: bool,
    is_behind: bool,
    row: Mapping[str, Any],
    state: str,
    conditions: bool,
) -> str:
    """How far somebody in this state is with one part."""
    if is_open and state not in OVER:
        return NOW
    if is_timed:
        return DONE
    if conditions and not all(step.reaches(row) for step in part.steps):
        return NONE
    if part.in_order and (is_behind or state == "complete"):
        return NONE if conditions else DONE
    return NONE if state in OVER else LATER
