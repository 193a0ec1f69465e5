"""How a rating is asked: one item, from low to high."""

from __future__ import annotations

from ikea_effect.protocol.kinds.measures.rating import Rating
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import RatingItem
from ikea_effect.tasks.measure_form import Asked


def _asks(name: str, measure: Rating) -> tuple[RatingItem, ...]:
    question, low, high = (Text(f"{measure.text}.{part}") for part in ("question", "low", "high"))
    return (RatingItem(name, question, measure.low, measure.high, low, high, measure=name),)


ASKED = Asked(_asks)
