"""Counts of what people did: how many times as often, by a log-linear model."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np

from ikea_effect.analysis.design_matrix import Design
from ikea_effect.analysis.linear import line, require_company
from ikea_effect.analysis.question import CannotEstimate, Question, Values, few, need, need_spread
from ikea_effect.analysis.regression import cells_of, two_level_design
from ikea_effect.analysis.results import Estimate, Interval, Statistic
from ikea_effect.analysis.tails import t_interval, t_p

NO_SPREAD = 1e-6
"""A dispersion below is none: the likelihood then rises toward Poisson's."""


class Fitted(NamedTuple):
    """Coefficients on the log scale, their covariance, and how much more counts spread than Poisson's."""

    params: Values
    covariance: Values
    dispersion: float


def counts(question: Question) -> Estimate:
    """The ratio of two mean counts, at equal covariates."""
    pair, model = question.pair(), question.model
    made = two_level_design(question, [(model.factor,), *((name,) for name in model.covariates)])
    cells = cells_of(question, made)
    need(cells, 2, "A model of counts")
    _require_counts(question, made, cells)
    need_spread(cells, question.measure)
    poisson = model.distribution == "poisson"
    fit = fit_poisson(made.outcome, made.matrix) if poisson else _negative_binomial(made)
    place = made.place(f"{model.factor}[{pair.high_name}]")
    b, se = float(fit.params[place]), float(np.sqrt(fit.covariance[place, place]))
    low, high = t_interval(b, se, made.df)
    notes = [*few(cells, 20, "many"), *made.notes]
    if not poisson and fit.dispersion == 0:
        notes.append("Counts spread no more than their means: this is the Poisson model's answer.")
    return question.described(
        cells,
        method="Poisson regression, covariance HC3" if poisson else "negative binomial regression",
        term=f"{pair.high_name} / {pair.low_name}",
        unit="ratio",
        estimate=float(np.exp(b)),
        se=se * float(np.exp(b)),
        ci=Interval(*(None if end is None else float(np.exp(end)) for end in (low, high))),
        statistic=Statistic("t", b / se, made.df),
        p=t_p(b / se, made.df, question.hypothesis.alternative),
        formula=f"log E({question.measure}) = {made.formula.partition('~ ')[2]}",
        notes=tuple(notes),
        details={"coefficients": _table(made, fit), "dispersion": fit.dispersion},
    )


def _require_counts(question: Question, made: Design, cells: dict[str, Values]) -> None:
    y = made.outcome
    if np.any(y < 0) or np.any(y != np.floor(y)):
        raise CannotEstimate(
            f"{question.measure} holds values that are no counts (0, 1, 2, ..). Declare welch or regression."
        )
    if empty := [name for name, values in cells.items() if not values.any()]:
        raise CannotEstimate(
            f"Nothing was counted in {empty[0]}: no ratio can be told. Declare mann-whitney."
        )


def _poisson_means(y: Values, x: Values) -> tuple[Values, Values]:
    """Coefficients of maximum likelihood, and the mean that they give each row."""
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    fit: Any = GLM(y, x, family=Poisson()).fit(tol=1e-12, maxiter=100)
    return np.asarray(fit.params, dtype=np.float64), np.asarray(fit.mu, dtype=np.float64)


def fit_poisson(y: Values, x: Values) -> Fitted:
    """Maximum likelihood; standard errors of rows whose counts may spread as they will (HC3)."""
    params, mu = _poisson_means(y, x)
    require_company(x, "Join or leave out that level, or declare `distribution: negative-binomial`.", mu)
    bread = np.linalg.inv(x.T * mu @ x)
    leverage = mu * np.einsum("ij,jk,ik->i", x, bread, x)
    residual = (y - mu) / (1 - leverage)
    spread = float(np.sum((y - mu) ** 2 / mu) / (len(mu) - x.shape[1]))
    return Fitted(params, bread @ (x.T * residual**2 @ x) @ bread, spread)


def _negative_binomial(made: Design) -> Fitted:
    """Maximum likelihood of means and dispersion (variance m + a m^2), by the expected information."""
    from statsmodels.discrete.discrete_model import NegativeBinomial

    started, means = _poisson_means(made.outcome, made.matrix)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = NegativeBinomial(made.outcome, made.matrix)
        fit: Any = model.fit(start_params=[*started, 0.5], method="bfgs", disp=0, maxiter=2000, gtol=1e-9)
    a, params = float(fit.params[-1]), np.asarray(fit.params[:-1], dtype=np.float64)
    if not np.isfinite(fit.params).all() or a < NO_SPREAD:
        return Fitted(started, _inverse(made.matrix.T * means @ made.matrix), 0.0)
    mu = np.exp(made.matrix @ params)
    return Fitted(params, _inverse(made.matrix.T * (mu / (1 + a * mu)) @ made.matrix), a)


def _table(made: Design, fit: Fitted) -> list[dict[str, Any]]:
    each = zip(made.columns, fit.params, np.sqrt(np.diag(fit.covariance)), strict=True)
    return [line(name, float(b), float(se), made.df) for name, b, se in each]


def _inverse(matrix: Values) -> Values:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)
