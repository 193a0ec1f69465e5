"""How a choice is asked: one of several options, in words or as pictures."""

from __future__ import annotations

from ikea_effect.protocol.kinds.measures.choice import ChoiceMeasure
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import Ask, Choice, Option
from ikea_effect.tasks.measure_form import Asked


def _asks(name: str, measure: ChoiceMeasure) -> tuple[Ask, ...]:
    question = Text(f"{measure.text}.question")
    words = {one: Text(f"{measure.text}.options.{one}") for one in measure.options}
    if measure.pictures:
        from ikea_effect.screens.choices import PictureChoice  # most choices are in words
        from ikea_effect.screens.gallery import Card

        cards = tuple(Card(one, measure.pictures[one], label) for one, label in words.items())
        return (PictureChoice(name, question, cards, measure=name),)
    options = tuple(Option(one, label) for one, label in words.items())
    return (Choice(name, options, question, measure=name),)


ASKED = Asked(_asks)
