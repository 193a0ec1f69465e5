"""A step: a page that stays for a while, and how long it was looked at. Texts: <text>.title, .body."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import Field

from ikea_effect.protocol.kinds import Column, Columns, Name, Step, StepKind, Study

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup


class Pause(Step):
    """A page that can be left after `minimum_s` seconds. Texts: <text>.title, .body."""

    kind = "pause"
    id: Name
    text: Name
    minimum_s: float = Field(default=0, ge=0, le=600)


def _columns(step: Pause, _study: Study) -> Columns:
    least = Decimal(0)
    return (Column(f"{step.id}.seconds", "number", "How long the pause took", "seconds", (), least),)


def _texts(step: Pause, _setup: Setup) -> Iterator[str]:
    yield from (f"{step.text}.{part}" for part in ("title", "body"))


KIND = StepKind(
    name="pause",
    model=Pause,
    meaning="A page that stays for a while",
    task="ikea_effect_outside.pause_task:pause",
    columns=_columns,
    texts=_texts,
)
