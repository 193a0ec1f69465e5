"""How a hypothesis is tested: models declared as terms, told apart by `kind`. No formula is ever parsed.

A column is a measure, or a column of the wide table such as `bid.comprehension` or `age`. In every model
`factor` and `factors` name declared factors, and `contrast` weighs levels: "build - prebuilt".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ikea_effect.protocol.base import Declared
from ikea_effect.protocol.by_kind import ByKind
from ikea_effect.protocol.registry import BUILT_IN, is_kind, model_kind

if TYPE_CHECKING:
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
        PlannedContrast,
        Quantile,
        Yuen,
    )
    from ikea_effect.protocol.analyses_of_means import Paired, Ratio, Student, Welch
    from ikea_effect.protocol.analyses_of_paths import (
        Mediation,
        Moderation,
        PairedMediation,
        Regression,
    )
    from ikea_effect.protocol.kinds.models import Knows, ModelKind

TOGETHER = ("pair", "piece")
"""Units that several people belong to."""


def knows(model: Declared) -> Knows:
    """What the model does with several values of its unit."""
    kind = _kind(model)
    if kind is not None and kind.clusters and getattr(model, "unit", None) in TOGETHER:
        return "models"
    return "nothing" if kind is None else kind.knows


def that_know() -> tuple[str, ...]:
    """The kinds here that know several values of one person; every other takes each as another's."""
    return tuple(name for name in BUILT_IN["model"] if model_kind(name).knows != "nothing")


def that_cluster() -> tuple[str, ...]:
    """The kinds here that keep those who belong together apart, and take pairs or pieces as independent."""
    return tuple(name for name in BUILT_IN["model"] if model_kind(name).clusters)


def _kind(model: Declared) -> ModelKind | None:
    """What is known of the model; None where there is nothing but terms (a claim of a published number)."""
    name = getattr(model, "kind", None)
    return model_kind(str(name)) if is_kind("model", name) else None


if TYPE_CHECKING:
    AnyModel = (
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
        | Multiverse
    )
else:  # a kind's own file is loaded when a protocol names it, and no other
    AnyModel = Declared

Model = Annotated[AnyModel, ByKind("model")]
"""One of the models that there are, or one of another package; `kind` says which."""


def columns_of(model: Declared) -> tuple[str, ...]:
    """The columns besides factors and the measure that the model asks for."""
    kind = _kind(model)
    return () if kind is None else kind.columns(model)


def terms_of(model: Declared) -> tuple[str, ...]:
    """The terms that a model without a factor names, the one that answers last."""
    kind = _kind(model)
    return () if kind is None else kind.terms(model)


def factors_of(model: Declared) -> tuple[str, ...]:
    """The factors that the model names."""
    kind = _kind(model)
    return () if kind is None else kind.factors(model)
