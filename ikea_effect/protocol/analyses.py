"""How a hypothesis is tested: models declared as terms, told apart by `kind`. No formula is ever parsed.

A column is a measure, or a column of the wide table such as `bid.comprehension` or `age`. In every model
`factor` and `factors` name declared factors, and `contrast` weighs levels: "build - prebuilt".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from ikea_effect.protocol.analyses_of_answers import (
    ChiSquare,
    Counts,
    Logit,
    Multiverse,
    Ordinal,
    Proportion,
)
from ikea_effect.protocol.analyses_of_bounds import (
    Demand,
    Hurdle,
    IntervalRegression,
    Tobit,
    Turnbull,
)
from ikea_effect.protocol.analyses_of_cells import (
    BrunnerMunzel,
    Equivalence,
    Factorial,
    MannWhitney,
    Mixed,
    OneWay,
    Paired,
    PlannedContrast,
    Quantile,
    Ratio,
    Student,
    Welch,
    Yuen,
)
from ikea_effect.protocol.analyses_of_paths import (
    Mediation,
    Moderation,
    PairedMediation,
    Regression,
)
from ikea_effect.protocol.base import Declared
from ikea_effect.protocol.simulation import atoms

Knows = Literal["nothing", "averages", "models"]
"""What a model does with several values of one person: takes them as people's, averages them, models them."""
KNOWS: Mapping[str, Knows] = {"paired": "averages", "mixed": "models", "paired-mediation": "averages"}
"""The kinds that know several values of one person. Every other takes each value as another person's."""
CLUSTERED = ("regression", "moderation", "factorial")
"""Kinds that keep those who belong together apart and take pairs, or pieces, to be independent (`unit`)."""
TOGETHER = ("pair", "piece")
"""Units that several people belong to."""


def knows(model: Declared) -> Knows:
    """What the model does with several values of its unit."""
    kind = str(getattr(model, "kind", ""))
    if getattr(model, "unit", None) in TOGETHER and kind in CLUSTERED:
        return "models"
    return KNOWS.get(kind, "nothing")


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
    | PairedMediation
    | Tobit
    | IntervalRegression
    | Turnbull
    | Demand
    | Hurdle
    | Proportion
    | Logit
    | Ordinal
    | ChiSquare
    | Counts
    | Multiverse,
    Field(discriminator="kind"),
]


def columns_of(model: Declared) -> tuple[str, ...]:
    """The columns besides factors and the measure that the model asks for."""
    single = [getattr(model, name, None) for name in ("against", "moderator")]
    several = [column for name in ("mediators", "covariates") for column in getattr(model, name, ())]
    own = [atom.name for term in terms_of(model) for atom in atoms(term)]
    return tuple(dict.fromkeys(column for column in (*single, *several, *own) if column))


def terms_of(model: Declared) -> tuple[str, ...]:
    """The terms that a model without a factor names, the one that answers last."""
    slope = getattr(model, "slope", None)
    return (*getattr(model, "beside", ()), slope) if slope else ()


def factors_of(model: Declared) -> tuple[str, ...]:
    """The factors that the model names."""
    factor = getattr(model, "factor", None)
    return (factor,) if factor else tuple(getattr(model, "factors", ()))
