"""Which good a step is about: a named one, one for each level of a repetition, or one that was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Discriminator, Field, PrivateAttr, Tag

from ikea_effect.protocol.base import Declared, MeasureName, Name


class GoodByLevel(Declared):
    """{by: {level: good}}: another good at each level of a factor that a `for_each` varies."""

    by: dict[Name, Name] = Field(min_length=1, max_length=50)

    def at_levels(self, levels: Mapping[str, str]) -> str | GoodByLevel:
        """The good at these levels; the rule itself where none of its levels is among them."""
        return next((self.by[level] for level in levels.values() if level in self.by), self)


class ChosenGood(Declared):
    """{chosen_by: MEASURE}: the good that the participant chose; the measure's options are goods."""

    chosen_by: MeasureName

    _among: tuple[str, ...] = PrivateAttr(default=())

    @property
    def among(self) -> tuple[str, ...]:
        """The goods that can be chosen; none before the measures are known."""
        return self._among


def _how(value: Any) -> str | None:
    if isinstance(value, ChosenGood) or (isinstance(value, dict) and "chosen_by" in value):
        return "chosen"
    if isinstance(value, dict | GoodByLevel):
        return "by-level"
    return "named" if isinstance(value, str) else None


if TYPE_CHECKING:
    GoodName = str  # what a rule of any form is resolved to before the step is carried out
else:
    GoodName = Annotated[
        Annotated[Name, Tag("named")]
        | Annotated[GoodByLevel, Tag("by-level")]
        | Annotated[ChosenGood, Tag("chosen")],
        Discriminator(
            _how,
            custom_error_type="good_type",
            custom_error_message=(
                "The name of a good, {chosen_by: MEASURE}, or {by: {LEVEL: good}} in a for_each, is expected"
            ),
        ),
    ]
