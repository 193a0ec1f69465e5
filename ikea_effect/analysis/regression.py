"""The effect of a factor at equal covariates, and how it changes with a moderator."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import stats

from ikea_effect.analysis.design_matrix import Design, Term, categorical, design
from ikea_effect.analysis.linear import Linear, least_squares, line
from ikea_effect.analysis.question import CannotEstimate, Question, Values, few, need
from ikea_effect.analysis.results import Estimate, Statistic
from ikea_effect.analysis.tails import t_interval, t_p


def regression(question: Question) -> Estimate:
    """The difference of two levels at equal covariates; the whole table of coefficients beside it."""
    pair, model = question.pair(), question.model
    terms = [(model.factor,), *((name,) for name in model.covariates)]
    made = _two_level_design(question, terms)
    cells = cells_of(question, made)
    need(cells, 2, "A regression")
    fit = least_squares(made, model.covariance)
    answer = _tested(question, fit, fit.unit(f"{model.factor}[{pair.high_name}]"))
    return question.described(
        cells,
        method=f"least squares, {_covariance(model.covariance)}",
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


def _two_level_design(question: Question, terms: Sequence[Term]) -> Design:
    pair = question.pair()
    factor = question.model.factor
    return design(
        question, terms, references={factor: pair.low_name}, levels={factor: (pair.low_name, pair.high_name)}
    )


def _covariance(kind: str) -> str:
    return "covariance HC3" if kind == "hc3" else "classic covariance"


def _tested(question: Question, fit: Linear, weights: Values, size: str = "hedges_g") -> dict[str, Any]:
    """Estimate, interval, t and p of a weighted sum of coefficients; its size on the residual SD."""
    estimate, se = fit.combined(weights)
    t = estimate / se
    return {
        "estimate": estimate, "se": se, "ci": t_interval(estimate, se, fit.df),
        "statistic": Statistic("t", t, fit.df), "p": t_p(t, fit.df, question.hypothesis.alternative),
        "effect_size": fit.standardized(weights, size),
    }  # fmt: skip


def moderation(question: Question) -> Estimate:
    """The interaction of two levels with a moderator, simple slopes, and where the effect is significant."""
    pair, model = question.pair(), question.model
    if categorical(question, model.moderator):
        raise CannotEstimate(
            f"{model.moderator} holds no numbers; declare it as a factor of a factorial model."
        )
    terms = [(model.factor,), (model.moderator,), (model.factor, model.moderator)]
    made = _two_level_design(question, [*terms, *((name,) for name in model.covariates)])
    cells = cells_of(question, made)
    need(cells, 3, "A moderation")
    fit = least_squares(made, model.covariance)
    effect = f"{model.factor}[{pair.high_name}]"
    product = f"{effect}:{model.moderator}"
    values = fit.design.matrix[:, fit.design.place(model.moderator)]
    return question.described(
        cells,
        method=f"moderation by {model.moderator}, least squares, {_covariance(model.covariance)}",
        term=f"({model.contrast}) x {model.moderator}",
        unit=f"{question.unit} per unit of {model.moderator}",
        formula=fit.design.formula,
        notes=(*few(cells), *made.notes),
        details={
            "coefficients": fit.table(),
            "simple_slopes": _slopes(fit, effect, product, values),
            "johnson_neyman": johnson_neyman(fit, effect, product, values),
        },
        **_tested(question, fit, fit.unit(product), "standardized_slope"),
    )


def _slopes(fit: Linear, effect: str, product: str, values: Values) -> list[dict[str, Any]]:
    """The effect at the moderator's mean and one SD to either side."""
    mean, sd = float(values.mean()), float(values.std(ddof=1))
    rows = []
    for word, at in (("mean - SD", mean - sd), ("mean", mean), ("mean + SD", mean + sd)):
        estimate, se = fit.combined(fit.unit(effect) + at * fit.unit(product))
        rows.append({"at": at, **line(word, estimate, se, fit.df)})
    return rows


def johnson_neyman(fit: Linear, effect: str, product: str, values: Values) -> dict[str, Any]:
    """Moderator values at which the effect turns significant (two-sided, .05), and a band to draw.

    Source: Johnson & Neyman (1936). `regions` are the observed ranges in which the interval excludes 0.
    """
    i, j = fit.design.place(effect), fit.design.place(product)
    b0, b1, v = fit.params[i], fit.params[j], fit.covariance
    q = float(stats.t.isf(0.025, fit.df)) ** 2
    a, b, c = b1 * b1 - q * v[j, j], 2 * (b0 * b1 - q * v[i, j]), b0 * b0 - q * v[i, i]
    root = b * b - 4 * a * c
    bounds = sorted(((-b - s * math.sqrt(root)) / (2 * a)) for s in (1, -1)) if root >= 0 and a else []
    low, high = float(values.min()), float(values.max())
    edges = [low, *(float(x) for x in bounds if low < x < high), high]
    regions = [
        [start, end]
        for start, end in itertools.pairwise(edges)
        if a * (mid := (start + end) / 2) * mid + b * mid + c > 0
    ]
    band = []
    for at in np.linspace(low, high, 41):
        estimate, se = fit.combined(fit.unit(effect) + at * fit.unit(product))
        band.append([float(at), estimate, *t_interval(estimate, se, fit.df)])
    return {"bounds": [float(x) for x in bounds], "regions": regions, "range": [low, high], "band": band}
