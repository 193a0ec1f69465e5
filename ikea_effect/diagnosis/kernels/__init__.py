"""Models answered of many simulated studies together; which there are, and when they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from scipy import special

from ikea_effect.analysis.choices import score_limits
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.block import Block, Cell, Kernel, by_t, sides_of
from ikea_effect.diagnosis.kernels import any_terms, cells, resamples
from ikea_effect.diagnosis.kernels.amounts import demand, hurdle
from ikea_effect.diagnosis.kernels.answers import counts, logit, ordinal
from ikea_effect.diagnosis.kernels.bounds import tobit
from ikea_effect.diagnosis.kernels.cells import chi_square, equivalence, mann_whitney, one_way
from ikea_effect.diagnosis.kernels.intervals import interval, turnbull_means
from ikea_effect.diagnosis.kernels.mediation import mediation, paired_mediation
from ikea_effect.diagnosis.kernels.mixed import mixed
from ikea_effect.diagnosis.kernels.paired import paired
from ikea_effect.diagnosis.kernels.regressions import moderation, regression
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.analyses import columns_of, factors_of
from ikea_effect.protocol.analyses_of_answers import ChiSquare, Counts, Logit, Ordinal, Proportion
from ikea_effect.protocol.analyses_of_bounds import Demand, Hurdle, IntervalRegression, Tobit, Turnbull
from ikea_effect.protocol.analyses_of_cells import (
    BrunnerMunzel,
    Equivalence,
    Factorial,
    MannWhitney,
    Mixed,
    OneWay,
    PlannedContrast,
    Quantile,
    Yuen,
)
from ikea_effect.protocol.analyses_of_means import Paired, Ratio, Student, Welch
from ikea_effect.protocol.analyses_of_paths import Mediation, Moderation, PairedMediation, Regression
from ikea_effect.protocol.expressions import parse_contrast
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.kinds import placements
from ikea_effect.protocol.model_base import levels_kept
from ikea_effect.protocol.models import Protocol


def kernel_of(protocol: Protocol, hypothesis: Hypothesis, n: int = 2) -> Kernel | None:
    """What answers the hypothesis of many studies with n per condition; None where only the model does."""
    model: Any = hypothesis.model
    made = KERNELS.get(type(model))
    names = (hypothesis.measure, *(one for one in columns_of(model) if one not in protocol.factors))
    drawn = all(one in protocol.simulation for one in names)
    if made is None or hypothesis.repeated is not None or not drawn:
        return None
    if type(model) not in OF_PEOPLE and not _each_once(protocol, model, names):
        return None
    if isinstance(model, Mixed) and n % 2 and protocol.is_paired:
        return None  # somebody is alone: pairs are then no longer of one size
    return made(protocol, hypothesis, model)


def _or_by_terms(
    quick: Callable[[Protocol, Hypothesis, Any], Kernel | None],
    any_terms: Callable[[Protocol, Hypothesis, Any], Kernel | None],
) -> Callable[[Protocol, Hypothesis, Any], Kernel | None]:
    """The kernel of the usual case, else that of any terms: words, several levels, pairs."""

    def made(protocol: Protocol, hypothesis: Hypothesis, model: Any) -> Kernel | None:
        found = quick(protocol, hypothesis, model) if model.unit is None else None
        return any_terms(protocol, hypothesis, model) if found is None else found

    return made


def _each_once(protocol: Protocol, model: Any, names: Sequence[str]) -> bool:
    """Whether everyone is one row, independent of all others, or of other pairs where these are the unit."""
    factors = [protocol.factors[one] for one in factors_of(model) if one in protocol.factors]
    pairs = type(model) in OF_PAIRS and model.unit == "pair"
    apart = not any(one.within or (one.between == "pair" and not pairs) for one in factors)
    once = not any(placements(protocol, name)[0] for name in names)
    return (model.unit is None or pairs) and apart and once


# --- sums of cell means ----------------------------------------------------------------------------------


def _of_cells(cells: Sequence[Values], weights: Sequence[float], alternative: str, spread: str) -> Reported:
    """The weighted sum of cell means; cells have shape (studies, n). `spread` says whose variance counts."""
    sizes = [one.shape[1] for one in cells]
    means = np.stack([one.mean(axis=1) for one in cells])
    variances = np.stack([one.var(axis=1, ddof=1) for one in cells])
    weight, size = np.array(weights)[:, None], np.array(sizes, dtype=np.float64)[:, None]
    estimate, df = (weight * means).sum(axis=0), np.full(means.shape[1], size.sum() - len(cells))
    if spread == "per-cell":
        part = weight**2 * variances / size
        with np.errstate(divide="ignore", invalid="ignore"):
            df = part.sum(axis=0) ** 2 / (part**2 / (size - 1)).sum(axis=0)
    elif spread == "hc3":  # of a model with a mean for each cell, a row's leverage is 1 / n
        part = weight**2 * variances / (size - 1)
    else:
        part = weight**2 / size * ((size - 1) * variances).sum(axis=0) / df
    return by_t(estimate, np.sqrt(part.sum(axis=0)), df, alternative, np.ptp(np.hstack(cells), axis=1) > 0)


def _factorial(protocol: Protocol, hypothesis: Hypothesis, model: Factorial) -> Kernel | None:
    """Of two levels each, or of contrasts of them, without covariates."""
    weights_of: dict[str, Mapping[str, float]] = {}
    kept = levels_kept(model)
    for factor in model.factors:
        levels = list(protocol.factors[factor].levels)  # `in` names none of these: the language refuses it
        if factor not in model.term:
            weights_of[factor] = dict.fromkeys(levels, 1 / len(levels))
        elif factor in model.contrasts:
            weights_of[factor] = dict.fromkeys(levels, 0.0) | parse_contrast(model.contrasts[factor])
        elif len(levels) == 2:
            weights_of[factor] = dict(zip(levels, (1.0, -1.0), strict=True))
        else:
            return None
    if model.covariates:
        return None
    cells = _crossed(weights_of)
    spread = "hc3" if model.covariance == "hc3" else "pooled"
    return _means(hypothesis, kept, cells, spread)


def _crossed(weights_of: Mapping[str, Mapping[str, float]]) -> dict[Cell, float]:
    """Every cell of the factors with the product of its levels' weights."""
    cells: dict[Cell, float] = {(): 1.0}
    for factor, weights in weights_of.items():
        cells = {
            (*cell, (factor, level)): weight * by
            for cell, weight in cells.items()
            for level, by in weights.items()
        }
    return cells


