"""Several cells at once: one-way tests and crossed factors, type III."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import stats

from ikea_effect.analysis.cluster_robust import Robust
from ikea_effect.analysis.contrasts import welch_contrast
from ikea_effect.analysis.design_matrix import Term, crossed, design
from ikea_effect.analysis.effect_sizes import Spread, partial_eta_squared, pooled_spread
from ikea_effect.analysis.effects import Contrasts, contrasts_of, effect_term, effect_weights, half_sum
from ikea_effect.analysis.linear import Linear, least_squares
from ikea_effect.analysis.question import CannotEstimate, Question, Values, few, need, need_spread
from ikea_effect.analysis.results import Estimate, Statistic
from ikea_effect.analysis.tails import holm, t_interval, t_p
from ikea_effect.analysis.unit import pairs_of
from ikea_effect.errors import listed
from ikea_effect.protocol.analyses import TOGETHER


def one_way(question: Question) -> Estimate:
    """Whether any cell differs; the estimate is partial eta squared, as much as the tested F is worth."""
    from statsmodels.stats.oneway import anova_oneway

    cells = question.cells()
    need(cells, 2, "A one-way test")
    need_spread(cells, question.measure)
    variances = question.model.variances
    if variances == "per-cell" and (still := [name for name, values in cells.items() if np.ptp(values) == 0]):
        raise CannotEstimate(
            f"Welch's one-way test needs some spread in every cell; {listed(still)} has none. "
            "Declare variances: pooled where that is known, or leave the level out with `in`."
        )
    if variances == "hc3":
        fit = least_squares(design(question, [(question.model.factor,)]), "hc3")
        f, df1, df2, p = wald(fit, fit.design.terms[(question.model.factor,)])
    else:
        spread = "unequal" if variances == "per-cell" else "equal"
        tested = anova_oneway(list(cells.values()), use_var=spread, welch_correction=True)
        f, p, (df1, df2) = float(tested.statistic), float(tested.pvalue), map(float, tested.df)
    error = sum(map(len, cells.values())) - len(cells)
    size = partial_eta_squared(f, df1, df2, error=error)
    words = {
        "per-cell": "Welch's one-way test",
        "pooled": "one-way analysis of variance",
        "hc3": "one-way test, HC3",
    }
    return question.described(
        cells,
        method=words[variances],
        term=question.model.factor,
        unit="share",
        estimate=size.value,
        ci=size.ci,
        level=size.level,
        statistic=Statistic("F", f, (df1, df2)),
        p=p,
        alternative="any",
        effect_size=size,
        formula=f"{question.measure} ~ C({question.model.factor})",
        notes=few(cells),
        details={"pairs": pairs(cells), "eta_squared": _share_between(cells)},
    )


def _share_between(cells: Mapping[str, Values]) -> float:
    """The share of all squares that lies between the cells, whichever F is tested."""
    every = np.concatenate(list(cells.values()))
    within = sum(float(np.var(values)) * len(values) for values in cells.values())
    return 1 - within / (float(np.var(every)) * len(every))


def pairs(cells: Mapping[str, Values]) -> list[dict[str, Any]]:
    """Every two cells compared by Welch's t, with p as it is and as Holm adjusts it."""
    rows: list[dict[str, Any]] = []
    for high, low in itertools.combinations(cells, 2):
        if np.ptp(cells[high]) == 0 and np.ptp(cells[low]) == 0:
            continue
        found = welch_contrast(cells, {high: 1.0, low: -1.0})
        p = t_p(found.t, found.df, "two-sided")
        rows.append(
            {"term": f"{high} - {low}", "estimate": found.estimate, "se": found.se, "t": found.t,
             "df": found.df, "p": p, "ci": t_interval(*found)}
        )  # fmt: skip
    for row, raised in zip(rows, holm([row["p"] for row in rows]), strict=True):
        row["p_holm"] = raised
    return rows


