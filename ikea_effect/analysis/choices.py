"""Choices between options, and ratings as ordered answers."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
from scipy import optimize, stats

from ikea_effect.analysis.bounded import two_levels
from ikea_effect.analysis.cumulative import cumulative_logit
from ikea_effect.analysis.design_matrix import Design, design
from ikea_effect.analysis.linear import line
from ikea_effect.analysis.question import (
    CannotEstimate,
    Question,
    Values,
    few,
    need,
    need_difference,
    no_column,
)
from ikea_effect.analysis.results import EffectSize, Estimate, Interval, Statistic
from ikea_effect.analysis.tails import t_interval, t_p
from ikea_effect.errors import listed

EDGE = 1e-9
"""How near to 1 a difference of shares is tried: at 1 itself the score has no variance."""


def chosen(question: Question) -> Values:
    """1 where the option was chosen, 0 where another was, NaN where nothing was."""
    if question.measure not in question.data.columns:
        raise CannotEstimate(no_column(question.measure))
    column, option = question.data[question.measure], question.model.option
    options = [str(value) for value in column.dropna().unique()]
    if option not in options and option not in _declared(question):
        raise CannotEstimate(
            f"'{option}' is no option of {question.measure} ({listed(sorted(options))}). "
            "Write option: one of them."
        )
    return np.where(column.isna(), np.nan, (column.astype(object).astype(str) == option).astype(np.float64))


def _declared(question: Question) -> tuple[str, ...]:
    declared = question.protocol.measures.get(question.measure)
    return tuple(getattr(declared, "options", ()))


def _cells(question: Question, outcome: Values) -> dict[str, Values]:
    high, low = two_levels(question)
    factor = question.model.factor
    codes, levels = question.codes(factor), question.levels(factor)
    return {name: outcome[(codes == levels.index(name)) & ~np.isnan(outcome)] for name in (high, low)}


def proportion(question: Question) -> Estimate:
    """The difference of two shares by the score test and its interval; Fisher's p beside it.

    Interval and test are one: at a difference of 0 the score test is z of the pooled share.
    Source: Mee (1984).
    """
    from statsmodels.stats.proportion import test_proportions_2indep

    cells = _cells(question, chosen(question))
    need(cells, 2, "A comparison of shares")
    (high, low), (n1, n0) = (values.sum() for values in cells.values()), (len(v) for v in cells.values())
    if high + low in (0, n1 + n0):
        raise CannotEstimate(
            f"{'Everyone' if high else 'No one'} chose {question.model.option}: nothing to test. "
            "Write option: what some chose and some did not."
        )
    sides = {"compare": "diff", "method": "score", "correction": False, "alternative": question.tail}
    with np.errstate(divide="ignore"):  # of the odds ratio, which is not used
        tested = test_proportions_2indep(high, n1, low, n0, **sides)
    return question.described(
        cells,
        method="difference of shares, score test and interval",
        unit="share",
        estimate=float(high / n1 - low / n0),
        se=math.sqrt(high / n1 * (1 - high / n1) / n1 + low / n0 * (1 - low / n0) / n0) or None,
        ci=score_limits(float(high), n1, float(low), n0),
        statistic=Statistic("z", float(tested.statistic)),
        p=float(tested.pvalue),
        effect_size=_odds_ratio(float(high), float(n1), float(low), float(n0)),
        formula=f"({question.measure} = {question.model.option}) ~ C({question.model.factor})",
        notes=few(cells, 10, "many"),
        details={
            "chose": {name: int(values.sum()) for name, values in cells.items()},
            "fisher_p": _fisher(question, int(high), int(n1), int(low), int(n0)),
            "cohens_h": 2 * math.asin(math.sqrt(high / n1)) - 2 * math.asin(math.sqrt(low / n0)),
        },
    )


def score_limits(high: float, n1: int, low: float, n0: int) -> Interval:
    """The differences of two shares that the score test does not refute at .05."""
    found, bound = high / n1 - low / n0, float(stats.norm.isf(0.025))

    def limit(sign: int) -> float:
        def excess(difference: float) -> float:
            return -sign * score_z(high, n1, low, n0, difference) - bound

        end = sign * (1 - EDGE)
        if sign * found >= 1 - EDGE or excess(end) <= 0:
            return float(sign)
        return float(optimize.brentq(excess, found, end, xtol=1e-12))

    return Interval(limit(-1), limit(1))


def score_z(high: float, n1: int, low: float, n0: int, difference: float) -> float:
    """z of a difference of shares, its variance at the likeliest shares that differ by so much.

    Source: Miettinen & Nurminen (1985), their cubic solved in closed form, without the factor N / (N - 1).
    """
    n, d = n1 + n0, difference
    third = ((n1 + 2 * n0) * d - n - high - low) / (3 * n)
    first = ((n0 * d - n - 2 * low) * d + high + low) / n
    q = third**3 - first * third / 2 + low * d * (1 - d) / (2 * n)
    p = math.copysign(math.sqrt(max(third**2 - first / 3, 0.0)), q)
    turn = math.acos(min(1.0, max(-1.0, q / p**3))) if p else math.pi / 2
    share = min(max(2 * p * math.cos((math.pi + turn) / 3) - third, 0.0, -d), 1.0, 1 - d)
    other = share + d
    variance = other * (1 - other) / n1 + share * (1 - share) / n0
    away = high / n1 - low / n0 - d
    return away / math.sqrt(variance) if variance > 0 else math.copysign(math.inf, away) if away else 0.0


def _fisher(question: Question, high: int, n1: int, low: int, n0: int) -> float:
    table = [[high, n1 - high], [low, n0 - low]]
    return float(stats.fisher_exact(table, alternative=question.hypothesis.alternative).pvalue)


def _odds_ratio(high: float, n1: float, low: float, n0: float) -> EffectSize | None:
    """The odds ratio with limits that the score test does not refute; None where it is 0 or without end."""
    if not (high and low and n1 - high and n0 - low):
        return None
    found = math.log(high / (n1 - high) * (n0 - low) / low)
    bound = float(stats.norm.isf(0.025))

    def limit(sign: int) -> float:
        def excess(log_ratio: float) -> float:
            return -sign * odds_z(high, n1, low, n0, log_ratio) - bound

        end = found + sign
        while excess(end) < 0:
            end += sign
        return math.exp(float(optimize.brentq(excess, found, end, xtol=1e-12)))

    return EffectSize("odds_ratio", math.exp(found), Interval(limit(-1), limit(1)))


def odds_z(high: float, n1: float, low: float, n0: float, log_ratio: float) -> float:
    """z of an odds ratio, at the likeliest shares that have it; at 1 it is that of equal shares.

    Source: Cornfield (1956), without his correction for continuity.
    """
    ratio, both = math.exp(log_ratio), high + low
    a = (ratio - 1) * n0
    b = n1 * ratio + n0 - both * (ratio - 1)
    root = math.sqrt(b * b + 4 * a * both)
    share = 2 * both / (b + root) if b > 0 else (root - b) / (2 * a)  # whichever loses no digits
    other = ratio * share / (1 + share * (ratio - 1))
    precision = 1 / (n1 * other * (1 - other)) + 1 / (n0 * share * (1 - share))
    return (high - n1 * other) * math.sqrt(precision)


def logit(question: Question) -> Estimate:
    """The average change in the chance of the option between two levels; odds ratio beside it.

    t and p are those of the average change, whose interval they agree with, and so does the odds ratio's
    (test-based limits, Miettinen, 1976). The coefficients, which are log odds, keep their z: it holds its
    level with few people, while that of a change in chances rejects too often without a t.
    """
    outcome = chosen(question)
    made, cells, effect = _design(question, outcome)
    need(cells, 2, "A logit")
    params, covariance = fit_logit(made.outcome, made.matrix)
    place, others = made.place(effect), made.matrix.copy()
    chances, slopes = [], []
    for level in (1.0, 0.0):
        others[:, place] = level
        chance = 1 / (1 + np.exp(-(others @ params)))
        chances.append(chance.mean())
        slopes.append((chance * (1 - chance)) @ others / len(others))
    gradient = slopes[0] - slopes[1]
    estimate, se = float(chances[0] - chances[1]), float(np.sqrt(gradient @ covariance @ gradient))
    b, b_se = float(params[place]), float(np.sqrt(covariance[place, place]))
    b_se = abs(b / estimate) * se if estimate else b_se
    ends = t_interval(b, b_se, made.df)
    return question.described(
        cells,
        method="logit, average marginal effect",
        unit="share",
        estimate=estimate,
        se=se,
        ci=_of_shares(t_interval(estimate, se, made.df)),
        statistic=Statistic("t", estimate / se, made.df),
        p=t_p(estimate / se, made.df, question.hypothesis.alternative),
        effect_size=EffectSize("odds_ratio", math.exp(b), Interval(*(math.exp(end or 0.0) for end in ends))),
        formula=made.formula.replace(question.measure, f"({question.measure} = {question.model.option})", 1),
        notes=(*few(cells, 10, "many"), *made.notes),
        details={"coefficients": _coefficients(made.columns, params, covariance)},
    )


def _of_shares(limits: Interval) -> Interval:
    """The interval within what a difference of two shares can be."""
    low, high = (None if end is None else min(max(end, -1.0), 1.0) for end in limits)
    return Interval(low, high)


def _design(question: Question, outcome: Values) -> tuple[Design, dict[str, Values], str]:
    high, low = two_levels(question)
    factor = question.model.factor
    made = design(
        question, [(factor,), *((name,) for name in question.model.covariates)], references={factor: low},
        levels={factor: (low, high)}, outcome=outcome,
    )  # fmt: skip
    codes, levels = question.codes(factor)[made.rows], question.levels(factor)
    cells = {name: made.outcome[codes == levels.index(name)] for name in (high, low)}
    return made, cells, f"{factor}[{high}]"


def fit_logit(y: Values, x: Values) -> tuple[Values, Values]:
    """Coefficients and covariance. Raises CannotEstimate where a column tells the choice without error."""
    from statsmodels.discrete.discrete_model import Logit
    from statsmodels.tools.sm_exceptions import PerfectSeparationError

    if np.ptp(y) == 0:
        raise CannotEstimate(
            "Everyone chose the same: nothing to explain. Write option: what some chose and some did not."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fit = Logit(y, x).fit(disp=0, maxiter=100, tol=1e-12)
    except (PerfectSeparationError, np.linalg.LinAlgError):
        fit = None
    if fit is None or not fit.mle_retvals["converged"] or float(np.abs(fit.bse).max()) > 1e3:
        raise CannotEstimate(
            "One of the terms tells who chose the option without error (separation). "
            "Declare a proportion, or leave that covariate out."
        )
    return np.asarray(fit.params, dtype=np.float64), np.asarray(fit.cov_params(), dtype=np.float64)


def _coefficients(names: tuple[str, ...], params: Values, covariance: Values) -> list[dict[str, Any]]:
    errors = np.sqrt(np.diagonal(covariance))
    return [line(name, float(b), float(se), None) for name, b, se in zip(names, params, errors, strict=True)]


_NO_MAXIMUM = (
    "The ordinal regression has no maximum: a cell holds only one end of the scale. Declare mann-whitney."
)


def ordinal(question: Question) -> Estimate:
    """The shift of ratings on the cumulative logit; d of the logistic behind them beside it.

    z, not t: with 10 per condition the normal distribution rejects 3.4 to 5.3 of 100 true zeros (4,000 tables
    each of 4, 5 and 7 answers), a t of people less coefficients 2.1 to 3.6. Newton's steps and their exact
    curvature: statsmodels' OrderedModel searches, and takes its covariance from differences (1e-5).
    """
    made, cells, effect = _design(question, question.outcome())
    need_difference(cells, question.measure)
    if len(np.unique(made.outcome)) < 3:
        raise CannotEstimate(f"{question.measure} takes fewer than 3 values here: declare a logit.")
    need(cells, 2, "An ordinal regression")
    values, codes = np.unique(made.outcome, return_inverse=True)
    fit = cumulative_logit(made.matrix[None, :, 1:], codes[None], np.ones((1, len(codes))))
    if not fit.known[0]:
        raise CannotEstimate(_NO_MAXIMUM)
    params, errors = fit.params[0], np.sqrt(np.diagonal(fit.covariance[0]))
    place = made.place(effect) - 1
    b, se = float(params[place]), float(errors[place])
    limits, scale = t_interval(b, se, None), math.sqrt(3) / math.pi
    return question.described(
        cells,
        method="ordinal regression (cumulative logit)",
        unit="log odds",
        estimate=b,
        se=se,
        ci=limits,
        statistic=Statistic("z", b / se),
        p=t_p(b / se, None, question.hypothesis.alternative),
        effect_size=EffectSize("logistic_d", b * scale, limits.scaled(scale)),
        formula=made.formula + ", cumulative logit",
        library=f"numpy {np.__version__}",
        notes=(*few(cells, 10, "many"), *made.notes),
        details={
            "coefficients": [
                line(name, float(x), float(e), None)
                for name, x, e in zip(made.columns[1:], params, errors, strict=True)
            ],
            "answers": [float(value) for value in values],
            "log_likelihood": float(fit.log_likelihood[0]),
        },
    )
