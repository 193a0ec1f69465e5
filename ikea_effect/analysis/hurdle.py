"""Whether people bid at all, and how much if they do."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from ikea_effect.analysis.bounded import two_levels
from ikea_effect.analysis.design_matrix import Design, design
from ikea_effect.analysis.linear import line
from ikea_effect.analysis.question import CannotEstimate, Question, Values, few, need, need_difference
from ikea_effect.analysis.resampling import bootstrap_p, generator, percentile, weight_blocks, with_ties
from ikea_effect.analysis.results import Estimate
from ikea_effect.analysis.spread import spread


def hurdle(question: Question) -> Estimate:
    """The difference of the whole means that both parts imply, with a percentile bootstrap of both together.

    Part one is a logit of bidding anything, part two least squares of the log of positive bids; the way back
    from logs is Duan's (1983) smearing, in each condition by its own residuals, since bids may spread more in
    one than in the other. Both parts stand in the details as statsmodels gives them.
    """
    high, low = two_levels(question)
    factor, model = question.model.factor, question.model
    made = design(
        question, [(factor,), *((name,) for name in model.covariates)], references={factor: low},
        levels={factor: (low, high)},
    )  # fmt: skip
    if float(made.outcome.min()) < 0:
        raise CannotEstimate(
            f"{question.measure} holds negative amounts: a hurdle at 0 has no meaning. Declare welch."
        )
    codes, levels = question.codes(factor)[made.rows], question.levels(factor)
    cells = {name: made.outcome[codes == levels.index(name)] for name in (high, low)}
    need(cells, 5, "A hurdle model")
    need_difference(cells, question.measure)
    place = made.place(f"{factor}[{high}]")
    _require_both(cells)
    rows = np.ones((1, len(made.outcome)))
    estimate, chance, amount = (float(part[0]) for part in _implied(made, place, rows))
    weights = weight_blocks(generator(model.seed), len(made.outcome), model.resamples)
    whole = np.concatenate([np.stack(one) for one in spread(partial(_implied, made, place), weights)], axis=1)
    lost = int(np.sum(~np.isfinite(whole).all(axis=0)))
    if lost > model.resamples / 2:
        raise CannotEstimate(
            "Most resamples have a cell without a zero or without more than zero: too few of one. "
            "Declare mann-whitney."
        )
    whole = whole[:, np.isfinite(whole).all(axis=0)]
    drawn = with_ties(whole[0])
    notes = (
        f"{lost} of {model.resamples} resamples had a cell without a zero or all at zero and were left out.",
    )
    return question.described(
        cells,
        method="hurdle at 0 (logit and log amount), percentile bootstrap",
        estimate=estimate,
        se=float(np.std(drawn, ddof=1)),
        ci=percentile(drawn),
        p=bootstrap_p(drawn, 0.0, question.hypothesis.alternative),
        formula=f"({question.measure} > 0) ~ ...; log {made.formula}, {question.measure} > 0",
        notes=(*few(cells, 20, "bootstrap"), *made.notes, *(notes if lost else ())),
        details={
            "share_bidding": {"difference": chance, "ci": percentile(whole[1])},
            "mean_if_bidding": {"ratio": amount, "ci": percentile(whole[2])},
            "logit": _logit_table(made),
            "log_amount": _ols_table(made),
            "resamples": model.resamples,
        },
    )


def _require_both(cells: dict[str, Values]) -> None:
    for name, values in cells.items():
        zeros = int(np.sum(values == 0))
        if zeros in (0, len(values)):
            raise CannotEstimate(
                f"{'Everyone' if zeros else 'No one'} in {name} is at 0: there is no hurdle to model. "
                "Declare welch, or mann-whitney."
            )
        if np.ptp(values[values > 0]) == 0 or len(values) - zeros < 3:
            raise CannotEstimate(
                f"The amounts above 0 in {name} are too few, or all the same. Declare mann-whitney."
            )


def _implied(made: Design, place: int, weights: Values) -> tuple[Values, Values, Values]:
    """Per weighting: difference of whole means, difference of shares, ratio of means among bidders."""
    x, y = made.matrix, made.outcome
    bids = y > 0
    logits = _weighted_logit(x, bids.astype(np.float64), weights)
    positive = weights * bids
    log_y = np.log(np.where(bids, y, 1.0))
    k = x.shape[1]
    products = (x[:, :, None] * x[:, None, :]).reshape(len(x), k * k)
    amounts = _solved((positive @ products).reshape(-1, k, k), positive @ (x * log_y[:, None]))
    residual = np.exp(log_y - amounts @ x.T)
    means, shares, sizes = [], [], []
    for level in (1.0, 0.0):
        here = positive * (x[:, place] == level)
        smear = (here * residual).sum(axis=1) / here.sum(axis=1)
        at = x.copy()
        at[:, place] = level
        share = 1 / (1 + np.exp(-np.clip(logits @ at.T, -700, 700)))
        size = np.exp(np.clip(amounts @ at.T, -700, 700)) * smear[:, None]
        total = weights.sum(axis=1)
        means.append((weights * share * size).sum(axis=1) / total)
        shares.append((weights * share).sum(axis=1) / total)
        sizes.append((weights * size).sum(axis=1) / total)
    return means[0] - means[1], shares[0] - shares[1], sizes[0] / sizes[1]


def _weighted_logit(x: Values, y: Values, weights: Values, steps: int = 25) -> Values:
    """Logit coefficients per weighting, by Newton; NaN where they run away."""
    k = x.shape[1]
    b = np.zeros((len(weights), k))
    products = (x[:, :, None] * x[:, None, :]).reshape(len(x), k * k)
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-np.clip(b @ x.T, -30, 30)))
        slope = (weights * (y - chance)) @ x
        curve = ((weights * chance * (1 - chance)) @ products).reshape(-1, k, k)
        move = _solved(curve, slope)
        b = b + np.clip(np.nan_to_num(move), -5, 5)
        if float(np.abs(np.nan_to_num(move)).max()) < 1e-11:
            break
    return np.where(np.abs(b).max(axis=1, keepdims=True) > 15, np.nan, b)


def _solved(a: Values, b: Values) -> Values:
    """Many small systems; NaN where one is singular."""
    good = np.linalg.cond(a) < 1e14
    found = np.full(b.shape, np.nan)
    found[good] = np.linalg.solve(a[good], b[good][..., None])[..., 0]
    return found


def _logit_table(made: Design) -> list[dict[str, Any]]:
    from statsmodels.discrete.discrete_model import Logit

    fit = Logit((made.outcome > 0).astype(np.float64), made.matrix).fit(disp=0, maxiter=100, tol=1e-12)
    return [
        line(n, float(b), float(e), None) for n, b, e in zip(made.columns, fit.params, fit.bse, strict=True)
    ]


def _ols_table(made: Design) -> list[dict[str, Any]]:
    from statsmodels.regression.linear_model import OLS

    bids = made.outcome > 0
    fit = OLS(np.log(made.outcome[bids]), made.matrix[bids]).fit()
    df = float(fit.df_resid)
    return [
        line(n, float(b), float(e), df) for n, b, e in zip(made.columns, fit.params, fit.bse, strict=True)
    ]
