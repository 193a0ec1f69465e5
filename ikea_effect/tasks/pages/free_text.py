"""How an open answer is asked."""

from __future__ import annotations

from ikea_effect.protocol.kinds.measures.free_text import FreeText
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import AnswerText
from ikea_effect.tasks.measure_form import Asked


def _asks(name: str, measure: FreeText) -> tuple[AnswerText, ...]:
    question = Text(f"{measure.text}.question")
    return (AnswerText(name, question, measure.max_characters, measure=name, min_words=measure.min_words),)


def _minimum_s(measure: FreeText) -> float:
    return measure.minimum_s


ASKED = Asked(_asks, minimum_s=_minimum_s)
