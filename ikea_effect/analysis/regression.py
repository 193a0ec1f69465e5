"""The effect of a factor at equal covariates, and slopes without a factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ikea_effect.analysis.design_matrix import Design, Term, design
from ikea_effect.analysis.effect_sizes import pooled_spread
from ikea_effect.analysis.linear import Linear, least_squares
from ikea_effect.analysis.question import Question, Values, few, need
from ikea_effect.analysis.results import Estimate, Statistic
from ikea_effect.analysis.slopes import slope
from ikea_effect.analysis.tails import t_interval, t_p
from ikea_effect.analysis.unit import pairs_of
from ikea_effect.protocol.analyses import TOGETHER


def regression(question: Question) -> Estimate:
    """The difference of two levels at equal covariates; the whole table of coefficients beside it.

    Without a factor the slope of its term.
    """
    if question.model.factor is None:
        return slope(question)
    pair, model = question.pair(), question.model
    terms = [(model.factor,), *((name,) for name in model.covariates)]
    made = two_level_design(question, terms)
    cells = cells_of(question, made)
    need(cells, 2, "A regression")
    fit = least_squares(made, model.covariance, pairs_of(question, made.rows))
    effect, spread = fit.unit(f"{model.factor}[{pair.high_name}]"), pooled_spread(*cells.values())
    answer = effect_tested(question, fit, effect) | {"effect_size": fit.standardized(effect, spread)}
    return question.described(
        cells,
        method=f"least squares, {covariance_of(question)}",
        formula=fit.design.formula,
        notes=(*few(cells), *made.notes),
        details={"coefficients": fit.table(), "r_squared": float(fit.fitted.rsquared)},
        **answer,
    )


def cells_of(question: Question, made: Design) -> dict[str, Values]:
    """The outcome of the rows that the model uses, per level of its contrast: those are its n."""
    pair, factor = question.pair(), question.model.factor
    codes, levels = question.codes(factor)[made.rows], question.levels(factor)
    return {name: made.outcome[codes == levels.index(name)] for name in (pair.high_name, pair.low_name)}


def two_level_design(
    question: Question, terms: Sequence[Term], kept: Mapping[str, Sequence[str]] = {}
) -> Design:
    """The matrix of the terms for the rows of both levels, the lower one as the reference.

    `kept` names the levels of other variables that are asked.
    """
    pair = question.pair()
    factor = question.model.factor
    return design(
        question,
        terms,
        references={factor: pair.low_name},
        levels={factor: (pair.low_name, pair.high_name), **kept},
    )


def covariance_of(question: Question) -> str:
    """What the standard errors rest on, in words."""
    if question.model.unit in TOGETHER:
        return f"CR2 by {question.model.unit}, Satterthwaite df"
    return "covariance HC3" if question.model.covariance == "hc3" else "classic covariance"


def effect_tested(question: Question, fit: Linear, weights: Values, size: str = "hedges_g") -> dict[str, Any]:
    """Estimate, interval, t and p of a weighted sum of coefficients; its size in residual SDs."""
    (estimate, se), df = fit.combined(weights), fit.df_of(weights)
    t = estimate / se
    return {
        "estimate": estimate, "se": se, "ci": t_interval(estimate, se, df),
        "statistic": Statistic("t", t, df), "p": t_p(t, df, question.hypothesis.alternative),
        "effect_size": fit.standardized(weights, name=size),
    }  # fmt: skip
