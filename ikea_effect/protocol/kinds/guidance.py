"""How much is told while something is made: the next step lights up, is named, or is found out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from ikea_effect.protocol.base import Declared, Name

Guidance = Literal["lit", "named", "none"]
"""The place of the next part lights up, the part is named, or neither."""


class ByFactor(Declared):
    """A value that is the level of a factor."""

    by: Name

    def at_levels(self, levels: Mapping[str, str]) -> str | ByFactor:
        """The level of the factor, where it varies around the step; the rule itself where it does not."""
        return levels.get(self.by, self)


def _word_or_factor(value: Any) -> str | None:
    if isinstance(value, dict | ByFactor):
        return "factor"
    return "word" if value in ("lit", "named", "none") else None


GuidanceRule = Annotated[
    Annotated[Guidance, Tag("word")] | Annotated[ByFactor, Tag("factor")],
    Discriminator(
        _word_or_factor,
        custom_error_type="guidance_type",
        custom_error_message="lit, named, none, or {by: FACTOR} with such levels is expected",
    ),
]
