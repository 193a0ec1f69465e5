"""Standard errors of a mixed model that hold if its variances do not: CR2, with Satterthwaite's df.

A random intercept takes effects and spreads to be the same in every group; the sandwich takes only the groups
to be independent. CR2 is free of bias where the model is right, also with few groups.
Source: Bell & McCaffrey (2002), Pustejovsky & Tipton (2018), as R's clubSandwich has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ikea_effect.analysis.nested_intercepts import NestedIntercepts
from ikea_effect.analysis.question import Values
from ikea_effect.analysis.random_intercept import RandomIntercept
from ikea_effect.analysis.random_slopes import RandomSlopes

Fitted = RandomIntercept | NestedIntercepts | RandomSlopes
"""A mixed model, with what varies from group to group."""


@dataclass(frozen=True, slots=True)
class Robust:
    """The sandwich of one fit. `bread` is the model's covariance of the fixed effects.

    `filling` has a row per group, its part in each coefficient's equation; `weights`, `x` and `v` are each
    group's adjusted weights (rows, k), its rows of X and its variance under the model.
    """

    bread: Values
    filling: Values
    weights: tuple[Values, ...]
    x: tuple[Values, ...]
    v: tuple[Values, ...]

    @property
    def covariance(self) -> Values:
        """The robust covariance of the fixed effects."""
        return np.asarray(self.bread @ self.filling.T @ self.filling @ self.bread, dtype=np.float64)

    def combined(self, contrast: Values) -> float:
        """The standard error of a weighted sum of the fixed effects."""
        return float(np.sqrt(contrast @ self.covariance @ contrast))

    def df(self, contrasts: Values) -> float:
        """Degrees of freedom of the covariance of one contrast, or of several (rows) that are tested at once.

        Those of the Wishart law whose spread is that of the estimate if the model holds.
        """
        rows = np.atleast_2d(contrasts)
        expected = np.linalg.cholesky(np.linalg.inv(rows @ self.bread @ rows.T))
        parts = [self._part(one) for one in expected.T @ rows]
        q = len(parts)
        spread = sum(
            self._together((s, s), (t, t)) + self._together((s, t), (t, s)) for s in parts for t in parts
        )
        return q * (q + 1) / spread if spread > 0 else 0.0

    def _part(self, contrast: Values) -> _Part:
        weighted = [weights @ (self.bread @ contrast) for weights in self.weights]
        shown = [x.T @ one for x, one in zip(self.x, weighted, strict=True)]
        return _Part(weighted, np.array(shown))

    def _together(self, one: tuple[_Part, _Part], other: tuple[_Part, _Part]) -> float:
        """Over all pairs of groups, how two contrasts vary together times how two others do.

        Under the model groups i and j of contrasts a and b have [i = j] a_i' V_i b_i - (X'a)_i M (X'b)_j in
        common: that is summed without a matrix of all pairs.
        """
        (a, b), (c, d), m = one, other, self.bread
        own, others = (self._within(*pair) for pair in (one, other))
        crossed = np.trace(m @ a.shown.T @ c.shown @ m @ d.shown.T @ b.shown)
        mixed = own @ _diagonal(c, m, d) + others @ _diagonal(a, m, b)
        return float(own @ others - mixed + crossed)

    def _within(self, one: _Part, other: _Part) -> Values:
        each = zip(one.weighted, self.v, other.weighted, strict=True)
        return np.array([u @ v @ w for u, v, w in each])


class _Part(NamedTuple):
    """A contrast's weights of each group's rows, and what they sum to over the columns of X (groups, k)."""

    weighted: list[Values]
    shown: Values


def _diagonal(one: _Part, m: Values, other: _Part) -> Values:
    return np.asarray(np.einsum("ik,kl,il->i", one.shown, m, other.shown), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Errors:
    """Standard errors and df of a fit: the model's own, or the sandwich's where there is one."""

    fit: Fitted
    robust: Robust | None

    def combined(self, weights: Values) -> tuple[float, float]:
        """Estimate and standard error of a weighted sum of the fixed effects."""
        estimate, se = self.fit.combined(weights)
        return estimate, se if self.robust is None else self.robust.combined(weights)

    def df(self, weights: Values) -> float:
        """Degrees of freedom of that standard error."""
        return self.fit.df(weights) if self.robust is None else self.robust.df(weights)

    def wald(self, rows: Values) -> tuple[float, int, float]:
        """F of several contrasts being 0, and both its degrees of freedom."""
        found = rows @ self.fit.params
        if self.robust is None:
            return self._fai_cornelius(rows, found)
        q, df = len(rows), self.robust.df(rows)
        square = float(found @ np.linalg.solve(rows @ self.robust.covariance @ rows.T, found))
        return max(df - q + 1, 1e-3) / (df * q) * square, q, max(df - q + 1, 1e-3)

    def _fai_cornelius(self, rows: Values, found: Values) -> tuple[float, int, float]:
        """The model's F, its denominator by Fai & Cornelius (1996)."""
        values, vectors = np.linalg.eigh(rows @ self.fit.covariance @ rows.T)
        rotated, q = vectors.T @ rows, len(rows)
        f = float(((vectors.T @ found) ** 2 / values).mean())
        dfs = np.array([self.fit.df(row) for row in rotated])
        total = float(np.sum(dfs[dfs > 2] / (dfs[dfs > 2] - 2)))
        return f, q, 2 * total / (total - q) if total > q else float(dfs.min())


def has_full_rank(covariance: Values) -> NDArray[np.bool_]:
    """Whether no contrast is without variance, of one covariance or of many (.., q, q)."""
    values = np.linalg.eigvalsh(covariance)
    return np.asarray(values[..., 0] > 1e-10 * values[..., -1], dtype=np.bool_)


class Fit(NamedTuple):
    """What the sandwich needs of a fit: coefficients, their covariance, variances between and within."""

    params: Values
    covariance: Values
    between: float
    within: float


def cr2(
    fit: Fitted | Fit,
    y: Values,
    x: Values,
    groups: NDArray[np.intp],
    people: NDArray[np.intp] | None = None,
    effects: Values | None = None,
) -> Robust:
    """The sandwich of the fit's groups; `people` are those in them, where each has an intercept.

    `effects` are the columns whose effects vary from group to group, where there are slopes.
    """
    order = np.argsort(groups, kind="stable")
    cuts = np.flatnonzero(np.diff(groups[order])) + 1
    residual = y - x @ fit.params
    filling, weights, rows, variances = [], [], [], []
    for members in np.split(order, cuts):
        n, shown = len(members), x[members]
        v = fit.within * np.eye(n) + fit.between
        if isinstance(fit, NestedIntercepts) and people is not None:
            v = v + fit.people * (people[members][:, None] == people[members])
        if isinstance(fit, RandomSlopes) and effects is not None:
            v = fit.rows_variance(effects[members])
        weight = _adjustment(v, shown @ fit.covariance @ shown.T) @ np.linalg.solve(v, shown)
        filling.append(residual[members] @ weight)
        weights.append(weight)
        rows.append(shown)
        variances.append(v)
    return Robust(fit.covariance, np.array(filling), tuple(weights), tuple(rows), tuple(variances))


def _adjustment(v: Values, explained: Values) -> Values:
    """What makes up for residuals being smaller than errors; `explained` is the fitted values' variance."""
    d = np.linalg.cholesky(v).T
    values, vectors = np.linalg.eigh(d @ (v - explained) @ d.T)
    positive = values > 1e-10 * float(np.trace(d @ v @ d.T))
    root = vectors[:, positive] / np.sqrt(values[positive]) @ vectors[:, positive].T
    return np.asarray(d.T @ root @ d, dtype=np.float64)
