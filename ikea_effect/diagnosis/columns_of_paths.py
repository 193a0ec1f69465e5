"""Mediation of many simulated studies at once: paths from sums of products, one set of resamples for all."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ikea_effect.analysis.mediation import limits_of as bootstrap_limits
from ikea_effect.analysis.mediation import p_of, solved
from ikea_effect.analysis.resampling import generator, weight_blocks
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.block import Block, Kernel, sides_of
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.analyses_of_paths import Mediation
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.model_base import levels_kept
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.simulation import ChoiceChances, SampleTexts


def kernel_through(protocol: Protocol, hypothesis: Hypothesis, mediator: str) -> Kernel | None:
    """What answers, of a mediation with several mediators beside each other, for the path through one."""
    return mediation(protocol, hypothesis, hypothesis.model, mediator)  # type: ignore[arg-type]


def mediation(
    protocol: Protocol, hypothesis: Hypothesis, model: Mediation, through: str = ""
) -> Kernel | None:
    """Simple, parallel, serial and compared; not moderated. Of what runs `through` one, if that is named."""
    names = (*model.covariates, *model.mediators, hypothesis.measure)
    words = any(isinstance(protocol.simulation[name], ChoiceChances | SampleTexts) for name in names)
    if model.moderator or words:
        return None
    (high, low), kept = sides_of(model.contrast), levels_kept(model)

    def kernel(block: Block) -> Reported:
        rows = block.rows({**kept, model.factor: (high, low)})
        treated = np.where(block.rows({model.factor: (high,)})[rows], 1.0, 0.0)
        given = [block.columns[name][:, rows] for name in names]
        data = np.stack([np.broadcast_to(treated, given[0].shape), *given], axis=2)
        return _resampled(model, hypothesis.alternative, data, through)

    return kernel


@lru_cache(maxsize=4)
def _weights(seed: int, n: int, resamples: int) -> Values:
    """How often each row is drawn, the rows themselves first: shape (1 + resamples, n)."""
    blocks = list(weight_blocks(generator(seed), n, resamples))
    return np.concatenate([np.ones((1, n)), *blocks])


def _resampled(model: Mediation, alternative: str, data: Values, through: str = "") -> Reported:
    """Of data of shape (studies, rows, variables): treatment, covariates, mediators, outcome."""
    studies = len(data)
    sums = _moments(data, _weights(model.seed, data.shape[1], model.resamples))
    drawn = _indirect(model, sums.reshape(-1, *sums.shape[2:]), through).reshape(studies, -1)
    alike = np.ptp(data, axis=1).min(axis=1) == 0
    found, p = np.full((studies, 3), np.nan), np.full(studies, np.nan)
    for place in np.flatnonzero(~alike):
        estimate, resampled = float(drawn[place, 0]), drawn[place, 1:]
        sound = resampled[np.isfinite(resampled)]
        if not np.isfinite(estimate) or len(sound) < 0.9 * len(resampled):
            continue
        limits = bootstrap_limits(model.interval, sound, estimate)
        found[place] = estimate, limits.low, limits.high
        p[place] = p_of(model.interval, sound, estimate, alternative)
    with np.errstate(invalid="ignore"):
        return Reported(found[:, 0], found[:, 1], found[:, 2], p < 0.05, (), p)


def _moments(data: Values, weights: Values) -> Values:
    """Sums of products around the mean, shape (studies, resamples, variables, variables)."""
    studies, n, p = data.shape
    centered = data - data.mean(axis=1, keepdims=True)
    upper = np.triu_indices(p)
    products = np.concatenate([centered, centered[:, :, upper[0]] * centered[:, :, upper[1]]], axis=2)
    sums = (weights @ products.transpose(1, 0, 2).reshape(n, -1)).reshape(len(weights), studies, -1)
    first, many = sums[..., :p], weights.sum(axis=1)[:, None, None]
    both = sums[..., p:] - first[..., upper[0]] * first[..., upper[1]] / many
    found = np.empty((studies, len(weights), p, p))
    found[..., upper[0], upper[1]] = found[..., upper[1], upper[0]] = both.transpose(1, 0, 2)
    return found


def _indirect(model: Mediation, sums: Values, asked: str = "") -> Values:
    """The indirect effect that answers, or that through the mediator asked for, of each matrix of sums."""
    first = [*range(1 + len(model.covariates))]
    mediators = [len(first) + place for place in range(len(model.mediators))]
    serial, last = model.structure == "serial", sums.shape[1] - 1

    def slopes(outcome: int, xs: list[int]) -> Values:
        return solved(sums[:, xs][:, :, xs], sums[:, xs, outcome])

    onto = [slopes(m, [*first, *mediators[:place]] if serial else first) for place, m in enumerate(mediators)]
    b = slopes(last, [*first, *mediators])[:, len(first) :]
    if serial and len(mediators) > 1:
        found = onto[0][:, 0] * b[:, -1]
        for step in onto[1:]:
            found = found * step[:, -1]
        return found
    through = {name: onto[place][:, 0] * b[:, place] for place, name in enumerate(model.mediators)}
    if asked:
        return through[asked]
    if model.compare:
        return through[model.compare[0]] - through[model.compare[1]]
    return np.sum(list(through.values()), axis=0)  # type: ignore[no-any-return]
