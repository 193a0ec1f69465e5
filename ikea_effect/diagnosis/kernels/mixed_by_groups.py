"""What a balanced mixed model says of its effect: random slopes, and CR2, for which groups are independent.

Everybody has a value in every cell within, and cells between are of one size. Both then have exact answers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ikea_effect.diagnosis.answers import Values


class Tested(NamedTuple):
    """Contrasts of cell means (studies, q), their covariance, the df of their test, and who has one."""

    found: Values
    covariance: Values
    df: Values
    known: NDArray[np.bool_]


class Spectrum(NamedTuple):
    """How people vary in the directions whose effects are random, (studies, k), and in all others.

    `own` are the eigenvalues of what was seen there, lowest first, and `vectors` their directions. None may
    vary less than the error: those that did are `pooled` with it, to `error` (studies,), which has `df`.
    """

    own: Values
    vectors: Values
    pooled: NDArray[np.bool_]
    error: Values
    df: Values
    df_between: float

    @property
    def restricted(self) -> Values:
        """The eigenvalues by restricted maximum likelihood."""
        return np.where(self.pooled, self.error[:, None], self.own)


def spectrum(apart: Values, basis: Values, df: float) -> Spectrum:
    """Of deviations from cell means (studies, people, cells within); `basis` (cells, k) is orthonormal.

    The likelihood asks of each direction its eigenvalue alone. With none below the error's it has its maximum
    where the lowest are averaged with the error for as long as that lowers it (isotonic regression).
    """
    along = apart @ basis
    own, vectors = np.linalg.eigh(along.transpose(0, 2, 1) @ along / df)
    cells, k = basis.shape
    rest = (apart**2).sum(axis=(1, 2)) - (along**2).sum(axis=(1, 2))
    squares = np.column_stack([rest, rest[:, None] + df * np.cumsum(own, axis=1)])
    dfs = df * (cells - k + np.arange(k + 1))
    means = squares / dfs
    place = lowest(means.T)
    error = means[np.arange(len(own)), place]
    return Spectrum(own, vectors, np.arange(k) < place[:, None], error, dfs[place], df)


def lowest(means: Values) -> NDArray[np.intp]:
    """Which mean square is lowest, of many studies (steps, studies): of those alike the one that pools most.

    A variance of what varies no more than the error is 0, and its df are the error's.
    """
    least = means.min(axis=0)
    near = means <= least + 1e-9 * np.abs(least)
    return np.asarray(len(means) - 1 - near[::-1].argmax(axis=0), dtype=np.intp)


def with_slopes(effect: Values, basis: Values, found: Values, size: float, here: Spectrum) -> Tested:
    """The test of `effect` (q, cells between, cells within), each cell between with `size` people."""
    turned = (effect @ basis)[None] @ here.vectors[:, None]  # (studies, q, between, k)
    beside = effect - effect @ basis @ basis.T
    rest = np.einsum("qgw,rgw->qr", beside, beside)
    covariance = np.einsum("sqgk,sk,srgk->sqr", turned, here.restricted, turned)
    covariance = (covariance + here.error[:, None, None] * rest) / size
    vectors = np.linalg.eigh(covariance)[1]
    dfs = np.stack([
        _df(here, np.einsum("sq,sqgk->sgk", one, turned), np.einsum("sq,qr,sr->s", one, rest, one))
        for one in vectors.transpose(2, 0, 1)
    ], axis=1)  # fmt: skip
    return Tested(found, covariance, _together(dfs), here.error > 0)


def _df(here: Spectrum, contrast: Values, rest: Values) -> Values:
    """Satterthwaite's df of a contrast: along the eigenvectors (studies, between, k), and squares beside.

    The likelihood curves in each eigenvalue, in the error, and where two eigenvectors turn into each other.
    Those that are pooled stay at the error's variance: they turn only into the others.
    """
    weights = contrast.transpose(0, 2, 1) @ contrast
    alpha, error, k = here.restricted, here.error[:, None], contrast.shape[2]
    free, by = ~here.pooled, np.diagonal(weights, axis1=1, axis2=2)
    by_error = (by * here.pooled).sum(axis=1) + rest
    variance = (by * alpha * free).sum(axis=1) + by_error * here.error
    spread = 2 * (by_error * here.error) ** 2 / here.df
    spread += (2 * (by * alpha * free) ** 2 / here.df_between).sum(axis=1)
    for high in range(1, k):
        for low in range(high):
            turning = 4 * weights[:, high, low] ** 2 * alpha[:, high] * alpha[:, low] / here.df_between
            with np.errstate(divide="ignore", invalid="ignore"):
                held = (alpha[:, high] - error[:, 0]) / (alpha[:, high] - here.own[:, low])
            turning *= np.where(here.pooled[:, low], held, 1.0)
            spread += np.where(here.pooled[:, high], 0.0, turning)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(2 * variance**2 / spread, dtype=np.float64)


def _together(dfs: Values) -> Values:
    """The df of an F of several contrasts, each with its own. Source: Fai & Cornelius (1996)."""
    q = dfs.shape[1]
    if q == 1:
        return dfs[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        total = np.where(dfs > 2, dfs / (dfs - 2), 0.0).sum(axis=1)
        found = np.where(total > q, 2 * total / (total - q), dfs.min(axis=1))
    return np.asarray(found, dtype=np.float64)


def robust(effect: Values, values: Values, cell: NDArray[np.int64]) -> tuple[Values, float]:
    """CR2's covariance of the contrasts (studies, q, q), and the df of its Wishart law.

    `values` (studies, groups, cells within) are each group's means, `cell` says in which cell between it is.
    Where all groups have every cell within, CR2 is Welch's: each cell between has a variance of its own.
    Source of the df: Pustejovsky & Tipton (2018).
    """
    q, cells = effect.shape[:2]
    size = len(cell) // cells
    covariance, expected = np.zeros((len(values), q, q)), np.einsum("qgw,rgw->gqr", effect, effect) / size
    for one in range(cells):
        own = values[:, cell == one] @ effect[:, one].T
        own = own - own.mean(axis=1, keepdims=True)
        covariance += own.transpose(0, 2, 1) @ own / (size - 1) / size
    root = np.linalg.inv(np.linalg.cholesky(expected.sum(axis=0)))
    parts = root @ expected @ root.T  # each cell's part of a covariance of 1
    spread = float((np.trace(parts, axis1=1, axis2=2) ** 2 + (parts**2).sum(axis=(1, 2))).sum()) / (size - 1)
    return covariance, q * (q + 1) / spread
