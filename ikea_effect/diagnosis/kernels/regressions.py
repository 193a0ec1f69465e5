"""Least squares of many simulated studies together: regressions, slopes and moderations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ikea_effect.analysis.linear import ALONE
from ikea_effect.analysis.slopes import all_terms
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.block import Block, Kernel, by_t, sides_of
from ikea_effect.diagnosis.kernels.cells import f_reported
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.analyses import terms_of
from ikea_effect.protocol.analyses_of_paths import Moderation, Regression
from ikea_effect.protocol.expressions import parse_contrast
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.model_base import TwoCells, levels_kept
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.simulation import ChoiceChances, SampleTexts

Columns = Callable[[Block], tuple[NDArray[np.bool_], list[Values]]]
"""Which rows are asked, and the columns of the model beside the intercept, each (studies, rows asked)."""


class Fits(NamedTuple):
    """Coefficients (studies, k), their covariances, df, and which studies have a fit."""

    params: Values
    covariance: Values
    df: float
    known: NDArray[np.bool_]


def least_squares(x: Values, y: Values, covariance: str) -> Fits:
    """Fits of y (studies, n) on x (studies, n, k), with HC3 or classic covariances.

    A study has no fit where a column repeats others, nothing is left to be explained, or, with HC3, where one
    row alone tells a coefficient: what the model refuses as well.
    """
    studies, n, k = x.shape
    able = np.ptp(y, axis=1) > 0
    if n < k + 2:
        able &= False
    able[able] = np.linalg.matrix_rank(x[able] / np.abs(x[able]).max(axis=1, keepdims=True).clip(1e-300)) == k
    params, matrix = np.full((studies, k), np.nan), np.full((studies, k, k), np.nan)
    if able.any():
        params[able], matrix[able], sound = _fitted(x[able], y[able], covariance)
        able[able] = sound
    return Fits(params, matrix, float(n - k), able)


def _fitted(x: Values, y: Values, covariance: str) -> tuple[Values, Values, NDArray[np.bool_]]:
    n, k = x.shape[1:]
    norm = np.sqrt((x**2).sum(axis=1))
    q, r = np.linalg.qr(x / norm[:, None, :])
    along = np.einsum("snk,sn->sk", q, y)
    inverse = np.linalg.inv(r) / norm[:, :, None]
    residual = y - np.einsum("snk,sk->sn", q, along)
    squares = (residual**2).sum(axis=1)
    sound = squares > 1e-20 * y.var(axis=1) * n
    if covariance == "hc3":
        leverage = (q**2).sum(axis=2)
        sound &= leverage.max(axis=1) <= 1 - ALONE
        away = np.where(sound[:, None], 1 - leverage, 1.0)  # where a row stands alone, nothing is told
        weighted = q * (residual / away)[:, :, None]
        middle = weighted.transpose(0, 2, 1) @ weighted
    else:
        middle = np.eye(k) * (squares / (n - k))[:, None, None]
    params = np.einsum("skj,sj->sk", inverse, along)
    return params, inverse @ middle @ inverse.transpose(0, 2, 1), sound


def _line(hypothesis: Hypothesis, columns: Columns, covariance: str, weights: Mapping[int, float]) -> Kernel:
    """The kernel of a weighted sum of coefficients, by their places."""

    def kernel(block: Block) -> Reported:
        fits = _fits(hypothesis, columns, covariance, block)
        by = np.zeros(fits.params.shape[1])
        by[[*weights]] = [*weights.values()]
        with np.errstate(invalid="ignore"):
            se = np.sqrt(np.einsum("i,sij,j->s", by, fits.covariance, by))
        return by_t(fits.params @ by, se, fits.df, hypothesis.alternative, fits.known)

    return kernel


def _fits(hypothesis: Hypothesis, columns: Columns, covariance: str, block: Block) -> Fits:
    rows, beside = columns(block)
    y = block.columns[hypothesis.measure][:, rows]
    x = np.stack([np.ones_like(y), *(np.broadcast_to(one, y.shape) for one in beside)], axis=2)
    return least_squares(x, y, covariance)


def are_numbers(protocol: Protocol, names: Sequence[str]) -> bool:
    """Whether all of these are measures of numbers."""
    populations = [protocol.simulation.get(name) for name in names]
    return not any(one is None or isinstance(one, ChoiceChances | SampleTexts) for one in populations)


# --- with a factor ----------------------------------------------------------------------------------------


def _treated(model: TwoCells | Regression, block: Block) -> tuple[NDArray[np.bool_], Values]:
    """Rows of both levels, and 1 for the higher one."""
    assert model.factor is not None
    high, low = sides_of(model.contrast)
    rows = block.rows({**levels_kept(model), model.factor: (high, low)})
    return rows, np.where(block.rows({model.factor: (high,)})[rows], 1.0, 0.0)


def regression(protocol: Protocol, hypothesis: Hypothesis, model: Regression) -> Kernel | None:
    """The difference of two levels at equal covariates, or the slope of a term."""
    if not are_numbers(protocol, (hypothesis.measure, *model.covariates)):
        return None
    if model.factor is None:
        return _slope(protocol, hypothesis, model)

    def columns(block: Block) -> tuple[NDArray[np.bool_], list[Values]]:
        rows, treated = _treated(model, block)
        return rows, [treated, *(block.columns[name][:, rows] for name in model.covariates)]

    return _line(hypothesis, columns, model.covariance, {1: 1.0})


def moderation(protocol: Protocol, hypothesis: Hypothesis, model: Moderation) -> Kernel | None:
    """How the effect of two levels changes with a measure of numbers, or between levels of a factor."""
    if model.moderator in protocol.factors:
        return _by_level(protocol, hypothesis, model)
    if not are_numbers(protocol, (hypothesis.measure, model.moderator, *model.covariates)):
        return None

    def columns(block: Block) -> tuple[NDArray[np.bool_], list[Values]]:
        rows, treated = _treated(model, block)
        by = block.columns[model.moderator][:, rows]
        return rows, [treated, by, treated * by, *(block.columns[name][:, rows] for name in model.covariates)]

    return _line(hypothesis, columns, model.covariance, {3: 1.0})


def _by_level(protocol: Protocol, hypothesis: Hypothesis, model: Moderation) -> Kernel | None:
    if protocol.factors[model.moderator].within or not are_numbers(
        protocol, (hypothesis.measure, *model.covariates)
    ):
        return None
    kept = levels_kept(model).get(model.moderator)
    levels = [one for one in protocol.factors[model.moderator].levels if kept is None or one in kept]
    weights = None if model.levels is None else dict(parse_contrast(model.levels))
    levels = levels if weights is None else [one for one in levels if weights.get(one)]
    if weights is None and len(levels) == 2:
        weights = {levels[0]: 1.0, levels[1]: -1.0}

    def columns(block: Block) -> tuple[NDArray[np.bool_], list[Values]]:
        asked = block.rows({model.moderator: levels})
        rows, treated = _treated(model, block)
        treated, rows = treated[asked[rows]], rows & asked
        others = [np.where(block.rows({model.moderator: (one,)})[rows], 1.0, 0.0) for one in levels[1:]]
        beside = [block.columns[name][:, rows] for name in model.covariates]
        return rows, [treated, *others, *(treated * one for one in others), *beside]

    products = range(1 + len(levels), 2 * len(levels))
    if weights is None:
        return _several(hypothesis, columns, model.covariance, [*products])
    by = {place: weights[level] for place, level in zip(products, levels[1:], strict=True)}
    return _line(hypothesis, columns, model.covariance, {1: sum(weights.values()), **by})


def _several(hypothesis: Hypothesis, columns: Columns, covariance: str, places: list[int]) -> Kernel:
    """F of several coefficients being 0."""

    def kernel(block: Block) -> Reported:
        fits = _fits(hypothesis, columns, covariance, block)
        f, known = np.full(len(fits.known), np.nan), fits.known
        b, v = fits.params[known][:, places], fits.covariance[known][:, places][:, :, places]
        f[known] = np.einsum("si,si->s", b, np.linalg.solve(v, b[:, :, None])[:, :, 0]) / len(places)
        return f_reported(f, float(len(places)), np.full(len(f), fits.df), fits.df, known)

    return kernel


# --- without one ------------------------------------------------------------------------------------------


def _slope(protocol: Protocol, hypothesis: Hypothesis, model: Regression) -> Kernel | None:
    """The slope of a term at equal others; numbers count from their means."""
    terms = [*all_terms(terms_of(model)), *((name,) for name in model.covariates)]
    names = list(dict.fromkeys(name for term in terms for name in term))
    if not are_numbers(protocol, [name for name in names if "=" not in name]):
        return None
    answers = [*all_terms([model.slope or ""])][-1]
    kept = levels_kept(model)

    def columns(block: Block) -> tuple[NDArray[np.bool_], list[Values]]:
        rows = block.rows(kept)
        each = {name: _counted(block, name, rows) for name in names}
        return rows, [np.prod([each[name] for name in term], axis=0) for term in terms]

    return _line(hypothesis, columns, model.covariance, {1 + terms.index(answers): 1.0})


def _counted(block: Block, name: str, rows: NDArray[np.bool_]) -> Values:
    """A measure from its mean in each study, or 1 where an option or level holds and 0 elsewhere."""
    column, _, value = name.partition("=")
    if not value:
        values = block.columns[name][:, rows]
        return np.asarray(values - values.mean(axis=1, keepdims=True), dtype=np.float64)
    if column in block.levels:
        here = np.where(block.rows({column: (value,)})[rows], 1.0, 0.0)
        return np.broadcast_to(here, (len(next(iter(block.columns.values()))), len(here)))
    place = block.options[column].index(value)
    return np.where(block.columns[column][:, rows] == place, 1.0, 0.0)
