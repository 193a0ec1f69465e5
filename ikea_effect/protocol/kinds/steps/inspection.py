"""A step of inspection: the finished good is looked at."""

from __future__ import annotations

from pydantic import Field

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.goods import GoodName
from ikea_effect.protocol.kinds.kind import StepKind
from ikea_effect.protocol.timeline import Step


class Inspection(Step):
    """The participant looks at the finished good for at least `minimum_s` seconds."""

    kind = "inspection"
    id: Name
    good: GoodName
    minimum_s: float = Field(default=0, ge=0, le=600)


KIND = StepKind(
    name="inspection",
    model=Inspection,
    meaning="The finished good is looked at, for a minimum time",
    task="ikea_effect.tasks.assembly.task:inspection",
    shared=("making.inspection",),
    looks=True,
)