def factorial(question: Question) -> Estimate:
    """Main effects and interactions of crossed factors, each given all others (type III).

    An effect with one degree of freedom is estimated as a contrast of cell means in the measure's unit, any
    other as partial eta squared.
    """
    model, cells = question.model, question.cells()
    need(cells, 2 if model.covariance == "hc3" else 1, "A model of crossed factors")
    need_spread(cells, question.measure)
    terms = [*crossed(model.factors), *((name,) for name in model.covariates)]
    made = design(question, terms, coding="sum")
    cells = replace(question, data=question.data[made.rows]).cells()
    need(cells, 1, "A model of crossed factors")
    fit = least_squares(made, model.covariance, pairs_of(question, made.rows))
    table = [_effect(fit, term) for term in terms]
    term = next(found for found in crossed(model.factors) if set(found) == set(model.term))
    contrasts = contrasts_of(question, term)
    answer = (
        _many_df(fit, term)
        if contrasts is None
        else _one_df(question, fit, contrasts, pooled_spread(*cells.values()))
    )
    covariance = "HC3" if model.covariance == "hc3" else "classic covariance"
    if model.unit in TOGETHER:
        covariance = f"CR2 by {model.unit}, Satterthwaite df"
    return question.described(
        cells,
        method=f"crossed factors, type III, {covariance}",
        formula=_formula(question),
        notes=(*few(cells), *made.notes),
        details={"effects": table, "simple_effects": _simple(question, model.factors)},
        **answer,
    )


def _formula(question: Question) -> str:
    factors = " * ".join(f"C({name}, Sum)" for name in question.model.factors)
    return " + ".join([f"{question.measure} ~ {factors}", *question.model.covariates])


def wald(fit: Linear, places: tuple[int, ...]) -> tuple[float, float, float, float]:
    """F of the coefficients all being 0, its degrees of freedom, and p."""
    b, v = fit.params[list(places)], fit.covariance[np.ix_(places, places)]
    if fit.robust is not None:
        return _robust_wald(fit.robust, b, v, np.eye(len(fit.params))[list(places)])
    f = float(b @ np.linalg.solve(v, b)) / len(places)
    return f, float(len(places)), fit.df, float(stats.f.sf(f, len(places), fit.df))


def _robust_wald(robust: Robust, b: Values, v: Values, rows: Values) -> tuple[float, float, float, float]:
    """The same of groups that belong together: Hotelling's T squared, its df by the sandwich's spread.

    Source: Pustejovsky & Tipton (2018).
    """
    q, df = len(b), robust.df(rows)
    df2 = max(df - q + 1, 1e-3)
    f = df2 / (df * q) * float(b @ np.linalg.solve(v, b))
    return f, float(q), df2, float(stats.f.sf(f, q, df2))


def _effect(fit: Linear, term: Term) -> dict[str, Any]:
    f, df1, df2, p = wald(fit, fit.design.terms[term])
    size = partial_eta_squared(f, df1, df2, error=fit.df)
    return {
        "term": " x ".join(term), "F": f, "df": [df1, df2], "p": p,
        "partial_eta_squared": size.value, "ci": size.ci,
    }  # fmt: skip


def _one_df(question: Question, fit: Linear, contrasts: Contrasts, spread: Spread) -> dict[str, Any]:
    """The effect as a contrast of cell means; g is half of it where it is a difference of differences."""
    weights = effect_weights(question, fit.design, contrasts)
    (estimate, se), df = fit.combined(weights), fit.df_of(weights)
    t = estimate / se
    return {
        "term": effect_term(contrasts), "estimate": estimate, "se": se,
        "ci": t_interval(estimate, se, df),
        "statistic": Statistic("t", t, df), "p": t_p(t, df, question.hypothesis.alternative),
        "effect_size": fit.standardized(weights, spread, half=half_sum(contrasts)),
    }  # fmt: skip


def _many_df(fit: Linear, term: Term) -> dict[str, Any]:
    f, df1, df2, p = wald(fit, fit.design.terms[term])
    size = partial_eta_squared(f, df1, df2, error=fit.df)
    return {
        "term": " x ".join(term), "unit": "share", "estimate": size.value, "ci": size.ci,
        "level": size.level, "p": p, "alternative": "any",
        "statistic": Statistic("F", f, (df1, df2)), "effect_size": size,
    }  # fmt: skip


def _simple(question: Question, factors: tuple[str, ...]) -> list[dict[str, Any]]:
    """The first factor's levels compared within each cell of the others, by Welch; Holm over all of them."""
    rows = []
    for factor in factors:
        others = tuple(name for name in factors if name != factor)
        groups: dict[str, dict[str, Values]] = {}
        for name, values in question.cells((factor, *others)).items():
            level, _, rest = name.partition(",")
            groups.setdefault(rest, {})[level.partition("=")[2]] = values
        for rest, cells in groups.items():
            rows += [{**row, "within": rest, "factor": factor} for row in pairs(cells)]
    raised = holm([row["p"] for row in rows])
    return [{**row, "p_holm": p} for row, p in zip(rows, raised, strict=True)]
