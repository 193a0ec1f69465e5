"""The population that simulated participants come from.

`mean` and `sd` describe the whole distribution with its zeros, before cap and grid. Either is one number
for everyone or a mapping level: number (of the only factor, or of the factor that has these levels).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ikea_effect.protocol.base import Declared, Name

PerLevel = float | dict[Name, float]


class Gamma(Declared):
    """Amounts: a share `zero` of exact zeros, the others gamma distributed."""

    distribution: Literal["gamma"]
    mean: PerLevel
    sd: PerLevel
    zero: float = Field(default=0, ge=0, lt=1)


class RoundedNormal(Declared):
    """Ratings: normal, rounded to whole points and held inside the scale."""

    distribution: Literal["rounded-normal"]
    mean: PerLevel
    sd: PerLevel


Population = Annotated[Gamma | RoundedNormal, Field(discriminator="distribution")]
