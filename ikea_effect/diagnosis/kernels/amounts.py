"""Amounts that many do not give, and prices that earn most, answered of many simulated studies together.

Both resample: the model's seed draws the same rows in every study, so that all share one table of weights.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ikea_effect.analysis.demand import nearly
from ikea_effect.analysis.resampling import bootstrap_p, percentile, with_ties
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.block import Block, Kernel, sides_of, where_known
from ikea_effect.diagnosis.kernels.mediation import row_weights
from ikea_effect.diagnosis.kernels.regressions import are_numbers
from ikea_effect.diagnosis.kernels.resamples import times_drawn
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.analyses_of_bounds import Demand, Hurdle
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.model_base import levels_kept
from ikea_effect.protocol.models import Protocol

LEAST = 5
"""Values of a cell that both models need."""


# --- whether anything is given, and how much --------------------------------------------------------------


def hurdle(protocol: Protocol, hypothesis: Hypothesis, model: Hurdle) -> Kernel | None:
    """The difference of whole means, without covariates.

    The logit then gives each cell's share of bidders, and the smeared mean of logs is the mean of their bids:
    both parts together come to the mean of the cell, in the data and in every resample.
    """
    if model.covariates or not are_numbers(protocol, (hypothesis.measure,)):
        return None
    sides, kept = sides_of(model.contrast), levels_kept(model)

    def kernel(block: Block) -> Reported:
        rows = block.rows({**kept, model.factor: sides})
        values = block.columns[hypothesis.measure][:, rows]
        places = [block.rows({model.factor: (level,)})[rows] for level in sides]
        cells = [values[:, one] for one in places]
        known = values.min(axis=1) >= 0
        for cell in cells:
            known = known & _has_a_hurdle(cell)
        weights = row_weights(model.seed, values.shape[1], model.resamples)
        high, low = (_means(weights[:, one], cell) for one, cell in zip(places, cells, strict=True))
        return _resampled(known, (high - low).T, hypothesis.alternative)

    return kernel


def _has_a_hurdle(cell: Values) -> Values:
    """Whether some bid and some do not, and three bid amounts that are not all the same."""
    bids = cell > 0
    many = bids.sum(axis=1)
    most = np.where(bids, cell, -np.inf).max(axis=1, initial=-np.inf)
    least = np.where(bids, cell, np.inf).min(axis=1, initial=np.inf)
    found = (cell.shape[1] >= LEAST) & (many >= 3) & (many < cell.shape[1]) & (most > least)
    return np.asarray(found)


def _means(weights: Values, cell: Values) -> Values:
    """The cell's mean in each resample (resamples, studies); NaN where all bid there, or nobody."""
    size = weights.sum(axis=1)[:, None]
    bidding = weights @ (cell > 0).T.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((bidding > 0) & (bidding < size), weights @ cell.T / size, np.nan)


def _resampled(known: Values, drawn: Values, alternative: str) -> Reported:
    """Percentile limits and p of each study; none where half of its resamples are lost."""
    studies, resamples = len(drawn), drawn.shape[1] - 1
    low, high, p = (np.full(studies, np.nan) for _ in range(3))
    for study in np.flatnonzero(known):
        sound = drawn[study, 1:][np.isfinite(drawn[study, 1:])]
        if resamples - len(sound) > resamples / 2:
            continue
        sound = with_ties(sound)
        low[study], high[study] = percentile(sound)
        p[study] = bootstrap_p(sound, 0.0, alternative)
    return where_known(known & np.isfinite(p), drawn[:, 0], low, high, p)


# --- prices -----------------------------------------------------------------------------------------------


def demand(protocol: Protocol, hypothesis: Hypothesis, model: Demand) -> Kernel | None:
    """The difference of the prices that earn most."""
    if not are_numbers(protocol, (hypothesis.measure,)):
        return None
    sides, kept = sides_of(model.contrast), levels_kept(model)

    def kernel(block: Block) -> Reported:
        values, among = block.columns[hypothesis.measure], block.rows(kept)
        cells = [values[:, among & block.rows({model.factor: (level,)})] for level in sides]
        known = np.ones(len(values), dtype=np.bool_)
        for cell in cells:
            known &= (cell.shape[1] >= LEAST) & (cell.max(axis=1, initial=-np.inf) > model.unit_cost)
        low, high, p, estimate = (np.full(len(values), np.nan) for _ in range(4))
        drawn = [
            _often(model.seed, place, cell.shape[1], model.resamples) for place, cell in enumerate(cells)
        ]
        for study in np.flatnonzero(known):
            one, other = (
                _best_prices(cell[study], often, model.unit_cost)
                for cell, often in zip(cells, drawn, strict=True)
            )
            apart = one - other
            estimate[study] = apart[0]
            resampled = with_ties(apart[1:])
            if np.ptp(resampled) > 0:
                low[study], high[study] = percentile(resampled)
                p[study] = bootstrap_p(resampled, 0.0, hypothesis.alternative)
        return where_known(known, estimate, low, high, p)

    return kernel


@lru_cache(maxsize=8)
def _often(seed: int, cell: int, n: int, resamples: int) -> NDArray[np.integer[Any]]:
    """How often each value of a cell is drawn, the values themselves first: shape (n, 1 + resamples).

    In small numbers, so that a table stays in the processor's cache.
    """
    small = np.int16 if n < np.iinfo(np.int16).max else np.int64
    blocks = [np.ones((1, n)), *times_drawn(n, resamples, seed, cell)]
    return np.ascontiguousarray(np.concatenate([block.astype(small) for block in blocks]).T)


def _best_prices(values: Values, often: NDArray[np.integer[Any]], cost: float) -> Values:
    """The price that earns most in each resample, of equals the lowest: those who would pay a price, or more.

    A price that nobody drawn has named is none.
    """
    order = np.argsort(values, kind="stable")
    prices, first = np.unique(values[order], return_index=True)
    buyers = often[order]
    for place in range(len(values) - 2, -1, -1):  # row by row: resamples lie beside each other
        buyers[place] += buyers[place + 1]
    buyers = buyers[first]
    nobody = np.concatenate([buyers[:-1] == buyers[1:], buyers[-1:] == 0])
    earned = buyers * ((prices - cost) / len(values))[:, None]
    np.copyto(earned, -np.inf, where=nobody)
    return np.asarray(prices[np.argmax(earned >= nearly(earned.max(axis=0)), axis=0)])
