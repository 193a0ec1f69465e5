"""A task whose screens and facts are changed on their way out."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any, TypeVar

from ikea_effect.screens.facts import Fact
from ikea_effect.screens.screens import Reply, Screen, Task, Waiting

Item = Screen | Waiting | Fact
"""What a task yields."""


def altered(task: Task, change: Callable[[Item], Item]) -> Task:
    """The task with each screen and fact as `change` gives it; replies and outcome are the task's own."""
    reply: Reply | None = None
    while True:
        try:
            item = task.send(reply)
        except StopIteration as end:
            return end.value
        reply = yield change(item)


S = TypeVar("S", bound=Screen | Waiting)


def at_progress(screen: S, progress: float) -> S:
    """The screen, told how far the session is; `dataclasses.replace` takes three times as long for each."""
    kind: Any = type(screen)
    made_of = _all_but_progress(kind)
    whole: Any = screen
    found: S = (
        replace(whole, progress=progress) if made_of is None else kind(*made_of(screen), progress=progress)
    )
    return found


@functools.cache
def _all_but_progress(kind: Any) -> Callable[[Any], tuple[Any, ...]] | None:
    """What a screen of this kind is made of again, in order; None where that takes more than an order."""
    parts = [one for one in fields(kind) if one.init and one.name != "progress"]
    if len(parts) < 2 or any(one.kw_only for one in parts):
        return None
    return attrgetter(*(one.name for one in parts))
