"""How much of a design is left to whoever makes it: everything, or its last motif or text."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from ikea_effect.protocol.by_levels import ByLevels
from ikea_effect.protocol.kinds.guidance import ByFactor

Contribution = Literal["full", "little"]
"""The whole toolkit from a blank good on; or all of a design is given but what was put on it last."""


def _sort(value: Any) -> str | None:
    if isinstance(value, ByLevels) or (isinstance(value, dict) and "levels" in value):
        return "levels"
    if isinstance(value, dict | ByFactor):
        return "factor"
    return "word" if value in ("full", "little") else None


ContributionRule = Annotated[
    Annotated[Contribution, Tag("word")]
    | Annotated[ByFactor, Tag("factor")]
    | Annotated[ByLevels[Contribution], Tag("levels")],
    Discriminator(
        _sort,
        custom_error_type="contribution_type",
        custom_error_message="full, little, {by: FACTOR} with such levels, or {by: FACTOR, levels: "
        "{LEVEL: full}} is expected",
    ),
]
"""How much of a design a participant makes."""


def may_be_little(rule: Contribution | ByFactor | ByLevels[Contribution]) -> bool:
    """Whether anybody may be given most of the design."""
    if isinstance(rule, ByLevels):
        return "little" in rule.levels.values()
    return rule != "full"
