"""A line to set a place on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.ask import whole_between
from ikea_effect.screens.screens import Ask


@dataclass(frozen=True, slots=True)
class Slider(Ask):
    """A line between two anchors, without a mark before the first press. Value: a whole number."""

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.slider:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.sliders:CONTROL"

    question: Text
    low: int
    high: int
    low_anchor: Text
    high_anchor: Text
    measure: str | None = None

    @override
    def takes(self, value: Any) -> bool:
        return whole_between(value, self.low, self.high)
