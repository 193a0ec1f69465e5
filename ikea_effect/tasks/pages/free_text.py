"""How an open answer is asked."""

from __future__ import annotations

from ikea_effect.protocol.kinds.measures.free_text import FreeText
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import AnswerText
from ikea_effect.tasks.asked import Asked


def _asks(name: str, measure: FreeText) -> tuple[AnswerText, ...]:
    return (AnswerText(name, Text(f"{measure.text}.question"), measure.max_characters, measure=name),)


ASKED = Asked(_asks)
