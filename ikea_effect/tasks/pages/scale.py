"""How a scale is asked: its items as one matrix, reversed ones turned before the mean."""

from __future__ import annotations

from typing import Any

from ikea_effect.protocol.kinds.measures.scale import Scale
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import RatingItem, Values
from ikea_effect.tasks.measure_form import Asked


def _asks(name: str, measure: Scale) -> tuple[RatingItem, ...]:
    anchors = (Text(f"{measure.text}.low"), Text(f"{measure.text}.high"))
    return tuple(
        RatingItem(
            item,
            Text(f"{measure.text}.items.{item}"),
            measure.low,
            measure.high,
            *anchors,
            measure=name,
            reversed=item in measure.reversed,
            may_skip=measure.missing is not None,
            parts=measure.parts,
        )
        for item in measure.items
    )


def _answer(measure: Scale, values: Values) -> dict[str, Any]:
    """The score, and the answers by item; None where an item was left open."""
    answers = {item: values[item] for item in measure.items}
    return {"value": measure.scored(answers), "items": answers}


def _body(measure: Scale) -> tuple[Text, ...]:
    return (Text(f"{measure.text}.question"),)


ASKED = Asked(_asks, _answer, _body)