def _two_cells(_protocol: Protocol, hypothesis: Hypothesis, model: Welch | Student) -> Kernel | None:
    high, low = sides_of(model.contrast)
    cells: dict[Cell, float] = {((model.factor, high),): 1.0, ((model.factor, low),): -1.0}
    spread = "per-cell" if isinstance(model, Welch) else "pooled"
    against = getattr(model, "against", None) or hypothesis.measure
    return _means(hypothesis, levels_kept(model), cells, spread, (hypothesis.measure, against))


def _contrast(protocol: Protocol, hypothesis: Hypothesis, model: PlannedContrast) -> Kernel:
    """Of one variance per cell; pooled ones count cells that have no weight, too."""
    kept = levels_kept(model)
    if model.factor and model.contrast:
        named: dict[Cell, float] = {
            ((model.factor, level),): weight for level, weight in parse_contrast(model.contrast).items()
        }
    else:
        named = {
            tuple((part.partition("=")[0], part.partition("=")[2]) for part in name.split(",")): weight
            for name, weight in model.weights.items()
        }
    weighed = {cell: weight for cell, weight in named.items() if weight}
    if model.variances == "per-cell":
        return _means(hypothesis, kept, weighed, "per-cell")
    factors = model.factors or (model.factor,)
    levels = {name: kept.get(name, protocol.factors[name].levels) for name in factors if name}
    every = _crossed({name: dict.fromkeys(own, 1.0) for name, own in levels.items()})
    by = {frozenset(cell): weight for cell, weight in weighed.items()}
    return _means(hypothesis, kept, {cell: by.get(frozenset(cell), 0.0) for cell in every}, "pooled")


