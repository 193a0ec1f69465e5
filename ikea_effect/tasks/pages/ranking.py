"""How a ranking is asked for: the first option, and the rank of each."""

from __future__ import annotations

from typing import Any

from ikea_effect.protocol.kinds.measures.ranking import RankingMeasure
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.choices import RankedOptions
from ikea_effect.screens.screens import Option, Values
from ikea_effect.tasks.measure_form import Asked


def _asks(name: str, measure: RankingMeasure) -> tuple[RankedOptions, ...]:
    options = tuple(Option(one, Text(f"{measure.text}.options.{one}")) for one in measure.options)
    return (RankedOptions(name, options, Text(f"{measure.text}.question"), name),)


def _answer(measure: RankingMeasure, values: Values) -> dict[str, Any]:
    [order] = values.values()
    return {"value": order[0], "items": {option: order.index(option) + 1 for option in measure.options}}


ASKED = Asked(_asks, _answer)
