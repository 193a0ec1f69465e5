"""Amounts that are known up to an interval, answered of many simulated studies together.

A mechanism leaves few different intervals: how many people of each cell are in each is all that a likelihood,
or Turnbull's estimate, asks of two cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ikea_effect.analysis.bounded import is_sound
from ikea_effect.analysis.censored import CensoredFit, fit_intervals
from ikea_effect.analysis.resampling import generator, weight_blocks
from ikea_effect.analysis.turnbull import NEAR, lower_means, turnbull
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.block import Block, Kernel, by_t
from ikea_effect.diagnosis.bounds import is_bounded
from ikea_effect.diagnosis.kernels.bounds import CELL, Fits, by_rows, kernel_of_rows
from ikea_effect.diagnosis.kernels.cells import both
from ikea_effect.diagnosis.kernels.resamples import by_resamples
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.analyses_of_bounds import IntervalRegression, Turnbull
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.models import Protocol


class Limits(NamedTuple):
    """Both limits of every value, shape (studies, n); where there is none, infinite."""

    low: Values
    high: Values


class Counted(NamedTuple):
    """The different intervals, shape (2, intervals), which each value is in, and how many are in each.

    `code` has shape (studies, n), `counts` (studies, intervals).
    """

    intervals: Values
    code: NDArray[np.int64]
    counts: Values


def limits_of(low: Values, high: Values) -> Limits:
    """An open limit is infinite."""
    return Limits(np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high))


def counted(limits: Limits) -> Counted:
    """The intervals in the order that a model has them in."""
    studies, n = limits.low.shape
    flat = np.stack([limits.low.ravel(), limits.high.ravel()])
    intervals, code = np.unique(flat, axis=1, return_inverse=True)
    code, many = code.reshape(studies, n), intervals.shape[1]
    places = code + many * np.arange(studies)[:, None]
    counts = np.bincount(places.ravel(), minlength=many * studies).reshape(studies, many)
    return Counted(intervals, code, counts.astype(np.float64))


def _cells(hypothesis: Hypothesis, model: IntervalRegression | Turnbull, block: Block) -> list[Limits]:
    """The limits of the higher and of the lower cell of the contrast."""
    low, high = (both(hypothesis, model, f"{hypothesis.measure}.{end}")(block) for end in ("low", "high"))
    return [limits_of(*one) for one in zip(low, high, strict=True)]


# --- by maximum likelihood --------------------------------------------------------------------------------


def interval(protocol: Protocol, hypothesis: Hypothesis, model: IntervalRegression) -> Kernel | None:
    """Of one spread or of one per cell, with covariates or without."""
    if not is_bounded(protocol, hypothesis.measure):
        return None
    per_cell = model.variances == "per-cell"
    if per_cell or model.covariates:

        def fitted(x: Values, low: Values, high: Values) -> Fits:
            return by_rows(x, *limits_of(low, high), per_cell=per_cell)

        outcomes = (f"{hypothesis.measure}.low", f"{hypothesis.measure}.high")
        return kernel_of_rows(hypothesis, model, fitted, outcomes)

    def kernel(block: Block) -> Reported:
        first, second = _cells(hypothesis, model, block)
        found = _one_spread(first, second)
        df = float(first.low.shape[1] + second.low.shape[1] - 2)
        return by_t(found.estimate, found.se, df, hypothesis.alternative, np.isfinite(found.estimate))

    return kernel


def _one_spread(first: Limits, second: Limits) -> Fits:
    """The steps of the model, on how many of each cell are in each interval."""
    cells = [counted(one) for one in (first, second)]
    low, high = np.hstack([one.intervals for one in cells])
    counts = np.hstack([one.counts for one in cells])
    sizes = [one.intervals.shape[1] for one in cells]
    x = np.column_stack([np.ones(sum(sizes)), np.repeat([1.0, 0.0], sizes)])
    there = [np.where(counts > 0, end, np.nan) for end in (low, high)]
    found, weights = Fits(*(np.full(len(counts), np.nan) for _ in range(2))), np.eye(2)[CELL]
    for those, fit in _fitted(x, low, high, counts, there):
        sound = is_sound(fit, there[0][those], there[1][those])
        with np.errstate(invalid="ignore"):
            combined = fit.combined(weights)
        for into, values in zip(found, combined, strict=True):
            into[those] = np.where(sound, values, np.nan)
    return found


def _fitted(
    x: Values, low: Values, high: Values, counts: Values, there: list[Values]
) -> Iterator[tuple[NDArray[np.int64], CensoredFit]]:
    """The fits and whose they are; where one study's likelihood has no maximum, that study alone has none."""
    ends = np.hstack([np.where(np.isfinite(one), one, np.nan) for one in there])
    known = np.isfinite(ends).any(axis=1)
    apart = np.zeros(len(ends), dtype=np.bool_)
    apart[known] = np.nanmax(ends[known], axis=1) > np.nanmin(ends[known], axis=1)
    parts = [np.flatnonzero(apart)]
    while parts:
        those = parts.pop()
        if not len(those):
            continue
        try:
            fit = fit_intervals(x, low, high, counts=counts[those])
        except np.linalg.LinAlgError:
            parts += [those[place : place + 1] for place in range(len(those))] if len(those) > 1 else []
            continue
        yield those, fit


# --- without a distribution -------------------------------------------------------------------------------


def turnbull_means(protocol: Protocol, hypothesis: Hypothesis, model: Turnbull) -> Kernel | None:
    """The difference of lower-bound means with the resamples of the model, by its seed."""
    if not is_bounded(protocol, hypothesis.measure):
        return None

    def kernel(block: Block) -> Reported:
        cells = _cells(hypothesis, model, block)
        high, low = (_means(counted(one), model, place) for place, one in enumerate(cells))
        drawn = high.drawn - low.drawn
        known = np.ptp(drawn, axis=1) > 0
        return by_resamples(known, high.mean - low.mean, drawn, 0.0, hypothesis.alternative, NEAR)

    return kernel


class Means(NamedTuple):
    """Lower-bound means of a cell, shape (studies,), and of its resamples, shape (studies, resamples)."""

    mean: Values
    drawn: Values


def _means(cell: Counted, model: Turnbull, place: int) -> Means:
    studies, n = cell.code.shape
    found = Means(np.empty(studies), np.empty((studies, model.resamples)))
    alike: dict[bytes, list[int]] = {}
    for study, own in enumerate(cell.counts > 0):  # values lie between those limits that a study has
        alike.setdefault(own.tobytes(), []).append(study)
    groups = []
    for members in alike.values():
        there = np.flatnonzero(cell.counts[members[0]] > 0)
        low, high = cell.intervals[:, there]
        counts = cell.counts[members][:, None, there]
        found.mean[members] = lower_means(turnbull(low, high, counts))[:, 0]
        groups.append((members, low, high, (cell.code[members][:, :, None] == there).astype(np.float64)))
    begin = 0
    for weights in weight_blocks(generator(model.seed, place), n, model.resamples):
        here = slice(begin, begin + len(weights))
        begin = here.stop
        for members, low, high, sorter in groups:
            found.drawn[members, here] = lower_means(turnbull(low, high, weights @ sorter, NEAR))
    return found
