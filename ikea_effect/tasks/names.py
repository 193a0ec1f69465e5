"""What pages and draws within a step are called: built here, and read again in protocol/levels. And goods."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from ikea_effect.protocol.texts import Text


def name_in(step: str, name: str) -> str:
    """The page or draw of a step, or of a practice round within it."""
    return f"{step}.{name}"


@functools.lru_cache(maxsize=64)
def good_named(good: str) -> Mapping[str, Text]:
    """The good's names in the places of a text on making it; nobody may change them."""
    return {"good": Text(f"goods.{good}.name"), "the": Text(f"goods.{good}.the")}
