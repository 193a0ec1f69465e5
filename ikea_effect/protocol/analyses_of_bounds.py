"""Models of willingness to pay that is bounded, known up to an interval, or often nothing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ikea_effect.protocol.base import MOST, Quantity
from ikea_effect.protocol.model_base import Columns, Resamples, Seed, TwoCells


class Tobit(TwoCells):
    """The difference of what people would bid without the mechanism's bounds, by maximum likelihood.

    Without `low` and `high` the bounds are the mechanism's. One spread for both cells, which is tested, or
    with `variances: per-cell` each its own.
    """

    kind: Literal["tobit"]
    low: Quantity | None = None
    high: Quantity | None = None
    covariates: Columns = ()
    variances: Literal["pooled", "per-cell"] = "pooled"


class IntervalRegression(TwoCells):
    """The difference of values known up to an interval: price lists, double-bounded answers.

    The bounds stand in the columns <measure>.low and <measure>.high; an empty one is open. One spread for
    both cells, which is tested, or with `variances: per-cell` each its own.
    """

    kind: Literal["interval"]
    covariates: Columns = ()
    variances: Literal["pooled", "per-cell"] = "pooled"


class Turnbull(TwoCells):
    """The difference of means known up to an interval, at their lower bounds, without a distribution."""

    kind: Literal["turnbull"]
    resamples: Resamples = 1_000
    seed: Seed = 1


class Demand(TwoCells):
    """The difference of the prices that earn most, and both demand curves with their bands."""

    kind: Literal["demand"]
    unit_cost: Annotated[float, Field(ge=0, le=MOST)] = 0
    resamples: Resamples = 2_000
    seed: Seed = 1


class Hurdle(TwoCells):
    """Whether people bid at all and how much if they do; the answer is the difference of the whole means."""

    kind: Literal["hurdle"]
    covariates: Columns = ()
    resamples: Resamples = 2_000
    seed: Seed = 1
