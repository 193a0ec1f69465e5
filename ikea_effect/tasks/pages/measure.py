"""How a measure is asked on a page, and the fact that its reply comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ikea_effect.protocol.measures import Measure, is_right, right_answer
from ikea_effect.protocol.models import Condition
from ikea_effect.protocol.registry import measure_kind, resolve
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Measured
from ikea_effect.screens.screens import Ask, Values
from ikea_effect.seeds import Stream
from ikea_effect.tasks.measure_form import Asked
from ikea_effect.tasks.names import name_in


def asked_of(measure: Measure) -> Asked:
    """How measures of this kind are asked."""
    found: Asked = resolve(measure_kind(measure.kind).asked)
    return found


def asks_for(name: str, measure: Measure) -> tuple[Ask, ...]:
    """What is asked; last, where the measure is optional, the mark that declines it."""
    return _declinable(name, measure, asked_of(measure).asks(name, measure))


def pages_of(name: str, measure: Measure, context: Context, step: str) -> list[tuple[Ask, ...]]:
    """What the step asks, page by page, in the order of this participant."""
    asks = asked_of(measure).asks(name, measure)
    if measure.is_shuffled:
        asks = _shuffled(asks, context.stream(f"{step}/{name}/order"))
    size = measure.__dict__.get("per_page") or len(asks)  # not every kind has it
    parts = [asks[start : start + size] for start in range(0, len(asks), size)]
    return [_declinable(name, measure, part) for part in parts]


def page_id(step: str, name: str, number: int) -> str:
    """The page on which a step asks for the measure: views.pride, then views.pride.2 and so on."""
    return name_in(step, name) + (f".{number}" if number > 1 else "")


def _declinable(name: str, measure: Measure, asks: tuple[Ask, ...]) -> tuple[Ask, ...]:
    if not measure.may_be_declined:
        return asks
    from ikea_effect.screens.decline import Decline  # most measures have to be answered

    return (*asks, Decline(_declined(name), tuple(ask.id for ask in asks), measure=name))


def _shuffled(asks: tuple[Ask, ...], stream: Stream) -> tuple[Ask, ...]:
    """The items in another order; of one question its options."""
    if len(asks) > 1:
        return stream.shuffled(asks)
    [one] = asks
    options = "cards" if hasattr(one, "cards") else "options"
    changed: dict[str, Any] = {options: stream.shuffled(getattr(one, options))}
    return (replace(one, **changed),)


def items_asked(pages: Sequence[Sequence[Ask]]) -> list[str]:
    """The items, or of one question its options, in the order in which they were shown."""
    asked = [ask for asks in pages for ask in asks if not ask.declines]
    options = getattr(asked[0], "options", ()) if len(asked) == 1 else ()
    return [option.id for option in options] or [ask.id for ask in asked]


def is_declined(name: str, values: Values) -> bool:
    """Whether the participant would rather not answer."""
    return bool(values.get(_declined(name)))


def expected(name: str, measure: Measure, condition: Condition) -> Mapping[str, Any]:
    """The right answer by the ask's id, where one is right in the condition."""
    right = right_answer(measure, condition)
    return {} if right is None else {name: _in_order(measure, right)}


def _in_order(measure: Measure, right: Any) -> Any:
    """A list of right options in the order in which a reply has them."""
    if not isinstance(right, list | tuple):
        return right
    return [option for option in getattr(measure, "options", right) if option in right]


def measured(
    name: str, measure: Measure, values: Values, condition: Condition, order: Sequence[str] = ()
) -> Measured:
    """The answer; whether it was declined, where it may be, and whether it is right, where one is.

    `order` are the items as they were asked, kept where everyone has an order of their own.
    """
    declined = is_declined(name, values)
    given = {ask: value for ask, value in values.items() if ask != _declined(name)}
    data: dict[str, Any] = {"value": None} if declined else dict(asked_of(measure).answer(measure, given))
    if measure.may_be_declined:
        data["declined"] = declined
    right = right_answer(measure, condition)
    if right is not None and not declined:
        data["right"] = is_right(given.get(name), right)
    if measure.is_shuffled:
        data["order"] = " ".join(order)
    return Measured(name, data.pop("value"), more=data)


def _declined(name: str) -> str:
    return f"{name}.declined"
