"""The texts inside a screen, wherever they stand in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from ikea_effect.money import Money
from ikea_effect.protocol.texts import Text


def changed(value: Any, change: Callable[[Text], Text]) -> Any:
    """The value with every text inside it changed; the value itself where none is."""
    if isinstance(value, Text):
        return change(value)
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        inner = tuple(changed(one, change) for one in value)
        return inner if any(new is not old for new, old in zip(inner, value, strict=True)) else value
    if isinstance(value, Mapping):
        inside = {key: changed(one, change) for key, one in value.items()}
        return inside if any(inside[key] is not one for key, one in value.items()) else value
    if isinstance(value, Money) or not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    changes = {name: new for name, one in fields.items() if (new := changed(one, change)) is not one}
    return dataclasses.replace(value, **changes) if changes else value
