"""Standard errors of least squares that need only pairs to be independent, of many studies together.

CR2 with Satterthwaite's df, as analysis/cluster_robust has it of one study.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.kernels.regressions import Fits

SINGULAR = 1e-10
"""How small an eigenvalue is, beside the size of a group, that counts as none."""


class _Groups(NamedTuple):
    """Of groups of one size: rows of X and adjusted weights (studies, groups, size, k), and each one's part.

    `filling` is a group's part in each coefficient's equation, (studies, groups, k).
    """

    x: Values
    weights: Values
    filling: Values


class _Part(NamedTuple):
    """A contrast's weights of each group's rows, and what they sum to over the columns of X."""

    weighted: list[Values]
    shown: Values


def of_pairs(
    x: Values, y: Values, fits: Fits, pairs: NDArray[np.int64], contrasts: Values
) -> tuple[Values, Values, NDArray[np.bool_]]:
    """The sandwich (studies, k, k), the df of the contrasts (q, k), and which studies have both."""
    studies, n, k = x.shape
    number = len(np.unique(pairs))
    matrix, df = np.full((studies, k, k), np.nan), np.full(studies, np.nan)
    known = fits.known & (number > k)
    if not known.any():
        return matrix, df, known
    residual = y[known] - np.einsum("snk,sk->sn", x[known], fits.params[known])
    sigma = (residual**2).sum(axis=1) / (n - k)
    bread = fits.covariance[known]
    groups = [_adjusted(x[known], residual, bread, sigma, members) for members in _by_size(pairs)]
    filling = np.concatenate([one.filling for one in groups], axis=1)
    middle = filling.transpose(0, 2, 1) @ filling
    matrix[known] = bread @ middle @ bread
    df[known] = _df(groups, bread, sigma, contrasts)
    return matrix, df, known & np.isfinite(df)


def _by_size(pairs: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """The rows of each group, groups of one size together: shape (groups, size)."""
    rows: dict[int, list[int]] = {}
    for place, pair in enumerate(pairs.tolist()):
        rows.setdefault(pair, []).append(place)
    sizes = sorted({len(one) for one in rows.values()})
    return [np.array([one for one in rows.values() if len(one) == size]) for size in sizes]


def _adjusted(x: Values, residual: Values, bread: Values, sigma: Values, rows: NDArray[np.int64]) -> _Groups:
    """What makes up for residuals being smaller than errors, where these are alike and independent."""
    shown, size = x[:, rows], rows.shape[1]
    explained = np.einsum("sgik,skl,sgjl->sgij", shown, bread, shown) / sigma[:, None, None, None]
    values, vectors = np.linalg.eigh(np.eye(size) - explained)
    sound = values > SINGULAR * size
    root = np.where(sound, 1 / np.sqrt(np.where(sound, values, 1.0)), 0.0)
    adjustment = (vectors * root[..., None, :]) @ vectors.swapaxes(-1, -2)
    weights = adjustment @ shown / sigma[:, None, None, None]
    return _Groups(shown, weights, np.einsum("sgi,sgik->sgk", residual[:, rows], weights))


def _df(groups: list[_Groups], bread: Values, sigma: Values, contrasts: Values) -> Values:
    """Those of the Wishart law whose spread is that of the estimate. Source: Pustejovsky & Tipton (2018)."""
    own = np.einsum("qi,sij,rj->sqr", contrasts, bread, contrasts)
    rows = np.linalg.cholesky(np.linalg.inv(own)).swapaxes(-1, -2) @ contrasts
    q = len(contrasts)
    parts = [_part(groups, bread, rows[:, place]) for place in range(q)]
    spread = np.zeros(len(bread))
    for s in parts:
        for t in parts:
            spread += _common(bread, sigma, (s, s), (t, t)) + _common(bread, sigma, (s, t), (t, s))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0, q * (q + 1) / spread, 0.0)


def _part(groups: list[_Groups], bread: Values, contrast: Values) -> _Part:
    through = np.einsum("skl,sl->sk", bread, contrast)
    weighted = [np.einsum("sgik,sk->sgi", one.weights, through) for one in groups]
    shown = [np.einsum("sgik,sgi->sgk", one.x, by) for one, by in zip(groups, weighted, strict=True)]
    return _Part(weighted, np.concatenate(shown, axis=1))


def _common(bread: Values, sigma: Values, one: tuple[_Part, _Part], other: tuple[_Part, _Part]) -> Values:
    """Over all pairs of groups, how two contrasts vary together times how two others do."""
    (a, b), (c, d) = one, other
    own, others = _within(sigma, a, b), _within(sigma, c, d)
    mixed = (own * _diagonal(c, bread, d)).sum(axis=1) + (others * _diagonal(a, bread, b)).sum(axis=1)
    left = bread @ a.shown.swapaxes(1, 2) @ c.shown
    right = bread @ d.shown.swapaxes(1, 2) @ b.shown
    crossed = np.einsum("skl,slk->s", left, right)
    return np.asarray((own * others).sum(axis=1) - mixed + crossed, dtype=np.float64)


def _within(sigma: Values, one: _Part, other: _Part) -> Values:
    each = [(u * w).sum(axis=2) for u, w in zip(one.weighted, other.weighted, strict=True)]
    return np.asarray(sigma[:, None] * np.concatenate(each, axis=1), dtype=np.float64)


def _diagonal(one: _Part, bread: Values, other: _Part) -> Values:
    return np.asarray(np.einsum("sgk,skl,sgl->sg", one.shown, bread, other.shown), dtype=np.float64)
