"""Willingness to pay behind the bounds of a mechanism, or known up to an interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ikea_effect.analysis.censored import CensoredFit, fit_intervals
from ikea_effect.analysis.censored_by_cell import OneSpread, SpreadFit, fit_by_cell, one_spread_test
from ikea_effect.analysis.design_matrix import Design, design
from ikea_effect.analysis.linear import line
from ikea_effect.analysis.question import CannotEstimate, Question, Values, few, need
from ikea_effect.analysis.results import EffectSize, Estimate, Statistic
from ikea_effect.analysis.support import support
from ikea_effect.analysis.tails import t_interval, t_p
from ikea_effect.rounding import fixed, p_said


def tobit(question: Question) -> Estimate:
    """The difference of the values behind the bids, with bids at a bound read as "at least" or "at most"."""
    low, high = _bounds(question)
    y = question.outcome()
    lower, upper = np.where(y <= low, -np.inf, y), np.where(y >= high, np.inf, y)
    lower, upper = np.where(y >= high, high, lower), np.where(y <= low, low, upper)
    held = {"at the lower bound": y <= low, "at the upper bound": y >= high}
    return _regressed(question, lower, upper, y, f"Tobit at {_span(low, high)}", held)


def _bounds(question: Question) -> tuple[float, float]:
    """The declared bounds, else the mechanism's."""
    model, declared = question.model, support(question.protocol, question.measure)
    low = model.low if model.low is not None else declared.low
    high = model.high if model.high is not None else declared.high
    if low is None and high is None:
        raise CannotEstimate(f"Nothing says where {question.measure} is cut off: declare low or high.")
    return -np.inf if low is None else float(low), np.inf if high is None else float(high)


def _span(low: float, high: float) -> str:
    if np.isinf(low):
        return f"{high:g} (above)"
    return f"{low:g} (below)" if np.isinf(high) else f"{low:g} and {high:g}"


def interval_regression(question: Question) -> Estimate:
    """The difference of values between <measure>.low and <measure>.high; an empty limit is open."""
    low, high = interval_columns(question)
    exact = low == high
    held = {"open below": np.isneginf(low), "open above": np.isposinf(high), "exact": exact}
    middle = np.where(
        np.isfinite(low) & np.isfinite(high), (low + high) / 2, np.where(np.isfinite(low), low, high)
    )
    return _regressed(question, low, high, middle, "interval regression (normal)", held)


def interval_columns(question: Question) -> tuple[Values, Values]:
    """Both limits, infinite where they are empty; NaN in both where nothing was answered."""
    low, high = (question.column(f"{question.measure}.{end}") for end in ("low", "high"))
    nothing = np.isnan(low) & np.isnan(high)
    low = np.where(np.isnan(low) & ~nothing, -np.inf, low)
    high = np.where(np.isnan(high) & ~nothing, np.inf, high)
    with np.errstate(invalid="ignore"):
        if crossed := int(np.sum(low > high)):
            raise CannotEstimate(
                f"{crossed} rows have a lower limit above their upper limit. "
                "Leave these rows out or mend the file."
            )
    return low, high


def _regressed(
    question: Question, low: Values, high: Values, shown: Values, method: str, held: dict[str, Any]
) -> Estimate:
    """The fit of both levels; `shown` is what n, mean and SD describe."""
    model, (high_name, low_name) = question.model, two_levels(question)
    factor = model.factor
    made = design(
        question, [(factor,), *((name,) for name in model.covariates)], references={factor: low_name},
        levels={factor: (low_name, high_name)}, outcome=shown,
    )  # fmt: skip
    codes, levels = question.codes(factor)[made.rows], question.levels(factor)
    cells = {name: made.outcome[codes == levels.index(name)] for name in (high_name, low_name)}
    need(cells, 2, "A regression of bounded values")
    limits = low[made.rows], high[made.rows]
    _need_difference(question.measure, *limits, float(made.outcome[0]))
    one = fitted(made.matrix, *limits)
    own = own_spreads(made.matrix, *limits, codes == levels.index(high_name), one.params[0])
    per_cell = model.variances == "per-cell"
    if per_cell and own is None:
        raise CannotEstimate(
            "A cell has too few values inside the bounds to say how far it spreads. "
            "Declare variances: pooled, or another model."
        )
    sigmas = None if own is None else {low_name: float(own.sigmas[0]), high_name: float(own.sigmas[1])}
    equal = None if own is None else one_spread_test(own, float(one.log_likelihood[0]))
    params, covariance = (one.params[0], one.covariance[0])
    log_likelihood = float(one.log_likelihood[0])
    if per_cell and own is not None:
        params, covariance, log_likelihood = own.params, own.covariance, own.log_likelihood
    place = made.place(f"{factor}[{high_name}]")
    estimate, se = float(params[place]), float(np.sqrt(covariance[place, place]))
    counts = {word: int(np.sum(mask[made.rows])) for word, mask in held.items()}
    return question.described(
        cells,
        method=f"{method}, one spread per cell" if per_cell else method,
        estimate=estimate,
        se=se,
        ci=t_interval(estimate, se, made.df),
        statistic=Statistic("t", estimate / se, made.df),
        p=t_p(estimate / se, made.df, question.hypothesis.alternative),
        effect_size=latent_d(params, covariance, place, made),
        formula=f"latent {made.formula}, {'one spread per cell' if per_cell else 'one spread for all'}",
        library=f"ikea-effect (Newton), numpy {np.__version__}",
        notes=(*few(cells, 10, "many"), *made.notes, *(() if per_cell else _uneven(sigmas, equal))),
        details={
            "coefficients": _table(made, params, covariance, (low_name, high_name)),
            "sigma": sigmas if per_cell else float(np.exp(params[-1])),
            "equal_spread": equal and equal._asdict(),
            "log_likelihood": log_likelihood,
            "counts": counts,
            "steps": one.steps,
        },
    )


