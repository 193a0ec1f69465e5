"""Planned contrasts of cell means, with a variance per cell or one for all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ikea_effect.analysis.effect_sizes import Spread, standardized
from ikea_effect.analysis.question import CannotEstimate, Question, Values, few, need, need_spread
from ikea_effect.analysis.results import Estimate, Statistic
from ikea_effect.analysis.tails import satterthwaite, t_interval, t_p
from ikea_effect.errors import listed


class Weighed(NamedTuple):
    """A contrast: estimate, standard error, degrees of freedom."""

    estimate: float
    se: float
    df: float

    @property
    def t(self) -> float:
        """The estimate by its standard error."""
        return self.estimate / self.se


def contrast(question: Question) -> Estimate:
    """The weighted sum of cell means.

    g is a difference of two averages of cells, whatever the weights are multiplied by: they are scaled so
    that their absolute values sum to 2, as for verdicts. Its SD is pooled over all cells.
    """
    weights = _weights(question)
    every = question.cells()
    cells = {name: every[name] for name in weights}
    need(cells, 2, "A contrast")
    need_spread(cells, question.measure)
    by_cell, pooled = welch_contrast(cells, weights), _pooled(question, weights)
    found = by_cell if question.model.variances == "per-cell" else pooled
    unit = math.sqrt(math.fsum(weight * weight / len(cells[name]) for name, weight in weights.items()))
    half = 2 / math.fsum(map(abs, weights.values()))
    return question.described(
        cells,
        method=f"planned contrast, {'one variance per cell' if found is by_cell else 'pooled variance'}",
        term=written(weights),
        estimate=found.estimate,
        se=found.se,
        ci=t_interval(*found),
        statistic=Statistic("t", found.t, found.df),
        p=t_p(found.t, found.df, question.hypothesis.alternative),
        effect_size=standardized(
            half * found.estimate, half * found.se, found.df, Spread(pooled.se / unit, pooled.df)
        ),
        formula=f"{question.measure} ~ 0 + {':'.join(f'C({factor})' for factor in question.factors)}",
        notes=few(cells),
        details={"weights": weights},
    )


def _weights(question: Question) -> dict[str, float]:
    weights = question.weights() if question.model.factor else dict(question.model.weights)
    cells = question.cells()
    if unknown := [name for name in weights if name not in cells]:
        raise CannotEstimate(
            f"The contrast weighs {listed(unknown)}; the cells are {listed(cells)}. Write weights for these."
        )
    return {name: weight for name, weight in weights.items() if weight}


def welch_contrast(cells: Mapping[str, Values], weights: Mapping[str, float]) -> Weighed:
    """The contrast with a variance per cell and Satterthwaite's degrees of freedom."""
    estimate = math.fsum(weight * float(cells[name].mean()) for name, weight in weights.items())
    variances = [w * w * float(cells[name].var(ddof=1)) / len(cells[name]) for name, w in weights.items()]
    df = satterthwaite(variances, [len(cells[name]) - 1 for name in weights])
    return Weighed(estimate, math.sqrt(math.fsum(variances)), df)


def _pooled(question: Question, weights: Mapping[str, float]) -> Weighed:
    """The contrast by statsmodels on all cells of the factors."""
    from statsmodels.regression.linear_model import OLS

    cells = {name: values for name, values in question.cells().items() if len(values)}
    outcome = np.concatenate(list(cells.values()))
    shown = np.repeat(np.eye(len(cells)), [len(values) for values in cells.values()], axis=0)
    test = OLS(outcome, shown).fit().t_test(np.array([weights.get(name, 0.0) for name in cells]))
    return Weighed(float(test.effect.item()), float(np.asarray(test.sd).item()), float(test.df_denom))


def written(weights: Mapping[str, float]) -> str:
    """The contrast as a protocol writes it: "build - 0.5*prebuilt - 0.5*unbuild"."""
    text = ""
    for name, weight in weights.items():
        size = "" if abs(weight) == 1 else f"{abs(weight):g}*"
        sign = ("-" if weight < 0 else "") if not text else (" - " if weight < 0 else " + ")
        text += f"{sign}{size}{name}"
    return text
