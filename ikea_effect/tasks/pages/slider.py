"""How a place on a line is asked."""

from __future__ import annotations

from ikea_effect.protocol.kinds.measures.slider import SliderMeasure
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.slider import Slider
from ikea_effect.tasks.measure_form import Asked


def _asks(name: str, measure: SliderMeasure) -> tuple[Slider, ...]:
    question, low, high = (Text(f"{measure.text}.{part}") for part in ("question", "low", "high"))
    return (Slider(name, question, measure.low, measure.high, low, high, measure=name),)


ASKED = Asked(_asks)
