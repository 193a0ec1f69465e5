"""How a semantic differential is asked: a row for each pair of words, scored as a scale is."""

from __future__ import annotations

from ikea_effect.protocol.kinds.measures.differential import Differential
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.differential import OppositeWords
from ikea_effect.tasks.measure_form import Asked
from ikea_effect.tasks.pages.scale import ASKED as OF_SCALE


def _asks(name: str, measure: Differential) -> tuple[OppositeWords, ...]:
    return tuple(_row(name, measure, item) for item in measure.items)


def _row(name: str, measure: Differential, item: str) -> OppositeWords:
    low, high = (Text(f"{measure.text}.items.{item}.{end}") for end in ("low", "high"))
    return OppositeWords(
        item,
        low,
        measure.low,
        measure.high,
        low,
        high,
        measure=name,
        reversed=item in measure.reversed,
        may_skip=measure.missing is not None,
        parts=measure.parts,
    )


ASKED = Asked(_asks, OF_SCALE.answer, OF_SCALE.body)