def _uneven(sigmas: dict[str, float] | None, equal: OneSpread | None) -> tuple[str, ...]:
    """A sentence where the cells spread differently, or may, though the model takes them not to."""
    if sigmas is None or equal is None:
        return (
            "The model takes both cells to spread alike, which these data cannot show: in one of them too "
            "few values lie inside the bounds, or all are the same.",
        )
    if equal.p >= 0.05:
        return ()
    found = " and ".join(f"{fixed(value, 2)} in {name}" for name, value in sigmas.items())
    return (
        f"The model takes both cells to spread alike, which these data speak against (sigma {found}; "
        f"chi2({equal.df}) = {fixed(equal.chi2, 2)}, {p_said(equal.p)}): "
        "`variances: per-cell` does not.",
    )


def two_levels(question: Question) -> tuple[str, str]:
    """Both levels of a contrast "high - low". Raises CannotEstimate if it is not one."""
    weights = question.weights()
    high, low = ([level for level, w in weights.items() if w == sign] for sign in (1, -1))
    if len(high) != 1 or len(low) != 1 or len(weights) != 2:
        raise CannotEstimate(
            f"The contrast '{question.model.contrast}' does not compare two cells. "
            "Write contrast: level - level."
        )
    return high[0], low[0]


def _need_difference(measure: str, low: Values, high: Values, shown: float) -> None:
    """Raises CannotEstimate if all answered alike, within whatever limits."""
    if (low == low[0]).all() and (high == high[0]).all():
        value = f"{shown:g}" if shown in (low[0], high[0]) else f"{low[0]:g} .. {high[0]:g}"
        raise CannotEstimate(
            f"Every {measure} is the same ({value}): nothing to test. Leave the hypothesis out."
        )


def own_spreads(
    x: Values, low: Values, high: Values, treated: NDArray[np.bool_], start: Values
) -> SpreadFit | None:
    """The fit with a spread of each of two cells; None where it has no maximum.

    `start` is b and the log of the spread of the fit in which both share one.
    """
    found = fit_by_cell(x, low, high, treated.astype(np.int64), start)
    return None if found is None or _ran_away(found, low, high) else found


def fitted(x: Values, low: Values, high: Values) -> CensoredFit:
    """The fit of one data set. Raises CannotEstimate if the likelihood has no maximum."""
    told = np.isfinite(low) | np.isfinite(high)
    if not told.any() or not _varies(low, high):
        raise CannotEstimate(
            "Every value is at a bound, or all are the same: the likelihood has no maximum. "
            "Declare a proportion."
        )
    try:
        fit = fit_intervals(x, low, high)
    except np.linalg.LinAlgError:
        fit = None
    if fit is None or not is_sound(fit, low[None], high[None]).all():
        raise CannotEstimate(
            "The likelihood has no maximum (a cell lies wholly at a bound, or the values leave no spread). "
            "Declare a proportion, or mann-whitney."
        )
    return fit


def _varies(low: Values, high: Values) -> bool:
    ends = np.concatenate([low[np.isfinite(low)], high[np.isfinite(high)]])
    return bool(len(ends)) and bool(np.ptp(ends) > 0)


def is_sound(fit: CensoredFit, low: Values, high: Values) -> NDArray[np.bool_]:
    """Of each data set (data sets, n), whether its fit has converged and no coefficient went off to infinity.

    They do so as when a whole cell lies at one bound.
    """
    ends = np.hstack([np.where(np.isfinite(one), one, np.nan) for one in (low, high)])
    spread = np.nanmax(ends, axis=1) - np.nanmin(ends, axis=1)
    with np.errstate(invalid="ignore"):
        errors = np.sqrt(np.diagonal(fit.covariance, axis1=1, axis2=2)).max(axis=1)
        runaway = (np.exp(fit.params[:, -1]) < 1e-7 * spread) | (errors > 1e3 * np.maximum(spread, 1))
    finite = np.isfinite(fit.covariance).all(axis=(1, 2)) & np.isfinite(errors)  # a variance below 0 has none
    return np.asarray(fit.converged & finite & ~runaway, dtype=np.bool_)


def _ran_away(fit: SpreadFit, low: Values, high: Values) -> bool:
    """Whether a spread went to nothing, or an error without end, which data at the bounds alone can do."""
    ends = np.concatenate([low[np.isfinite(low)], high[np.isfinite(high)]])
    spread = float(np.ptp(ends))
    errors = np.sqrt(np.diagonal(fit.covariance)[: fit.columns])
    return bool(fit.sigmas.min() < 1e-5 * spread or errors.max() > 1e3 * max(spread, 1))


def latent_d(params: Values, covariance: Values, place: int, made: Design) -> EffectSize:
    """The difference by sigma (of both cells' mean variance).

    The limits are those of the difference in units of that sigma, so that they say what p says.
    """
    variances = np.exp(2 * params[len(made.columns) :])
    sigma = float(np.sqrt(variances.mean()))
    value = float(params[place]) / sigma
    se = float(np.sqrt(covariance[place, place])) / sigma
    return EffectSize("latent_d", value, t_interval(value, se, made.df))


def _table(made: Design, params: Values, covariance: Values, cells: Sequence[str]) -> list[dict[str, Any]]:
    errors = np.sqrt(np.diagonal(covariance))
    several = len(params) > len(made.columns) + 1
    logs = [f"log sigma, {cell}" for cell in cells] if several else ["log sigma"]
    rows = zip((*made.columns, *logs), params, errors, strict=True)
    return [line(name, float(b), float(se), made.df) for name, b, se in rows]
