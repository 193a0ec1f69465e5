"""How a number is asked: a field to type in, its unit behind it."""

from __future__ import annotations

from ikea_effect.protocol.kinds.measures.number import NumberMeasure
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.number import NumberEntry
from ikea_effect.tasks.measure_form import Asked


def _asks(name: str, measure: NumberMeasure) -> tuple[NumberEntry, ...]:
    question = Text(f"{measure.text}.question")
    unit = Text(f"{measure.text}.unit") if measure.unit else None
    return (NumberEntry(name, question, measure.low, measure.high, measure.step, unit, name),)


ASKED = Asked(_asks)
