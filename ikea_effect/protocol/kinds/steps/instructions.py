"""A step of instructions: one page to read."""

from __future__ import annotations

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import StepKind
from ikea_effect.protocol.kinds.texts_of_steps import texts_named
from ikea_effect.protocol.timeline import Step


class Instructions(Step):
    """A page to read. Texts: <text>.title, .body."""

    kind = "instructions"
    text: Name


KIND = StepKind(
    name="instructions",
    model=Instructions,
    meaning="One page to read",
    task="ikea_effect.tasks.pages.task:instructions",
    texts=texts_named("title", "body"),
)
