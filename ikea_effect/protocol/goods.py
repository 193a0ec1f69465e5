"""Which good a step is about: one that is named, or one for each level of a repetition around the step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Discriminator, Field, Tag

from ikea_effect.protocol.base import Declared, Name


class GoodByLevel(Declared):
    """{by: {level: good}}: another good at each level of a factor that a `for_each` varies."""

    by: dict[Name, Name] = Field(min_length=1, max_length=50)

    def at_levels(self, levels: Mapping[str, str]) -> str | GoodByLevel:
        """The good at these levels; the rule itself where none of its levels is among them."""
        return next((self.by[level] for level in levels.values() if level in self.by), self)


def _how(value: Any) -> str | None:
    if isinstance(value, dict | GoodByLevel):
        return "by-level"
    return "named" if isinstance(value, str) else None


if TYPE_CHECKING:
    GoodName = str  # what a rule of any form is resolved to before the step is carried out
else:
    GoodName = Annotated[
        Annotated[Name, Tag("named")] | Annotated[GoodByLevel, Tag("by-level")],
        Discriminator(
            _how,
            custom_error_type="good_type",
            custom_error_message="The name of a good, or {by: {LEVEL: good}} inside a for_each, is expected",
        ),
    ]
