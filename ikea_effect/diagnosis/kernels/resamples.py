"""Ratios of means and differences of quantiles of many simulated studies, with the resamples of the model.

A model resamples by its seed: studies of one n draw the same rows, and each takes its own values of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ikea_effect.analysis.ratio import ratios
from ikea_effect.analysis.resampling import (
    ROUNDING,
    bootstrap_p,
    generator,
    index_blocks,
    percentile,
    with_ties,
)
from ikea_effect.analysis.robust import QUANTILE_NEEDS
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.block import Block, Kernel, by_t, none_known, where_known
from ikea_effect.diagnosis.kernels.cells import both, varies
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.analyses_of_cells import Quantile
from ikea_effect.protocol.analyses_of_means import Ratio
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.models import Protocol


def times_drawn(n: int, resamples: int, seed: int, cell: int) -> Iterator[NDArray[np.int64]]:
    """How often each of n values is drawn, per resample of the model: blocks of shape (resamples, n)."""
    for index in index_blocks(generator(seed, cell), n, resamples):
        places = index + n * np.arange(len(index))[:, None]
        yield np.bincount(places.ravel(), minlength=index.size).reshape(index.shape)


def by_resamples(
    known: Values, estimate: Values, drawn: Values, null: float, alternative: str, within: float = ROUNDING
) -> Reported:
    """What studies report whose resampled values are `drawn`, of shape (studies, resamples)."""
    limits, p = np.full((len(drawn), 2), np.nan), np.full(len(drawn), np.nan)
    for place in np.flatnonzero(known):
        sound = with_ties(drawn[place][np.isfinite(drawn[place])], null, within)
        limits[place] = percentile(sound)
        p[place] = bootstrap_p(sound, null, alternative)
    return where_known(known, estimate, limits[:, 0], limits[:, 1], p)


# --- ratios of means --------------------------------------------------------------------------------------


def ratio(_protocol: Protocol, hypothesis: Hypothesis, model: Ratio) -> Kernel:
    """Fieller's interval with Welch's test, or the bootstrap's with the p that inverts it."""
    cells = both(hypothesis, model)

    def kernel(block: Block) -> Reported:
        high, low = cells(block)
        mean, below = high.mean(axis=1), low.mean(axis=1)
        known = varies(high, low) & (below > 0) & (mean >= 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            estimate = mean / below
        if model.interval == "fieller":
            return _fieller(known, estimate, high, low, hypothesis.alternative)
        means = [_resampled_means(one, model, cell) for cell, one in enumerate((high, low))]
        return by_resamples(known, estimate, ratios(*means), 1.0, hypothesis.alternative)

    return kernel


def _fieller(known: Values, estimate: Values, high: Values, low: Values, alternative: str) -> Reported:
    """The roots of a r^2 - 2 b r + c = 0, where |t| is the quantile of Welch's df; NaN if there is none."""
    n, m, mean, below = high.shape[1], low.shape[1], high.mean(axis=1), low.mean(axis=1)
    v, w = high.var(axis=1, ddof=1) / n, low.var(axis=1, ddof=1) / m
    with np.errstate(divide="ignore", invalid="ignore"):
        df = (v + w) ** 2 / (v**2 / (n - 1) + w**2 / (m - 1))
        square = special.stdtrit(df, 0.975) ** 2
        a, b, c = below**2 - square * w, mean * below, mean**2 - square * v
        root = np.sqrt(np.maximum(b * b - a * c, 0.0))
        lower = np.where(b + root == 0, 0.0, c / (b + root))
        upper = np.where(a <= 0, np.nan, (b + root) / a)
    tested = by_t(mean - below, np.sqrt(v + w), df, alternative, known)
    ends = [np.where(known, one, np.nan) for one in (np.where((a <= 0) & (c <= 0), np.nan, lower), upper)]
    return replace(tested, estimate=np.where(known, estimate, np.nan), low=ends[0], high=ends[1])


def _resampled_means(values: Values, model: Ratio, cell: int) -> Values:
    """Of values of shape (studies, n), shape (studies, resamples)."""
    n = values.shape[1]
    blocks = times_drawn(n, model.resamples, model.seed, cell)
    return np.hstack([values @ block.T.astype(np.float64) / n for block in blocks])


# --- differences of quantiles -----------------------------------------------------------------------------


def quantile(_protocol: Protocol, hypothesis: Hypothesis, model: Quantile) -> Kernel:
    """The difference of one quantile of both cells; none where no resample gives another."""
    cells = both(hypothesis, model)

    def kernel(block: Block) -> Reported:
        each = cells(block)
        high, low = (np.quantile(one, model.quantile, axis=1) for one in each)
        if min(one.shape[1] for one in each) < QUANTILE_NEEDS:
            return none_known(len(high))
        drawn = [_resampled_quantiles(one, model, cell) for cell, one in enumerate(each)]
        apart = drawn[0] - drawn[1]
        known = np.ptp(apart, axis=1) > 0
        return by_resamples(known, high - low, apart, 0.0, hypothesis.alternative)

    return kernel


def _resampled_quantiles(values: Values, model: Quantile, cell: int) -> Values:
    """Of values of shape (studies, n), shape (studies, resamples).

    A resample's k-th value is the sample's at the first place by which more than k values were drawn, counted
    in order: nothing has to be sorted but the sample.
    """
    studies, n = values.shape
    order = np.argsort(values, axis=1)
    first = int((n - 1) * model.quantile)
    part = (n - 1) * model.quantile - first
    found = []
    for block in times_drawn(n, model.resamples, model.seed, cell):
        times = np.ascontiguousarray(block.T.astype(np.min_scalar_type(n)))
        drawn = np.empty((studies, len(block)))
        for study in range(studies):
            ordered = values[study, order[study]]
            low, high = _places(times, order[study], first)
            drawn[study] = _between(ordered[low], ordered[np.minimum(high, n - 1)], part)
        found.append(drawn)
    return np.hstack(found)


def _places(times: NDArray[np.integer], order: NDArray[np.int64], k: int) -> tuple[Values, Values]:
    """Where in the order the values numbered k and k + 1 (from 0) of each resample are."""
    drawn = np.zeros(times.shape[1], dtype=times.dtype)
    low, high = np.zeros_like(drawn), np.zeros_like(drawn)
    for row in order:
        drawn += times[row]
        low += drawn <= k
        high += drawn <= k + 1
    return low, high


def _between(low: Values, high: Values, part: float) -> Values:
    """As numpy's quantiles lie between two values, to the last bit: of values on a grid many are the same."""
    return high - (high - low) * (1 - part) if part >= 0.5 else low + (high - low) * part