def _means(
    hypothesis: Hypothesis,
    kept: Mapping[str, Sequence[str]],
    cells: Mapping[Cell, float],
    spread: str,
    measures: Sequence[str] = (),
) -> Kernel:
    """A weighted sum of cell means; of each cell its own of `measures`, or the hypothesis's of all."""
    names = measures or [hypothesis.measure] * len(cells)

    def kernel(block: Block) -> Reported:
        among = block.rows(kept)
        each = [
            block.columns[name][:, among & block.rows({factor: (level,) for factor, level in cell})]
            for name, cell in zip(names, cells, strict=True)
        ]
        return _of_cells(each, [*cells.values()], hypothesis.alternative, spread)

    return kernel


# --- shares ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=100_000)
def _shares(
    high: int, n1: int, low: int, n0: int, alternative: str
) -> tuple[float, float, float, float, float]:
    """Difference, limits, p and z of two shares: of studies, few pairs of counts come up."""
    share = (high + low) / (n1 + n0)
    found = high / n1 - low / n0
    if share in (0.0, 1.0):
        return np.nan, np.nan, np.nan, np.nan, np.nan
    z = found / float(np.sqrt(share * (1 - share) * (1 / n1 + 1 / n0)))
    limits = score_limits(float(high), n1, float(low), n0)
    p = {"greater": special.ndtr(-z), "less": special.ndtr(z)}.get(alternative, 2 * special.ndtr(-abs(z)))
    return found, float(limits.low or 0.0), float(limits.high or 0.0), float(p), z


def _proportion(_protocol: Protocol, hypothesis: Hypothesis, model: Proportion) -> Kernel | None:
    (high, low), kept = sides_of(model.contrast), levels_kept(model)

    def kernel(block: Block) -> Reported:
        place = block.options[hypothesis.measure].index(model.option)
        chose, among = block.columns[hypothesis.measure] == place, block.rows(kept)
        sides = [chose[:, among & block.rows({model.factor: (level,)})] for level in (high, low)]
        counts = [side.sum(axis=1).tolist() for side in sides]
        sizes = [side.shape[1] for side in sides]
        found = np.array([
            _shares(one, sizes[0], other, sizes[1], hypothesis.alternative)
            for one, other in zip(*counts, strict=True)
        ])  # fmt: skip
        estimate, lower, upper, p, z = found.T
        with np.errstate(invalid="ignore"):
            return Reported(estimate, lower, upper, p < 0.05, (), p, z, np.full(len(z), np.inf))

    return kernel


KERNELS: Mapping[type, Callable[[Protocol, Hypothesis, Any], Kernel | None]] = {
    Welch: _two_cells,
    Student: _two_cells,
    Equivalence: equivalence,
    MannWhitney: mann_whitney,
    BrunnerMunzel: cells.brunner_munzel,
    Yuen: cells.yuen,
    Ratio: resamples.ratio,
    Quantile: resamples.quantile,
    Tobit: tobit,
    IntervalRegression: interval,
    Turnbull: turnbull_means,
    OneWay: _or_by_terms(one_way, any_terms.one_way),
    ChiSquare: chi_square,
    Regression: _or_by_terms(regression, any_terms.regression),
    Moderation: _or_by_terms(moderation, any_terms.moderation),
    Paired: paired,
    Mixed: mixed,
    Factorial: _or_by_terms(_factorial, any_terms.factorial),
    PlannedContrast: _contrast,
    Proportion: _proportion,
    Mediation: mediation,
    PairedMediation: paired_mediation,
    Hurdle: hurdle,
    Demand: demand,
    Counts: counts,
    Logit: logit,
    Ordinal: ordinal,
}
OF_PAIRS = (Factorial, Regression, Moderation)
"""Models whose standard errors may need only pairs to be independent."""
OF_PEOPLE = (Paired, PairedMediation, Mixed)
"""Models of several values of a participant, or of people who belong together."""
