"""How a questionnaire asks for a measure: what it shows, and what the replies come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import Ask, Values


def _only_value(_declared: Any, values: Values) -> Mapping[str, Any]:
    [value] = values.values()
    return {"value": value}


def _no_body(_declared: Any) -> tuple[Text, ...]:
    return ()


def _at_once(_declared: Any) -> float:
    return 0.0


class Asked(NamedTuple):
    """How a kind of measure is asked on a page of its own."""

    asks: Callable[[str, Any], tuple[Ask, ...]]
    """Of the measure's name and what is declared of it."""
    answer: Callable[[Any, Values], Mapping[str, Any]] = _only_value
    """Of what is declared and the replies: {"value": .., "items": {item: answer}}; items only of a mean."""
    body: Callable[[Any], tuple[Text, ...]] = _no_body
    """What stands above the asks."""
    minimum_s: Callable[[Any], float] = _at_once
    """After how many seconds one can go on."""
