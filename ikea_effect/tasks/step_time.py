"""How long a step takes, for what follows from it in the same session: no fact, the journal has it."""

from __future__ import annotations

from ikea_effect.protocol.levels import column_of
from ikea_effect.protocol.timeline import Step
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Reply, Screen, Task


def timed(task: Task, step: Step, context: Context) -> Task:
    """The step's task; when it is through, its time is known, unless its kind told it itself."""
    reply: Reply | None = None
    taken = 0
    while True:
        try:
            item = task.send(reply)
        except StopIteration as end:
            context.known.setdefault(column_of(f"{step.name}.seconds"), taken / 1000)
            return end.value
        reply = yield item
        if reply is not None and isinstance(item, Screen):
            taken += reply.rt_ms
