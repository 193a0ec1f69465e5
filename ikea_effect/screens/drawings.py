"""Steps that are drawn: circles that overlap, faces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.ask import whole_between
from ikea_effect.screens.screens import Ask


@dataclass(frozen=True, slots=True)
class DrawnSteps(Ask):
    """A row of drawn steps from low to high, of which one is pressed. Value: a whole number."""

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.slider:SIMULATED"

    question: Text
    low: int
    high: int
    first: Text
    second: Text
    measure: str | None = None

    @override
    def takes(self, value: Any) -> bool:
        return whole_between(value, self.low, self.high)


@dataclass(frozen=True, slots=True)
class OverlapSteps(DrawnSteps):
    """Pairs of circles; `first` and `second` name the left and the right one."""

    control: ClassVar[str] = "ikea_effect.session.frontends.lab.overlap:CONTROL"


@dataclass(frozen=True, slots=True)
class FaceSteps(DrawnSteps):
    """Faces; `first` and `second` stand below the ends."""

    control: ClassVar[str] = "ikea_effect.session.frontends.lab.faces:CONTROL"
