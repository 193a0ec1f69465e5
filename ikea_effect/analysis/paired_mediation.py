"""What carries a difference within participants: mediators that were measured at both levels.

Differences of the outcome on differences of the mediators and their means of both levels, with the moment
bootstrap of ordinary mediation. Source: Montoya & Hayes (2017).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from ikea_effect.analysis.linear import line
from ikea_effect.analysis.mediation import (
    answered,
    in_sds,
    limits_of,
    moments,
    p_of,
    row_of,
    size_limits_of,
    solved,
    unanswered,
)
from ikea_effect.analysis.question import CannotEstimate, Question, Values, few
from ikea_effect.analysis.resampling import generator, weight_blocks
from ikea_effect.analysis.results import EffectSize, Estimate
from ikea_effect.analysis.spread import spread
from ikea_effect.analysis.unit import unit_keys
from ikea_effect.protocol.analyses_of_paths import PairedMediation


def paired_mediation(question: Question) -> Estimate:
    """The indirect effect of a difference within participants, summed over its mediators or compared."""
    model = question.model
    high, low, sides, lost = _sides(question)
    data = _differences(sides)
    _require(data, model.mediators)
    found = _effects(model, data, np.ones((1, len(data))))
    rng = generator(model.seed)
    weights = weight_blocks(rng, len(data), model.resamples)
    blocks = spread(partial(_effects, model, data), weights)
    drawn = answered({name: np.concatenate([block[name] for block in blocks]) for name in found})
    name = next(iter(found))
    estimate, kind = float(found[name][0]), model.interval
    outcome = {high: sides[0][:, 0], low: sides[1][:, 0]}
    return question.described(
        outcome,
        method=f"mediation within participants by {', '.join(model.mediators)}, "
        f"{kind} bootstrap, {model.resamples} resamples",
        term=_term(question),
        estimate=estimate,
        se=float(np.std(drawn[name], ddof=1)),
        ci=limits_of(kind, drawn[name], estimate),
        p=p_of(kind, drawn[name], estimate, question.hypothesis.alternative),
        effect_size=EffectSize(
            "partially_standardized",
            estimate / float(np.std(data[:, 0], ddof=1)),
            size_limits_of(kind, drawn[name], drawn["standardized"], estimate),
        ),
        formula=_formula(question),
        notes=(
            *few({"participants": data[:, 0]}, 20, "bootstrap"),
            *lost,
            *unanswered(model.resamples, drawn[name]),
            "An indirect effect is causal only if nothing else moves mediator and outcome together.",
        ),
        details={
            "effects": [row_of(one, found[one], drawn[one], kind) for one in found if one != "standardized"],
            "paths": _paths(question, data),
        },
    )


def _term(question: Question) -> str:
    model = question.model
    if model.compare:
        a, b = model.compare
        return f"({model.contrast}) -> ({a} - {b}) -> {question.measure}"
    return f"({model.contrast}) -> {' + '.join(model.mediators)} -> {question.measure}"


def _formula(question: Question) -> str:
    names = question.model.mediators
    both = [*(f"diff({name})" for name in names), *(f"mean({name})" for name in names)]
    first = "; ".join(f"diff({name}) ~ 1" for name in names)
    return f"{first}; diff({question.measure}) ~ {' + '.join(both)}"


def _sides(question: Question) -> tuple[str, str, tuple[Values, Values], tuple[str, ...]]:
    """Outcome and mediators at either level, of everyone who has all of them; and who has not."""
    factor, weights = question.model.factor, question.weights()
    if sorted(weights.values()) != [-1, 1]:
        raise CannotEstimate(
            f"The contrast '{question.model.contrast}' does not compare two levels. "
            "Write contrast: level - level."
        )
    high, low = sorted(weights, key=lambda level: -weights[level])
    if "participant" not in question.data.columns:
        raise CannotEstimate(
            "Without a column participant no one's two values can be told apart. "
            "Rename theirs with --map THEIRS=participant."
        )
    names = (question.measure, *question.model.mediators)
    columns: dict[str, Any] = {name: question.column(name) for name in names}
    long = pd.DataFrame(
        {"who": unit_keys(question).astype(str).to_numpy(), "code": question.codes(factor), **columns}
    )
    levels = question.levels(factor)
    wide = long[long["code"] >= 0].pivot_table(
        index="who", columns="code", values=list(names), aggfunc="mean", dropna=False
    )
    shown = [
        np.column_stack([_cells(wide, name, levels.index(level)) for name in names]) for level in (high, low)
    ]
    whole = np.isfinite(np.hstack(shown)).all(axis=1)
    left = int(np.sum(~whole))
    lost = (f"{left} without all values at both levels left out.",) if left else ()
    return high, low, (shown[0][whole], shown[1][whole]), lost


def _cells(wide: pd.DataFrame, name: str, code: int) -> Values:
    if (name, code) not in wide.columns:
        return np.full(len(wide), np.nan)
    return np.asarray(wide[name, code], dtype=np.float64)


def _differences(sides: tuple[Values, Values]) -> Values:
    """Per person: the outcome's difference, each mediator's, and each mediator's mean of both levels."""
    high, low = sides
    return np.hstack([high - low, ((high + low) / 2)[:, 1:]])


