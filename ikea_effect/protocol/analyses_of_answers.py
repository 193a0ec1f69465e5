"""Models of choices, ratings and counts, and of many defensible analyses at once."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.model_base import Asked, Columns, Resamples, Seed, TwoCells


class Proportion(TwoCells):
    """The difference of the shares that chose `option`."""

    kind: Literal["proportion"]
    option: Name


class Logit(TwoCells):
    """The average change in the chance of choosing `option`, from a logit with covariates."""

    kind: Literal["logit"]
    option: Name
    covariates: Columns = ()


class Ordinal(TwoCells):
    """The difference of ratings on the scale of the cumulative logit."""

    kind: Literal["ordinal"]
    covariates: Columns = ()


class ChiSquare(Asked):
    """Whether a choice between several options depends on a factor: chi-square, with Cramer's V.

    Where expected counts are small, Fisher's exact test stands beside it and decides: exact for two by two,
    else by `resamples` tables with the same margins.
    """

    kind: Literal["chi-square"]
    factor: Name
    resamples: Resamples = 20_000
    seed: Seed = 1


class Counts(TwoCells):
    """How many times as often: the ratio of two mean counts, from a log-linear model.

    `poisson` takes counts to spread as their means do, with HC3 standard errors that need not; the
    `negative-binomial` spreads more, by maximum likelihood.
    """

    kind: Literal["counts"]
    distribution: Literal["poisson", "negative-binomial"] = "poisson"
    covariates: Columns = ()


class Multiverse(TwoCells):
    """A grid of defensible choices, all of them fitted, with one joint permutation test.

    `outcomes` says how the measure enters, `exclusions` who may be left out (`declared`: by the protocol's
    rules), `covariates` which columns may stand in the model (every subset of them). Each t, under the real
    labels and under shuffled ones, lets the conditions spread differently (HC2) unless `variances: pooled`.
    """

    kind: Literal["multiverse"]
    outcomes: tuple[Literal["raw", "log1p", "winsorized", "rank"], ...] = Field(
        default=("raw", "log1p", "winsorized"), max_length=4
    )
    exclusions: tuple[Literal["none", "zeros", "outliers", "declared"], ...] = Field(
        default=("none", "declared", "outliers"), max_length=4
    )
    covariates: Columns = Field(default=(), max_length=8)
    variances: Literal["per-cell", "pooled"] = "per-cell"
    permutations: Annotated[int, Field(ge=100, le=100_000)] = 1_000
    seed: Seed = 1
