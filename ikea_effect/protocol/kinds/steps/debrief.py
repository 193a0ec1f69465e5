"""The debriefing: the last step of everyone."""

from __future__ import annotations

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import StepKind
from ikea_effect.protocol.kinds.texts_of_steps import texts_named
from ikea_effect.protocol.timeline import Step


class Debrief(Step):
    """The end: what the study was about, and what is owed. Texts: <text>.title, .body."""

    kind = "debrief"
    text: Name


KIND = StepKind(
    name="debrief",
    model=Debrief,
    meaning="The last page: what the study was about, and what is owed",
    task="ikea_effect.tasks.pages.task:debrief",
    texts=texts_named("title", "body"),
    closes=True,
)
