"""Ordinary least squares by statsmodels, with robust covariances that keep to t."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ikea_effect.analysis.cluster_robust import Fit, Robust, cr2
from ikea_effect.analysis.design_matrix import Design
from ikea_effect.analysis.effect_sizes import Spread, standardized
from ikea_effect.analysis.question import CannotEstimate, Values
from ikea_effect.analysis.results import EffectSize
from ikea_effect.analysis.tails import t_interval, t_p

COVARIANCES = {"hc3": "HC3", "classic": "nonrobust"}
ALONE = 1e-8
"""How near to 1 the leverage of a row comes that alone tells a coefficient: its residual is rounding."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A fitted linear model: coefficients and their covariance."""

    design: Design
    params: Values
    covariance: Values
    df: float
    sigma: float
    fitted: Any
    robust: Robust | None = None
    """The sandwich of groups whose members belong together, where the rows are not people by themselves."""

    def df_of(self, weights: Values) -> float:
        """Degrees of freedom of a weighted sum of coefficients."""
        return self.df if self.robust is None else self.robust.df(weights)

    def combined(self, weights: Values) -> tuple[float, float]:
        """Estimate and standard error of a weighted sum of coefficients."""
        return float(weights @ self.params), float(np.sqrt(weights @ self.covariance @ weights))

    def unit(self, column: str) -> Values:
        """The weights that pick one coefficient."""
        weights = np.zeros(len(self.params))
        weights[self.design.place(column)] = 1
        return weights

    def table(self) -> list[dict[str, Any]]:
        """Every coefficient with its test."""
        rows = []
        for name in self.design.columns:
            weights = self.unit(name)
            rows.append(line(name, *self.combined(weights), self.df_of(weights)))
        return rows

    def standardized(
        self, weights: Values, by: Spread | None = None, name: str = "hedges_g", half: float = 1.0
    ) -> EffectSize | None:
        """A weighted sum of coefficients, times `half`, over `by` (the residual SD), limits of its t."""
        estimate, se = self.combined(weights)
        spread = Spread(self.sigma, self.df) if by is None else by
        return standardized(half * estimate, half * se, self.df_of(weights), spread, name)


def line(term: str, estimate: float, se: float, df: float | None) -> dict[str, Any]:
    """One row of a table of coefficients."""
    ratio = estimate / se if se > 0 else float("nan")
    return {
        "term": term, "estimate": estimate, "se": se, "t" if df is not None else "z": ratio, "df": df,
        "p": t_p(ratio, df, "two-sided"), "ci": t_interval(estimate, se, df),
    }  # fmt: skip


def least_squares(design: Design, covariance: str, groups: NDArray[np.intp] | None = None) -> Linear:
    """The fit; with `groups` the standard errors need only these to be independent (CR2).

    Raises: CannotEstimate if nothing is left to be explained.
    """
    from statsmodels.regression.linear_model import OLS

    plain = OLS(design.outcome, design.matrix).fit()
    residual, total = float(plain.ssr), float(np.var(design.outcome) * len(design.outcome))
    if np.ptp(design.outcome) == 0:
        raise CannotEstimate(
            f"Every outcome is the same ({design.outcome[0]:g}): nothing to test. Leave the hypothesis out."
        )
    if residual <= 1e-20 * total:
        raise CannotEstimate(
            "The outcome is explained without any error: there is no yardstick for a test. "
            "Leave the covariate that says the outcome out; where the conditions alone say it, declare a "
            "proportion of an answer, or leave the hypothesis out."
        )
    if groups is not None:
        return _clustered(design, plain, groups)
    kind = COVARIANCES[covariance]
    if kind == "HC3":
        require_company(design.matrix, "Declare `covariance: classic`, or join or leave out that level.")
    fit = plain if kind == "nonrobust" else OLS(design.outcome, design.matrix).fit(cov_type=kind, use_t=True)
    matrix = np.asarray(fit.cov_params(), dtype=np.float64)
    return Linear(
        design,
        np.asarray(fit.params, dtype=np.float64),
        matrix,
        float(fit.df_resid),
        float(np.sqrt(plain.mse_resid)),
        fit,
    )


def require_company(matrix: Values, instead: str, weights: Values | None = None) -> None:
    """Raises CannotEstimate where one row alone tells a coefficient: HC3 divides rounding by rounding there.

    `instead` says what to do; `weights` are those of the rows in a generalized linear model.
    """
    rows = matrix if weights is None else matrix * np.sqrt(weights)[:, None]
    q, _ = np.linalg.qr(rows / np.linalg.norm(rows, axis=0))
    if float((q**2).sum(axis=1).max()) > 1 - ALONE:
        raise CannotEstimate(
            "A cell, or what a covariate tells apart, holds one row only: HC3 gives no standard error "
            f"there. {instead}"
        )


def _clustered(design: Design, plain: Any, groups: NDArray[np.intp]) -> Linear:
    """The fit with the sandwich of the groups, worked out for errors that are alike and independent."""
    params, sigma = np.asarray(plain.params, dtype=np.float64), float(np.sqrt(plain.mse_resid))
    bread = np.asarray(plain.cov_params(), dtype=np.float64)
    robust = cr2(Fit(params, bread, 0.0, sigma**2), design.outcome, design.matrix, groups)
    if len(robust.filling) <= design.matrix.shape[1]:
        raise CannotEstimate(
            f"{len(robust.filling)} groups are too few for {design.matrix.shape[1]} coefficients (CR2). "
            "Leave terms out, or go on collecting."
        )
    return Linear(design, params, robust.covariance, float(plain.df_resid), sigma, plain, robust)
