"""A line to set a place on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ikea_effect.protocol.texts import Text
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
