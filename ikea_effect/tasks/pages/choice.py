"""How a choice is asked: one of several options."""

from __future__ import annotations

from ikea_effect.protocol.kinds.measures.choice import ChoiceMeasure
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import Choice, Option
from ikea_effect.tasks.asked import Asked


def _asks(name: str, measure: ChoiceMeasure) -> tuple[Choice, ...]:
    options = tuple(Option(one, Text(f"{measure.text}.options.{one}")) for one in measure.options)
    return (Choice(name, options, Text(f"{measure.text}.question"), measure=name),)


ASKED = Asked(_asks)
