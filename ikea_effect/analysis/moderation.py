"""How the effect of a factor changes with a moderator: with a number, or between levels."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
from scipy import stats

from ikea_effect.analysis.anova import wald
from ikea_effect.analysis.design_matrix import Design, categorical, levels_there
from ikea_effect.analysis.effect_sizes import Spread, partial_eta_squared, pooled_spread
from ikea_effect.analysis.linear import Linear, least_squares, line
from ikea_effect.analysis.question import CannotEstimate, Question, Values, few, need
from ikea_effect.analysis.regression import cells_of, covariance_of, effect_tested, two_level_design
from ikea_effect.analysis.results import Estimate, Statistic
from ikea_effect.analysis.tails import holm, t_interval
from ikea_effect.analysis.unit import pairs_of
from ikea_effect.errors import listed
from ikea_effect.protocol.expressions import parse_contrast


def moderation(question: Question) -> Estimate:
    """The interaction of two levels with a moderator, simple slopes, and where the effect is significant."""
    pair, model = question.pair(), question.model
    if categorical(question, model.moderator):
        return by_level(question)
    terms = [(model.factor,), (model.moderator,), (model.factor, model.moderator)]
    made = two_level_design(question, [*terms, *((name,) for name in model.covariates)])
    cells = cells_of(question, made)
    need(cells, 3, "A moderation")
    fit = least_squares(made, model.covariance, pairs_of(question, made.rows))
    effect = f"{model.factor}[{pair.high_name}]"
    product = f"{effect}:{model.moderator}"
    values = fit.design.matrix[:, fit.design.place(model.moderator)]
    return question.described(
        cells,
        method=f"moderation by {model.moderator}, least squares, {covariance_of(question)}",
        term=f"({model.contrast}) x {model.moderator}",
        unit=f"{question.unit} per unit of {model.moderator}",
        formula=fit.design.formula,
        notes=(*few(cells), *made.notes),
        details={
            "coefficients": fit.table(),
            "simple_slopes": _slopes(fit, effect, product, values),
            "johnson_neyman": johnson_neyman(fit, effect, product, values),
        },
        **effect_tested(question, fit, fit.unit(product), "standardized_slope"),
    )


def _slopes(fit: Linear, effect: str, product: str, values: Values) -> list[dict[str, Any]]:
    """The effect at the moderator's mean and one SD to either side."""
    mean, sd = float(values.mean()), float(values.std(ddof=1))
    rows = []
    for word, at in (("mean - SD", mean - sd), ("mean", mean), ("mean + SD", mean + sd)):
        weights = fit.unit(effect) + at * fit.unit(product)
        rows.append({"at": at, **line(word, *fit.combined(weights), fit.df_of(weights))})
    return rows


def johnson_neyman(fit: Linear, effect: str, product: str, values: Values) -> dict[str, Any]:
    """Moderator values at which the effect turns significant (two-sided, .05), and a band to draw.

    Source: Johnson & Neyman (1936). `regions` are the observed ranges in which the interval excludes 0.
    """
    i, j = fit.design.place(effect), fit.design.place(product)
    b0, b1, v = fit.params[i], fit.params[j], fit.covariance
    df = fit.df_of(fit.unit(effect) + float(values.mean()) * fit.unit(product))
    q = float(stats.t.isf(0.025, df)) ** 2
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
        band.append([float(at), estimate, *t_interval(estimate, se, df)])
    return {"bounds": [float(x) for x in bounds], "regions": regions, "range": [low, high], "band": band}


# --- moderators with levels -------------------------------------------------------------------------------


