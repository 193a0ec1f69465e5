"""How a hypothesis is tested: models declared as terms, told apart by `kind`. No formula is ever parsed.

A column is a measure, or a column of the wide table such as `bid.comprehension` or `age`. In every model
`factor` and `factors` name declared factors, and `contrast` weighs levels: "build - prebuilt".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ikea_effect.protocol.base import MOST, Declared, Name, Positive, Quantity
from ikea_effect.protocol.effects import require_known

Column = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]*([-_.][A-Za-z0-9]+)*$", max_length=80)]
Columns = Annotated[tuple[Column, ...], Field(max_length=20)]
Contrast = Annotated[str, Field(max_length=400)]
Factors = Annotated[tuple[Name, ...], Field(max_length=4)]
Resamples = Annotated[int, Field(ge=200, le=100_000)]
Seed = Annotated[int, Field(ge=0, lt=2**63)]

Knows = Literal["nothing", "averages", "models"]
"""What a model does with several values of one person: takes them as people's, averages them, models them."""
KNOWS: Mapping[str, Knows] = {"paired": "averages", "mixed": "models"}
"""The kinds that know several values of one person. Every other takes each value as another person's."""


class TwoCells(Declared):
    """Two cells of one factor; `contrast` is "level - level"."""

    factor: Name
    contrast: Contrast


# --- two cells --------------------------------------------------------------------------------------------


class Welch(TwoCells):
    """Two cells compared by Welch's t test; `contrast` is "level - level"."""

    kind: Literal["welch"]


class Student(TwoCells):
    """Two cells compared by Student's t test: one variance for both."""

    kind: Literal["student"]


class Paired(Declared):
    """Two values of each participant: two levels of a within factor, or the measure `against` another."""

    kind: Literal["paired"]
    factor: Name | None = None
    contrast: Contrast | None = None
    against: Column | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Paired:
        if (self.against is None) == (self.factor is None) or (self.factor is None) != (
            self.contrast is None
        ):
            raise ValueError("paired takes either `against: measure`, or `factor` and `contrast`.")
        return self


class Ratio(TwoCells):
    """How many times the one mean is the other ("63% more"), by Fieller's interval or the bootstrap's."""

    kind: Literal["ratio"]
    interval: Literal["fieller", "bootstrap"] = "fieller"
    resamples: Resamples = 10_000
    seed: Seed = 1


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


# --- several cells ----------------------------------------------------------------------------------------


class PlannedContrast(Declared):
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


class OneWay(Declared):
    """Whether any of several cells differs: Welch's F, the pooled F, or HC3's."""

    kind: Literal["one-way"]
    factor: Name
    variances: Literal["per-cell", "pooled", "hc3"] = "per-cell"


class Factorial(Declared):
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


class Mixed(Declared):
    """Repeated bids, pairs, within x between: a linear mixed model with a random intercept per `group`.

    `contrasts` as in a factorial model. With `covariance: cr2` standard errors and df need only independent
    groups, not equal spreads and effects in all of them.
    """

    kind: Literal["mixed"]
    factors: tuple[Name, ...] = Field(min_length=1, max_length=4)
    term: tuple[Name, ...] = Field(min_length=1, max_length=4)
    contrasts: dict[Name, Contrast] = Field(default_factory=dict, max_length=4)
    group: Column = "participant"
    covariates: Columns = ()
    covariance: Literal["model", "cr2"] = "model"

    @model_validator(mode="after")
    def _known(self) -> Mixed:
        require_known(self.term, self.factors, self.contrasts)
        return self


# --- covariates, moderators, mediators --------------------------------------------------------------------


class Regression(TwoCells):
    """The contrast of two levels, held at equal covariates."""

    kind: Literal["regression"]
    covariates: Columns = ()
    covariance: Literal["hc3", "classic"] = "hc3"


class Moderation(TwoCells):
    """Whether the effect of the factor changes with a moderator; simple slopes and where it holds."""

    kind: Literal["moderation"]
    moderator: Column
    covariates: Columns = ()
    covariance: Literal["hc3", "classic"] = "hc3"


class Mediation(TwoCells):
    """The part of an effect that runs through mediators, in parallel or one after the other.

    With a `moderator` of the first path the answer is the index of moderated mediation.
    """

    kind: Literal["mediation"]
    mediators: Columns = Field(min_length=1, max_length=4)
    structure: Literal["parallel", "serial"] = "parallel"
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
        return self


# --- bounded and interval willingness to pay --------------------------------------------------------------


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


# --- choices and ratings ----------------------------------------------------------------------------------


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


# --- many ways at once ------------------------------------------------------------------------------------


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


Model = Annotated[
    Welch
    | Student
    | Paired
    | Ratio
    | MannWhitney
    | BrunnerMunzel
    | Yuen
    | Quantile
    | Equivalence
    | PlannedContrast
    | OneWay
    | Factorial
    | Mixed
    | Regression
    | Moderation
    | Mediation
    | Tobit
    | IntervalRegression
    | Turnbull
    | Demand
    | Hurdle
    | Proportion
    | Logit
    | Ordinal
    | Multiverse,
    Field(discriminator="kind"),
]


def columns_of(model: Declared) -> tuple[str, ...]:
    """The columns besides factors and the measure that the model asks for."""
    single = [getattr(model, name, None) for name in ("against", "moderator")]
    several = [column for name in ("mediators", "covariates") for column in getattr(model, name, ())]
    return tuple(column for column in (*single, *several) if column)


def factors_of(model: Declared) -> tuple[str, ...]:
    """The factors that the model names."""
    factor = getattr(model, "factor", None)
    return (factor,) if factor else tuple(getattr(model, "factors", ()))
