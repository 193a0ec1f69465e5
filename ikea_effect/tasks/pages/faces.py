"""How a child is asked: which face shows it."""

from __future__ import annotations

from ikea_effect.protocol.kinds.measures.faces import STEPS, FacesMeasure
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.drawings import FaceSteps
from ikea_effect.tasks.measure_form import Asked


def _asks(name: str, measure: FacesMeasure) -> tuple[FaceSteps, ...]:
    question, first, second = (Text(f"{measure.text}.{part}") for part in ("question", "low", "high"))
    return (FaceSteps(name, question, 1, STEPS, first, second, name),)


ASKED = Asked(_asks)
