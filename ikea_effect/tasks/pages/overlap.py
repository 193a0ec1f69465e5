"""How closeness is asked: which pair of circles shows it."""

from __future__ import annotations

from ikea_effect.protocol.kinds.measures.overlap import STEPS, OverlapMeasure
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.drawings import OverlapSteps
from ikea_effect.tasks.measure_form import Asked


def _asks(name: str, measure: OverlapMeasure) -> tuple[OverlapSteps, ...]:
    question, first, second = (Text(f"{measure.text}.{part}") for part in ("question", "self", "other"))
    return (OverlapSteps(name, question, 1, STEPS, first, second, name),)


ASKED = Asked(_asks)
