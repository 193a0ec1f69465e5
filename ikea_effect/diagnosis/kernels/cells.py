"""Models of cells by ranks, trimmed means, F and counts, answered of many simulated studies together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import special, stats

from ikea_effect.analysis.chi_square import chi_square_of
from ikea_effect.analysis.effect_sizes import partial_eta_squared
from ikea_effect.analysis.ranks import newcombe
from ikea_effect.analysis.results import Interval
from ikea_effect.analysis.robust import YUEN_NEEDS, kept_of
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.block import Block, Kernel, by_t, none_known, sides_of, where_known
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.analyses_of_answers import ChiSquare
from ikea_effect.protocol.analyses_of_cells import BrunnerMunzel, Equivalence, MannWhitney, OneWay, Yuen
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.model_base import TwoCells, levels_kept
from ikea_effect.protocol.models import Protocol

Both = Callable[[Block], tuple[Values, Values]]


def both(hypothesis: Hypothesis, model: TwoCells, column: str = "") -> Both:
    """What takes both cells out of a block, each of shape (studies, n): a study's values lie side by side.

    Of the measure, or of another column.
    """
    sides, kept = sides_of(model.contrast), levels_kept(model)

    def cells(block: Block) -> tuple[Values, Values]:
        values, among = block.columns[column or hypothesis.measure], block.rows(kept)
        taken = (values[:, among & block.rows({model.factor: (level,)})] for level in sides)
        high, low = (np.ascontiguousarray(one) for one in taken)  # added up as the model adds up one study
        return high, low

    return cells


def varies(*cells: Values) -> Values:
    """Which studies have a cell that varies."""
    return np.max([np.ptp(one, axis=1) for one in cells], axis=0) > 0  # type: ignore[no-any-return]


# --- two means that are close enough ----------------------------------------------------------------------


def equivalence(_protocol: Protocol, hypothesis: Hypothesis, model: Equivalence) -> Kernel | None:
    """Both one-sided tests by Welch's variances, of bounds as a difference or a d."""
    if model.bounds.ratio is not None:
        return None
    cells = both(hypothesis, model)

    def kernel(block: Block) -> Reported:
        high, low = cells(block)
        n, m = high.shape[1], low.shape[1]
        v, w = high.var(axis=1, ddof=1), low.var(axis=1, ddof=1)
        spread = np.sqrt(((n - 1) * v + (m - 1) * w) / (n + m - 2))
        bound = float(model.bounds.difference or 0) or float(model.bounds.d or 0) * spread
        se, estimate = np.sqrt(v / n + w / m), high.mean(axis=1) - low.mean(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            df = (v / n + w / m) ** 2 / ((v / n) ** 2 / (n - 1) + (w / m) ** 2 / (m - 1))
            p = special.stdtr(df, -(bound - np.abs(estimate)) / se)
        half = special.stdtrit(df, 0.95) * se
        return where_known(varies(high, low), estimate, estimate - half, estimate + half, p)

    return kernel


# --- ranks ------------------------------------------------------------------------------------------------


def mann_whitney(_protocol: Protocol, hypothesis: Hypothesis, model: MannWhitney) -> Kernel:
    """U with ties and continuity corrected; limits by Newcombe's method 5."""
    cells = both(hypothesis, model)

    def kernel(block: Block) -> Reported:
        high, low = cells(block)
        n, m = high.shape[1], low.shape[1]
        together = np.hstack([high, low])
        first, last = (stats.rankdata(together, method=which, axis=1) for which in ("min", "max"))
        ranks, alike = (first + last) / 2, last - first + 1.0
        share = (ranks[:, :n].sum(axis=1) - n * (n + 1) / 2) / (n * m)
        tied = 1 - (alike**2 - 1).sum(axis=1) / ((n + m) ** 3 - n - m)
        known = np.ptp(together, axis=1) > 0
        limits = np.full((len(share), 2), np.nan)
        for place in np.flatnonzero(known):
            ends: Interval = newcombe(float(share[place]), n, m, float(tied[place]))
            limits[place] = ends.low, ends.high
        p, both_sides = (_p_of_u(share, tied, n, m, side) for side in (hypothesis.alternative, "two-sided"))
        found = where_known(known, share, limits[:, 0], limits[:, 1], p)
        return replace(found, p_two_sided=np.where(known, both_sides, np.nan))

    return kernel


def _p_of_u(share: Values, tied: Values, n: int, m: int, alternative: str) -> Values:
    away = share - 0.5
    away = {"greater": away, "less": -away}.get(alternative, np.abs(away))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (n * m * away - 0.5) / np.sqrt(n * m * (n + m + 1) / 12 * tied)
    sides = 1 if alternative in ("greater", "less") else 2
    return np.asarray(np.minimum(1.0, sides * special.ndtr(-z)), dtype=np.float64)


def brunner_munzel(_protocol: Protocol, hypothesis: Hypothesis, model: BrunnerMunzel) -> Kernel:
    """Each cell with a variance of ranks of its own, on the logit or the share.

    Source: Brunner & Munzel (2000).
    """
    cells, logit = both(hypothesis, model), model.scale == "logit"

    def kernel(block: Block) -> Reported:
        high, low = cells(block)
        n, m = high.shape[1], low.shape[1]
        together = stats.rankdata(np.hstack([high, low]), axis=1)
        share = (together[:, :n].mean(axis=1) - (n + 1) / 2) / m
        v = _variance_of_ranks(together[:, :n], high) / (n * m * m)
        w = _variance_of_ranks(together[:, n:], low) / (m * n * n)
        with np.errstate(divide="ignore", invalid="ignore"):
            df = (v + w) ** 2 / (v**2 / (n - 1) + w**2 / (m - 1))
            slope = 1 / (share * (1 - share)) if logit else 1.0
            at = special.logit(share) if logit else share - 0.5
            found = by_t(at, np.sqrt(v + w) * slope, df, hypothesis.alternative, v + w > 0)
        ends = [special.expit(end) if logit else np.clip(end + 0.5, 0, 1) for end in (found.low, found.high)]
        estimate = np.where(np.isfinite(found.estimate), share, np.nan)
        return replace(found, estimate=estimate, low=ends[0], high=ends[1])

    return kernel


def _variance_of_ranks(among_all: Values, cell: Values) -> Values:
    """Of how many values of the other cell lie below each of this one."""
    others = among_all - stats.rankdata(cell, axis=1)
    return np.asarray(others.var(axis=1, ddof=1), dtype=np.float64)


# --- means without their ends -----------------------------------------------------------------------------


def yuen(_protocol: Protocol, hypothesis: Hypothesis, model: Yuen) -> Kernel:
    """Trimmed means with winsorized variances. Source: Yuen (1974)."""
    cells = both(hypothesis, model)

    def kernel(block: Block) -> Reported:
        each = [np.sort(one, axis=1) for one in cells(block)]
        kept = [kept_of(one.shape[1], model.trim) for one in each]
        if min(one.shape[1] for one in each) < YUEN_NEEDS or min(kept) < 2:
            return none_known(len(each[0]))
        cut = [(one.shape[1] - left) // 2 for one, left in zip(each, kept, strict=True)]
        means = [one[:, by : by + left].mean(axis=1) for one, by, left in zip(each, cut, kept, strict=True)]
        inner = [np.clip(one, one[:, [by]], one[:, [-1 - by]]) for one, by in zip(each, cut, strict=True)]
        squares = [one.var(axis=1, ddof=1) * (one.shape[1] - 1) for one in inner]
        v, w = (one / (left * (left - 1)) for one, left in zip(squares, kept, strict=True))
        with np.errstate(divide="ignore", invalid="ignore"):
            df = (v + w) ** 2 / (v**2 / (kept[0] - 1) + w**2 / (kept[1] - 1))
        return by_t(means[0] - means[1], np.sqrt(v + w), df, hypothesis.alternative, varies(*inner))

    return kernel


# --- several cells ----------------------------------------------------------------------------------------


def one_way(protocol: Protocol, hypothesis: Hypothesis, model: OneWay) -> Kernel | None:
    """Welch's F, or the pooled one."""
    if model.variances == "hc3":
        return None
    kept, levels = levels_kept(model), list(protocol.factors[model.factor].levels)

    def kernel(block: Block) -> Reported:
        values, among = block.columns[hypothesis.measure], block.rows(kept)
        each = [values[:, among & block.rows({model.factor: (level,)})] for level in levels]
        cells = [one for one in each if one.shape[1]]
        if model.variances == "pooled":
            return _f_reported(*_pooled_f(cells), cells, varies(*cells))
        every = np.min([np.ptp(one, axis=1) for one in cells], axis=0) > 0
        return _f_reported(*_welch_f(cells), cells, every)

    return kernel


def _welch_f(cells: list[Values]) -> tuple[Values, float, Values]:
    """Source: Welch (1951)."""
    n = np.array([one.shape[1] for one in cells], dtype=np.float64)[:, None]
    means = np.stack([one.mean(axis=1) for one in cells])
    k = len(cells)
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = n / np.stack([one.var(axis=1, ddof=1) for one in cells])
        whole = weights.sum(axis=0)
        apart = (weights * (means - (weights * means).sum(axis=0) / whole) ** 2).sum(axis=0) / (k - 1)
        uneven = ((1 - weights / whole) ** 2 / (n - 1)).sum(axis=0)
        return apart / (1 + 2 * (k - 2) / (k * k - 1) * uneven), k - 1.0, (k * k - 1) / (3 * uneven)


def _pooled_f(cells: list[Values]) -> tuple[Values, float, Values]:
    n = np.array([one.shape[1] for one in cells], dtype=np.float64)[:, None]
    means = np.stack([one.mean(axis=1) for one in cells])
    k, many = len(cells), float(n.sum())
    apart = (n * (means - (n * means).sum(axis=0) / many) ** 2).sum(axis=0) / (k - 1)
    within = sum(one.var(axis=1) * one.shape[1] for one in cells) / (many - k)
    with np.errstate(divide="ignore", invalid="ignore"):
        return apart / within, k - 1.0, np.full(means.shape[1], many - k)


def _f_reported(f: Values, df1: float, df2: Values, cells: list[Values], known: Values) -> Reported:
    """Partial eta squared as an F is worth."""
    error = float(sum(one.shape[1] for one in cells) - len(cells))
    return f_reported(f, df1, df2, error, known)


def f_reported(f: Values, df1: float, df2: Values, error: float, known: Any) -> Reported:
    """What an F test of each study reports: partial eta squared with its limits."""
    found = np.full((len(f), 3), np.nan)
    for place in np.flatnonzero(known):
        size = partial_eta_squared(float(f[place]), df1, float(df2[place]), error=error)
        found[place] = size.value, *(size.ci or (np.nan, np.nan))
    with np.errstate(invalid="ignore"):
        p = special.fdtrc(df1, df2, f)
    return where_known(known, found[:, 0], found[:, 1], found[:, 2], p)


def chi_square(protocol: Protocol, hypothesis: Hypothesis, model: ChiSquare) -> Kernel:
    """The choices of all studies counted at once; Cramer's V of each table."""
    kept, levels = levels_kept(model), list(protocol.factors[model.factor].levels)

    def kernel(block: Block) -> Reported:
        values, among = block.columns[hypothesis.measure], block.rows(kept)
        sides = [values[:, among & block.rows({model.factor: (level,)})] for level in levels]
        options = range(len(block.options[hypothesis.measure]))
        counts = np.stack([
            np.stack([(side == option).sum(axis=1) for option in options], axis=1)
            for side in sides if side.shape[1]
        ], axis=1)  # fmt: skip
        found = np.array([_of_table(table[:, table.sum(axis=0) > 0], model) for table in counts])
        return where_known(np.isfinite(found[:, 0]), found[:, 0], found[:, 1], found[:, 2], found[:, 3])

    return kernel


def _of_table(table: np.ndarray, model: ChiSquare) -> tuple[float, float, float, float]:
    if min(table.shape) < 2:
        return np.nan, np.nan, np.nan, np.nan
    found = chi_square_of(table, model.resamples, model.seed)
    limits = found.ci or Interval(None, None)
    low, high = (np.nan if end is None else end for end in limits)
    return found.v, low, high, found.p