def _require(data: Values, mediators: tuple[str, ...]) -> None:
    if len(data) < data.shape[1] + 3:
        raise CannotEstimate(
            f"{len(data)} participants with all values are too few for a mediation within participants by "
            f"{', '.join(mediators)}. Leave mediators out, or go on collecting."
        )
    centered = data - data.mean(axis=0)
    if np.linalg.matrix_rank(centered) < data.shape[1]:
        raise CannotEstimate(
            "A difference or mean is the same for everyone or repeats another: paths cannot be told apart. "
            "Leave mediators out."
        )


def _effects(model: PairedMediation, data: Values, weights: Values) -> Mapping[str, Values]:
    """Indirect, direct and total effects in every resample, by name; first the one that answers."""
    k = len(model.mediators)
    sums = moments(data, weights)
    means = weights @ data / weights.sum(axis=1)[:, None]
    slopes = solved(sums[:, 1:, 1:], sums[:, 1:, 0])
    through = {name: means[:, 1 + j] * slopes[:, j] for j, name in enumerate(model.mediators)}
    whole = np.sum(list(through.values()), axis=0)
    found: dict[str, Values] = {"indirect": whole}
    if model.compare:
        a, b = model.compare
        found = {f"indirect through {a} - through {b}": through[a] - through[b], **found}
    if k > 1:
        found |= {f"indirect through {name}": value for name, value in through.items()}
    answer = next(iter(found.values()))
    size = in_sds(answer, sums[:, 0, 0] / (len(data) - 1))
    return found | {"direct": means[:, 0] - whole, "total": means[:, 0], "standardized": size}


def _paths(question: Question, data: Values) -> list[dict[str, Any]]:
    """Each equation fitted by statsmodels, for reading."""
    from statsmodels.regression.linear_model import OLS

    names, rows = question.model.mediators, []
    for j, name in enumerate(names, 1):
        fit = OLS(data[:, j], np.ones(len(data))).fit()
        rows.append({"outcome": name, **_line(question.model.contrast, fit, 0)})
    centered = data[:, 1:] - [*np.zeros(len(names)), *data[:, 1 + len(names) :].mean(axis=0)]
    fit = OLS(data[:, 0], np.column_stack([np.ones(len(data)), centered])).fit()
    terms = [question.model.contrast, *names, *(f"mean of {name}" for name in names)]
    rows += [{"outcome": question.measure, **_line(term, fit, place)} for place, term in enumerate(terms)]
    return rows


def _line(term: str, fit: Any, place: int) -> dict[str, Any]:
    return line(term, float(fit.params[place]), float(fit.bse[place]), float(fit.df_resid))
