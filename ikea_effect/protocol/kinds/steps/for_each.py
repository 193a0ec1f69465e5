"""A repetition: its steps once at each level of a factor."""

from __future__ import annotations

from ikea_effect.protocol.for_each import ForEach
from ikea_effect.protocol.kinds.kind import StepKind

KIND = StepKind(
    name="for_each",
    model=ForEach,
    meaning="Steps are repeated at each level of a factor that varies within participants",
    task="",  # what it repeats are steps of the timeline, each with a task of its own
)
