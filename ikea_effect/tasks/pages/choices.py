"""How several options are asked for: how many were chosen, and which."""

from __future__ import annotations

from typing import Any

from ikea_effect.protocol.kinds.measures.choices import ChoicesMeasure
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.choices import SeveralOptions
from ikea_effect.screens.screens import Option, Values
from ikea_effect.tasks.measure_form import Asked


def _asks(name: str, measure: ChoicesMeasure) -> tuple[SeveralOptions, ...]:
    options = tuple(Option(one, Text(f"{measure.text}.options.{one}")) for one in measure.options)
    question = Text(f"{measure.text}.question")
    return (SeveralOptions(name, options, question, measure.at_least, measure.most, name),)


def _answer(measure: ChoicesMeasure, values: Values) -> dict[str, Any]:
    [chosen] = values.values()
    return {"value": len(chosen), "items": {option: option in chosen for option in measure.options}}


ASKED = Asked(_asks, _answer)
