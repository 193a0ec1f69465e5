"""How long each step of a session took, as its journal tells it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from ikea_effect.protocol.levels import column_of, step_of
from ikea_effect.record.events import Event


def step_times(events: Sequence[Event], steps: Collection[str]) -> dict[str, Any]:
    """{<step>.seconds: the time that its screens were there, or None of a step that was not passed}.

    It is read from what replies say on the session's own clock: neither the time of day nor what lies between
    two screens counts, so neither a clock that was set nor an interruption does. Sessions whose first event
    names no format have none: their tables stay, to the byte, what the version that wrote them made.
    """
    if "format" not in events[0].data:
        return {}
    taken: dict[str, int] = {}
    latest = ""
    for event in events:
        if event.kind == "replied" and not _waited(event):
            latest = step_of(event.data["screen"])
            taken[latest] = taken.get(latest, 0) + event.data["rt_ms"]
    if events[-1].kind != "finished":
        taken.pop(latest, None)  # more of its screens may come
    seconds = {step: ms / 1000 for step, ms in taken.items()}
    return {column_of(f"{step}.seconds"): seconds.get(step) for step in steps}


_TOLD_BY_THE_DESK = ({"group", "bidders", "sale"}, {"partner", "recipe"})
"""What the journal holds where a session waited for its group or for a partner (`Gathering`, `Meeting`)."""


def _waited(event: Event) -> bool:
    """Whether the session waited for others there: that time is the lab's, not the step's."""
    return event.data["values"].keys() in _TOLD_BY_THE_DESK
