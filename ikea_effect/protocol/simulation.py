"""The population that simulated participants come from.

`mean` and `sd` describe the whole distribution with its zeros, before cap and grid. Either is one number
for everyone or a mapping level: number (of the only factor, or of the factor that has these levels).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from ikea_effect.protocol.base import MOST, Declared, Name, Quantity

Spread = Annotated[float, Field(ge=0, le=MOST)]


def _same_or_by_level(value: Any) -> str | None:
    if isinstance(value, dict):
        return "by-level"
    return "same" if isinstance(value, int | float) and not isinstance(value, bool) else None


PerLevel = Annotated[
    Annotated[Quantity, Tag("same")] | Annotated[dict[Name, Quantity], Field(max_length=50), Tag("by-level")],
    Discriminator(
        _same_or_by_level,
        custom_error_type="per_level_type",
        custom_error_message="A number, or a mapping level: number, is expected",
    ),
]
"""One number for everyone, or {level: number}."""

SpreadPerLevel = Annotated[
    Annotated[Spread, Tag("same")] | Annotated[dict[Name, Spread], Field(max_length=50), Tag("by-level")],
    Discriminator(
        _same_or_by_level,
        custom_error_type="per_level_type",
        custom_error_message="A number, or a mapping level: number, is expected",
    ),
]
"""The same of numbers that are not below 0."""


class Gamma(Declared):
    """Amounts: a share `zero` of exact zeros, the others gamma distributed."""

    distribution: Literal["gamma"]
    mean: PerLevel
    sd: SpreadPerLevel
    zero: float = Field(default=0, ge=0, lt=1)


class Normal(Declared):
    """Numbers that are typed in or set on a line: normal, then taken to the nearest that can be answered."""

    distribution: Literal["normal"]
    mean: PerLevel
    sd: SpreadPerLevel


class RoundedNormal(Declared):
    """Ratings: normal, rounded to whole points and held inside the scale."""

    distribution: Literal["rounded-normal"]
    mean: PerLevel
    sd: SpreadPerLevel


Population = Annotated[Gamma | Normal | RoundedNormal, Field(discriminator="distribution")]
