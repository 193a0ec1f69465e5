"""Models with covariates, moderators and mediators."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.model_base import Asked, Column, Columns, Contrast, Resamples, Seed, TwoCells
from ikea_effect.protocol.simulation import TermName

Terms = Annotated[tuple[TermName, ...], Field(max_length=20)]


class Regression(Asked):
    """The contrast of two levels, held at equal covariates; or the slope of a term, without a factor.

    `slope` is a column, a level or an option (labor=build, owner=mine), or a product of these:
    enjoyment*fit. Whatever a product is made of stands in the model too, and the terms of `beside` as well.
    """

    kind: Literal["regression"]
    factor: Name | None = None
    contrast: Contrast | None = None
    slope: TermName | None = None
    beside: Terms = ()
    covariates: Columns = ()
    covariance: Literal["hc3", "classic"] = "hc3"

    @model_validator(mode="after")
    def _one_way(self) -> Regression:
        if (self.slope is None) == (self.factor is None) or (self.factor is None) != (self.contrast is None):
            raise ValueError("regression takes either `factor` and `contrast`, or `slope`.")
        if self.beside and self.slope is None:
            raise ValueError("`beside` stands with a `slope`; with a factor stand `covariates`.")
        return self


class Moderation(TwoCells):
    """Whether the effect of the factor changes with a moderator; simple slopes and where it holds.

    A moderator with levels (another factor, a choice) gives the effect at each level. Of two levels the
    answer is the difference of both effects, first minus second or by `levels: a - b`; of several an F.
    """

    kind: Literal["moderation"]
    moderator: Column
    levels: Contrast | None = None
    covariates: Columns = ()
    covariance: Literal["hc3", "classic"] = "hc3"


class Mediation(TwoCells):
    """The part of an effect that runs through mediators, in parallel or one after the other.

    With a `moderator` of the first path the answer is the index of moderated mediation. `compare: [a, b]`
    answers with the indirect effect through a minus that through b.
    """

    kind: Literal["mediation"]
    mediators: Columns = Field(min_length=1, max_length=4)
    structure: Literal["parallel", "serial"] = "parallel"
    compare: tuple[Column, Column] | None = None
    moderator: Column | None = None
    covariates: Columns = ()
    interval: Literal["percentile", "bias-corrected"] = "percentile"
    resamples: Resamples = 10_000
    seed: Seed = 1

    @model_validator(mode="after")
    def _structure(self) -> Mediation:
        if self.structure == "serial" and len(self.mediators) < 2:
            raise ValueError("A serial mediation needs two mediators or more.")
        if self.moderator and len(self.mediators) > 1:
            raise ValueError("A moderated mediation takes one mediator.")
        if self.compare:
            if self.structure == "serial":
                raise ValueError("`compare` weighs parallel mediators against each other.")
            _require_two(self.compare, self.mediators)
        return self


class PairedMediation(TwoCells):
    """The part of a difference within participants that runs through mediators measured at both levels.

    Each mediator's difference between the levels of a within factor carries the outcome's difference, at
    equal means of both levels. Source: Montoya & Hayes (2017). `compare` as in mediation.
    """

    kind: Literal["paired-mediation"]
    mediators: Columns = Field(min_length=1, max_length=4)
    compare: tuple[Column, Column] | None = None
    interval: Literal["percentile", "bias-corrected"] = "percentile"
    resamples: Resamples = 10_000
    seed: Seed = 1

    @model_validator(mode="after")
    def _compared(self) -> PairedMediation:
        if self.compare:
            _require_two(self.compare, self.mediators)
        return self


def _require_two(compare: tuple[str, str], mediators: tuple[str, ...]) -> None:
    """Raises ValueError unless two of the mediators are compared."""
    if unknown := [name for name in compare if name not in mediators]:
        raise ValueError(f"`compare` names {', '.join(unknown)}, which `mediators` does not.")
    if compare[0] == compare[1]:
        raise ValueError("`compare` names one mediator twice.")
