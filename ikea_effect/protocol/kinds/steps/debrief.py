"""The debriefing: the last step of everyone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import StepKind
from ikea_effect.protocol.timeline import Step

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup


class Debrief(Step):
    """The end: what the study was about, and what is owed. Texts: <text>.title, .body."""

    kind = "debrief"
    text: Name


def _texts(step: Debrief, _setup: Setup) -> Iterator[str]:
    yield from (f"{step.text}.{part}" for part in ("title", "body"))


KIND = StepKind(
    name="debrief",
    model=Debrief,
    meaning="The last page: what the study was about, and what is owed",
    task="ikea_effect.tasks.pages.task:debrief",
    texts=_texts,
    closes=True,
)
