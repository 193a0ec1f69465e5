"""A step of design: the good is designed, or a given design is made."""

from __future__ import annotations

from typing import Literal

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.goods import GoodName
from ikea_effect.protocol.kinds.kind import NONE, Column, Columns, StepKind, Study
from ikea_effect.protocol.timeline import Step


class Design(Step):
    """The participant designs the good (`free`) or makes a given design with the toolkit (`reproduce`)."""

    kind = "design"
    id: Name
    good: GoodName
    task: Literal["free", "reproduce"]


def _columns(step: Design, _study: Study) -> Columns:
    return (
        Column(f"{step.id}.items", "integer", "Motifs and texts on the finished design", "items", (), NONE),
        Column(f"{step.id}.moves", "integer", "Changes made to the design", "moves", (), NONE),
    )


KIND = StepKind(
    name="design",
    model=Design,
    meaning="The good is designed with a toolkit, or a given design is made with it",
    task="ikea_effect.tasks.design.task:design",
    columns=_columns,
    needs="toolkit",
    makes=True,
)
