"""Texts that many kinds of step show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup


def texts_named(*parts: str) -> Callable[[Any, Setup], Iterable[str]]:
    """What a descriptor says of a step that shows <text>.<part>, where the step names its `text`."""

    def keys(step: Any, _setup: Setup) -> Iterable[str]:
        return tuple(f"{step.text}.{part}" for part in parts)

    return keys
