"""Models of cells, besides those of two means: ranks, several cells, crossed factors, repeated values."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ikea_effect.protocol.base import Declared, Name, Positive, Quantity
from ikea_effect.protocol.effects import require_known
from ikea_effect.protocol.model_base import (
    Asked,
    Column,
    Columns,
    Contrast,
    Factors,
    Resamples,
    Seed,
    TwoCells,
)


class MannWhitney(TwoCells):
    """Ranks: the chance that one from the first cell has more, tested by Mann and Whitney's U."""

    kind: Literal["mann-whitney"]


class BrunnerMunzel(TwoCells):
    """Ranks: the chance that one from the first cell has more, without assuming equal spread.

    `scale` is where it is tested and its interval built: on the logit, which keeps within 0 and 1, or on the
    share itself as Brunner and Munzel did.
    """

    kind: Literal["brunner-munzel"]
    scale: Literal["logit", "share"] = "logit"


class Yuen(TwoCells):
    """Trimmed means compared by Yuen's test; `trim` is the share cut from each end."""

    kind: Literal["yuen"]
    trim: Annotated[float, Field(gt=0, lt=0.5)] = 0.2


class Quantile(TwoCells):
    """The difference of one quantile of the two cells, with a bootstrap interval."""

    kind: Literal["quantile"]
    quantile: Annotated[float, Field(gt=0, lt=1)] = 0.5
    resamples: Resamples = 10_000
    seed: Seed = 1


class EquivalenceBounds(Declared):
    """How far apart is still the same, in exactly one unit: the measure's own, a ratio, or d."""

    difference: Positive | None = None
    ratio: Annotated[float, Field(gt=1, le=1000)] | None = None
    d: Annotated[float, Field(gt=0, le=100)] | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> EquivalenceBounds:
        if sum(value is not None for value in (self.difference, self.ratio, self.d)) != 1:
            raise ValueError("Bounds take one unit: `difference` (in the measure's unit), `ratio` or `d`.")
        return self


class Equivalence(TwoCells):
    """Two one-sided tests: whether two means are closer than the bounds."""

    kind: Literal["tost"]
    bounds: EquivalenceBounds


class PlannedContrast(Asked):
    """A weighted sum of cell means; each cell with a variance of its own unless `pooled`.

    Cells of several factors are weighed by name: {"labor=build,outcome=kept": 1, ...}.
    """

    kind: Literal["contrast"]
    factor: Name | None = None
    contrast: Contrast | None = None
    factors: Factors = ()
    weights: dict[Contrast, Quantity] = Field(default_factory=dict, max_length=64)
    variances: Literal["per-cell", "pooled"] = "per-cell"

    @model_validator(mode="after")
    def _one_way(self) -> PlannedContrast:
        one, several = bool(self.factor and self.contrast), bool(self.factors and self.weights)
        if one == several:
            raise ValueError("contrast takes either `factor` and `contrast`, or `factors` and `weights`.")
        if several and abs(sum(self.weights.values())) > 1e-9:
            raise ValueError("The weights of a contrast add up to 0.")
        return self


class OneWay(Asked):
    """Whether any of several cells differs: Welch's F, the pooled F, or HC3's."""

    kind: Literal["one-way"]
    factor: Name
    variances: Literal["per-cell", "pooled", "hc3"] = "per-cell"


class Factorial(Asked):
    """Effects of crossed factors (type III). `term` is the effect that answers: one factor, or several.

    Its direction is that of `contrasts`, {factor: "level - level"}; a factor of two levels that is not named
    there compares its first level with its second. Without a contrast several levels have no direction.
    """

    kind: Literal["factorial"]
    factors: tuple[Name, ...] = Field(min_length=2, max_length=4)
    term: tuple[Name, ...] = Field(min_length=1, max_length=4)
    contrasts: dict[Name, Contrast] = Field(default_factory=dict, max_length=4)
    covariates: Columns = ()
    covariance: Literal["hc3", "classic"] = "hc3"

    @model_validator(mode="after")
    def _known(self) -> Factorial:
        require_known(self.term, self.factors, self.contrasts)
        return self


class Mixed(Asked):
    """Repeated bids, pairs, within x between: a linear mixed model with a random intercept per `group`.

    Where people of a group have several values each, they have an intercept of their own beside the group's.
    `slopes` are factors whose effect varies from group to group, and with the intercept: each group needs
    several values at each of their levels.
    `contrasts` as in a factorial model. With `covariance: cr2` standard errors and df need only independent
    groups, not equal spreads and effects in all of them.
    """

    kind: Literal["mixed"]
    factors: tuple[Name, ...] = Field(min_length=1, max_length=4)
    term: tuple[Name, ...] = Field(min_length=1, max_length=4)
    contrasts: dict[Name, Contrast] = Field(default_factory=dict, max_length=4)
    group: Column = "participant"
    slopes: tuple[Name, ...] = Field(default=(), max_length=2)
    covariates: Columns = ()
    covariance: Literal["model", "cr2"] = "model"

    @model_validator(mode="after")
    def _known(self) -> Mixed:
        require_known(self.term, self.factors, self.contrasts)
        if unknown := [name for name in self.slopes if name not in self.factors]:
            raise ValueError(f"`slopes` names {', '.join(unknown)}, which `factors` does not.")
        return self
