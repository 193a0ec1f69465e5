"""A step of instructions: one page to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import StepKind
from ikea_effect.protocol.timeline import Step

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup


class Instructions(Step):
    """A page to read. Texts: <text>.title, .body."""

    kind = "instructions"
    text: Name


def _texts(step: Instructions, _setup: Setup) -> Iterator[str]:
    yield from (f"{step.text}.{part}" for part in ("title", "body"))


KIND = StepKind(
    name="instructions",
    model=Instructions,
    meaning="One page to read",
    task="ikea_effect.tasks.pages.task:instructions",
    texts=_texts,
)