def by_level(question: Question) -> Estimate:
    """The effect at each level of the moderator, and whether it differs between them."""
    pair, model = question.pair(), question.model
    moderator, levels = model.moderator, _compared(question)
    if len(levels) < 2:
        held = levels[0] if levels else "nothing"
        raise CannotEstimate(
            f"{moderator} is the same for everyone ({held}): it can moderate nothing. Declare welch."
        )
    first = levels[0]
    terms = [(model.factor,), (moderator,), (model.factor, moderator)]
    made = two_level_design(question, [*terms, *((name,) for name in model.covariates)], {moderator: levels})
    cells = cells_of(question, made)
    need(cells, 3, "A moderation")
    crossed = _crossed(question, made, levels)
    fit = least_squares(made, model.covariance, pairs_of(question, made.rows))
    effect = f"{model.factor}[{pair.high_name}]"
    effects = {}
    for level in levels:
        product = np.zeros(len(fit.params))
        if level != first:
            product = fit.unit(f"{effect}:{moderator}[{level}]")
        effects[level] = fit.unit(effect) + product
    rows = [{"level": at, **line(at, *fit.combined(w), fit.df_of(w))} for at, w in effects.items()]
    for row, raised in zip(rows, holm([row["p"] for row in rows]), strict=True):
        row["p_holm"] = raised
    weights = _weighed(question, effects)
    if weights is None:
        answer = _of_several(question, fit)
    else:
        answer = _of_two(question, fit, effects, weights, pooled_spread(*crossed.values()))
    return question.described(
        cells,
        method=f"moderation by {moderator}, least squares, {covariance_of(question)}",
        formula=fit.design.formula,
        notes=(*_only(question, levels), *few(crossed), *made.notes),
        details={"coefficients": fit.table(), "effects_by_level": rows},
        **answer,
    )


def _compared(question: Question) -> list[str]:
    """The moderator's levels that are compared: those that `levels` weighs, or all of the rows asked."""
    model, codes = question.model, question.codes(question.model.factor)
    declared, pair = question.levels(model.factor), question.pair()
    rows = np.isin(codes, [declared.index(pair.high_name), declared.index(pair.low_name)])
    levels = levels_there(question, model.moderator, rows & np.isfinite(question.outcome()))
    if model.levels is None:
        return levels
    weights = _named(question, levels)
    return [level for level in levels if weights.get(level)]


def _only(question: Question, levels: list[str]) -> tuple[str, ...]:
    """A sentence on levels of the moderator that are not compared, whose rows are left out."""
    others = [level for level in question.levels(question.model.moderator) if level not in levels]
    named = f"{question.model.moderator} {listed(levels)}"
    return (f"Asked only of {named}; {listed(others)} left out.",) if others else ()


def _crossed(question: Question, made: Design, levels: list[str]) -> dict[str, Values]:
    """The outcome of the rows used, by level of the factor within level of the moderator."""
    model, pair = question.model, question.pair()
    codes, at = question.codes(model.factor)[made.rows], question.codes(model.moderator)[made.rows]
    places, all_levels = question.levels(model.factor), question.levels(model.moderator)
    return {
        f"{name} within {level}": made.outcome[
            (codes == places.index(name)) & (at == all_levels.index(level))
        ]
        for level in levels
        for name in (pair.high_name, pair.low_name)
    }


def _named(question: Question, there: list[str]) -> dict[str, float]:
    weights = dict(parse_contrast(question.model.levels))
    if unknown := [level for level in weights if level not in there]:
        raise CannotEstimate(
            f"`levels` names {listed(unknown)}; {question.model.moderator} has {listed(there)}. "
            "Write levels of these."
        )
    return weights


def _weighed(question: Question, effects: dict[str, Values]) -> dict[str, float] | None:
    """How the effects at the levels are weighed; None where several are compared without a contrast."""
    if question.model.levels is None:
        levels = list(effects)
        return {levels[0]: 1.0, levels[1]: -1.0} if len(levels) == 2 else None
    return _named(question, list(effects))


def _of_two(
    question: Question, fit: Linear, effects: dict[str, Values], weights: dict[str, float], spread: Spread
) -> dict[str, Any]:
    """The difference of the effects, in the measure's unit; g is half of it, as of every interaction."""
    combined = sum(weight * effects[level] for level, weight in weights.items())
    answer = effect_tested(question, fit, np.asarray(combined))
    contrast = question.model.contrast
    sides = [f"({contrast}) within {level}" for level in sorted(weights, key=lambda one: -weights[one])]
    return answer | {
        "term": " - ".join(sides),
        "effect_size": fit.standardized(np.asarray(combined), spread, half=0.5),
    }


def _of_several(question: Question, fit: Linear) -> dict[str, Any]:
    """Whether the effect differs between any of the levels: F of all products."""
    model = question.model
    f, df1, df2, p = wald(fit, fit.design.terms[(model.factor, model.moderator)])
    size = partial_eta_squared(f, df1, df2, error=fit.df)
    return {
        "term": f"{model.factor} x {model.moderator}", "unit": "share", "estimate": size.value,
        "ci": size.ci, "level": size.level, "p": p, "alternative": "any",
        "statistic": Statistic("F", f, (df1, df2)), "effect_size": size,
    }  # fmt: skip
