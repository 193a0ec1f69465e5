"""How much a participant is told while making something."""

from __future__ import annotations

from typing import cast

from ikea_effect.protocol.kinds.guidance import ByFactor, Guidance
from ikea_effect.screens.context import Context


def guidance_of(rule: Guidance | ByFactor, context: Context) -> Guidance:
    """What is declared, or the level of the declared factor."""
    return cast(Guidance, context.condition[rule.by]) if isinstance(rule, ByFactor) else rule
