"""Bids at a bound read as beyond it, answered of many simulated studies together.

Without covariates, counts and sums of both cells are all that the likelihood asks. Studies in which the quick
steps do not come to an end, or nearly ran away, are fitted as one alone is, and may give no estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ikea_effect.analysis import kernels
from ikea_effect.analysis.bounded import is_sound, own_spreads
from ikea_effect.analysis.censored import CensoredFit, fit_intervals
from ikea_effect.analysis.support import support
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.block import Block, Kernel, by_t, sides_of
from ikea_effect.diagnosis.kernels.any_terms import Answer, Plan, kernel_of_plan
from ikea_effect.diagnosis.kernels.cells import both
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.analyses_of_bounds import IntervalRegression, Tobit
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.model_base import levels_kept
from ikea_effect.protocol.models import Protocol

CELL = 1
"""The place of the column that says which cell a row is in: right behind the intercept."""


class Fits(NamedTuple):
    """The difference of many studies behind the bounds and its standard error; NaN where there is no fit."""

    estimate: Values
    se: Values


def tobit(protocol: Protocol, hypothesis: Hypothesis, model: Tobit) -> Kernel | None:
    """Of one spread or of one per cell, with covariates or without; None where nothing is cut off."""
    declared = support(protocol, hypothesis.measure)
    least = model.low if model.low is not None else declared.low
    most = model.high if model.high is not None else declared.high
    if least is None and most is None:
        return None
    ends = (-np.inf if least is None else float(least), np.inf if most is None else float(most))
    if model.covariates:

        def fitted(x: Values, y: Values) -> Fits:
            return by_rows(x, *_limits(y, ends), per_cell=_per_cell(model))

        return kernel_of_rows(hypothesis, model, fitted)
    cells, of_cells = both(hypothesis, model), _each_spread if _per_cell(model) else _one_spread

    def kernel(block: Block) -> Reported:
        first, second = cells(block)
        found = of_cells(first, second, ends)
        df = float(first.shape[1] + second.shape[1] - 2)
        return by_t(found.estimate, found.se, df, hypothesis.alternative, np.isfinite(found.estimate))

    return kernel


def _per_cell(model: Tobit) -> bool:
    return model.variances == "per-cell"


def _limits(y: Values, ends: tuple[float, float]) -> tuple[Values, Values]:
    """Between what each value lies: at a bound, beyond it."""
    low, high = ends
    lower = np.where(y >= high, high, np.where(y <= low, -np.inf, y))
    return lower, np.where(y <= low, low, np.where(y >= high, np.inf, y))


# --- two cells --------------------------------------------------------------------------------------------


def _one_spread(first: Values, second: Values, ends: tuple[float, float]) -> Fits:
    quick = kernels.tobit(first.T, second.T, *ends)
    spread = np.ptp(np.hstack([first, second]), axis=1)
    with np.errstate(invalid="ignore"):
        sound = quick.converged & (quick.sigma > 1e-7 * spread) & (quick.se < 1e3 * np.maximum(spread, 1))
    return _with_slow_ones(Fits(quick.estimate, quick.se), sound, (first, second), ends, per_cell=False)


def _each_spread(first: Values, second: Values, ends: tuple[float, float]) -> Fits:
    """Each cell has a likelihood of its own."""
    high, low = (kernels.tobit_mean(one.T, *ends) for one in (first, second))
    spread, sound = np.ptp(np.hstack([first, second]), axis=1), np.ones(len(first), dtype=np.bool_)
    for one in (high, low):  # far from where the model gives up, so that it is asked itself there
        with np.errstate(invalid="ignore"):
            sound &= one.converged & (one.sigma > 1e-3 * spread) & (one.se < 10 * np.maximum(spread, 1))
    with np.errstate(invalid="ignore"):
        quick = Fits(high.estimate - low.estimate, np.sqrt(high.se**2 + low.se**2))
    return _with_slow_ones(quick, sound, (first, second), ends, per_cell=True)


def _with_slow_ones(
    quick: Fits,
    sound: NDArray[np.bool_],
    cells: tuple[Values, Values],
    ends: tuple[float, float],
    *,
    per_cell: bool,
) -> Fits:
    """The quick fits that are sound; the others row by row."""
    estimate, se = (np.where(sound, one, np.nan) for one in quick)
    if len(places := np.flatnonzero(~sound)):
        y = np.hstack([one[places] for one in cells])
        x = np.column_stack([np.ones(y.shape[1]), np.arange(y.shape[1]) < cells[0].shape[1]])
        shown = np.broadcast_to(x.astype(np.float64), (len(y), *x.shape))
        estimate[places], se[places] = by_rows(shown, *_limits(y, ends), per_cell=per_cell)
    return Fits(estimate, se)


# --- rows -------------------------------------------------------------------------------------------------


def kernel_of_rows(
    hypothesis: Hypothesis,
    model: Tobit | IntervalRegression,
    fitted: Callable[..., Fits],
    outcomes: tuple[str, ...] = (),
) -> Kernel:
    """At equal covariates, which may be words; fitted to columns (studies, n, k) and to each outcome."""
    high, low = sides_of(model.contrast)

    def answer(_places: object, size: int, _levels: object) -> Answer:
        return Answer(np.eye(size)[[CELL]], directed=True)

    def tested(x: Values, *y: Values) -> Reported:
        rows, columns = x.shape[1:]
        found = Fits(np.full(len(x), np.nan), np.full(len(x), np.nan))
        if rows >= columns + 2:  # what the model's design asks for, as that of each column
            able = np.linalg.matrix_rank(x / np.abs(x).max(axis=1, keepdims=True).clip(1e-300)) == columns
            found.estimate[able], found.se[able] = fitted(x[able], *(one[able] for one in y))
        df = float(rows - columns)
        return by_t(found.estimate, found.se, df, hypothesis.alternative, np.isfinite(found.estimate))

    terms = ((model.factor,), *((name,) for name in model.covariates))
    plan = Plan(
        terms, {model.factor: (low, high)}, "treatment", "classic", answer, tested=tested, outcomes=outcomes
    )
    return kernel_of_plan(hypothesis, plan, levels_kept(model))


def by_rows(x: Values, lower: Values, upper: Values, *, per_cell: bool) -> Fits:
    """The coefficient of the column of x (studies, n, k) that says which cell a row is in."""
    found, weights = Fits(np.full(len(x), np.nan), np.full(len(x), np.nan)), np.eye(x.shape[2])[CELL]
    for those, fit in _fitted(x, lower, upper):
        sound = is_sound(fit, lower[those], upper[those])
        if not per_cell:
            with np.errstate(invalid="ignore"):
                combined = fit.combined(weights)
            for into, values in zip(found, combined, strict=True):
                into[those] = np.where(sound, values, np.nan)
            continue
        for study, start in zip(those[sound], fit.params[sound], strict=True):
            own = own_spreads(x[study], lower[study], upper[study], x[study, :, CELL] == 1, start)
            if own is not None:
                found.estimate[study], found.se[study] = own.params[CELL], np.sqrt(own.covariance[CELL, CELL])
    return found


def _fitted(x: Values, lower: Values, upper: Values) -> Iterator[tuple[NDArray[np.int64], CensoredFit]]:
    """The fits and whose they are; where one study's likelihood has no maximum, that study alone has none."""
    ends = np.hstack([np.where(np.isfinite(one), one, np.nan) for one in (lower, upper)])
    places = np.flatnonzero(np.nanmax(ends, axis=1) > np.nanmin(ends, axis=1))
    if not len(places):
        return
    try:
        together = fit_intervals(x[places], lower[places], upper[places])
    except np.linalg.LinAlgError:
        for place in places:
            try:
                alone = fit_intervals(x[place], lower[place], upper[place])
            except np.linalg.LinAlgError:
                continue
            yield np.array([place]), alone
        return
    yield places, together
