"""A task whose screens and facts are changed on their way out."""

from __future__ import annotations

from collections.abc import Callable

from ikea_effect.screens.facts import Fact
from ikea_effect.screens.screens import Gathering, Meeting, Reply, Screen, Task

Item = Screen | Gathering | Meeting | Fact
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
