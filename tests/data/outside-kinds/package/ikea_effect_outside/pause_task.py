"""How a pause is made: one page, and its seconds in the data."""

from __future__ import annotations

from ikea_effect.tasks.kinds import Context, Noted, Page, Task, Text
from ikea_effect_outside.pause import Pause


def pause(step: Pause, _context: Context) -> Task:
    """The page; how long it was looked at is noted."""
    reply = yield Page(
        f"{step.id}.page",
        title=Text(f"{step.text}.title"),
        body=(Text(f"{step.text}.body"),),
        minimum_s=step.minimum_s,
    )
    assert reply is not None
    yield Noted(f"{step.id}.seconds", reply.rt_ms / 1000)
