"""Mediation of many simulated studies at once: paths from sums of products, one set of resamples for all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ikea_effect.analysis.mediation import limits_of as bootstrap_limits
from ikea_effect.analysis.mediation import p_of, solved
from ikea_effect.analysis.resampling import generator, weight_blocks, with_ties
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.block import Block, Kernel, sides_of
from ikea_effect.diagnosis.kernels.paired import of_each_pair
from ikea_effect.diagnosis.kernels.regressions import are_numbers
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.analyses_of_paths import Mediation, PairedMediation
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.kinds import placements
from ikea_effect.protocol.levels import at_levels, column_of
from ikea_effect.protocol.model_base import levels_kept
from ikea_effect.protocol.models import Protocol

# --- between participants ---------------------------------------------------------------------------------


def kernel_through(protocol: Protocol, hypothesis: Hypothesis, mediator: str) -> Kernel | None:
    """What answers, of a mediation with several mediators beside each other, for the path through one."""
    return mediation(protocol, hypothesis, hypothesis.model, mediator)  # type: ignore[arg-type]


def mediation(
    protocol: Protocol, hypothesis: Hypothesis, model: Mediation, through: str = ""
) -> Kernel | None:
    """Simple, parallel, serial, compared and moderated. Of what runs `through` one, if that is named."""
    by = (model.moderator,) if model.moderator else ()
    names = (*model.covariates, *by, *model.mediators, hypothesis.measure)
    if any(name in protocol.factors for name in names) or not are_numbers(protocol, names):
        return None
    (high, low), kept = sides_of(model.contrast), levels_kept(model)

    def kernel(block: Block) -> Reported:
        rows = block.rows({**kept, model.factor: (high, low)})
        treated = np.where(block.rows({model.factor: (high,)})[rows], 1.0, 0.0)
        given = {name: block.columns[name][:, rows] for name in names}
        x = np.broadcast_to(treated, given[hypothesis.measure].shape)
        first = [x, *(given[name] for name in (*model.covariates, *by))]
        if model.moderator:
            first.append(x * given[model.moderator])
        data = np.stack([*first, *(given[name] for name in (*model.mediators, hypothesis.measure))], axis=2)
        fewest = min(treated.sum(), len(treated) - treated.sum())
        able = ~_refused(data, data.shape[2] + 2) & (fewest >= 3)
        return _resampled(model, hypothesis.alternative, data, len(first), able, through)

    return kernel


def _refused(data: Values, fewest: int) -> NDArray[np.bool_]:
    """Studies with too few rows, a variable that is the same for all or repeats others."""
    if data.shape[1] < fewest:
        return np.ones(len(data), dtype=np.bool_)
    centered = data - data.mean(axis=1, keepdims=True)
    varies = np.ptp(data, axis=1).min(axis=1) > 0
    return np.asarray(~varies | (np.linalg.matrix_rank(centered) < data.shape[2]), dtype=np.bool_)


@lru_cache(maxsize=4)
def row_weights(seed: int, n: int, resamples: int) -> Values:
    """How often each row is drawn, the rows themselves first: shape (1 + resamples, n)."""
    blocks = list(weight_blocks(generator(seed), n, resamples))
    return np.concatenate([np.ones((1, n)), *blocks])


def _resampled(
    model: Mediation, alternative: str, data: Values, first: int, able: NDArray[np.bool_], through: str
) -> Reported:
    """Of data of shape (studies, rows, variables), of which so many come `first`, before the mediators."""
    sums = _moments(data[able], row_weights(model.seed, data.shape[1], model.resamples))
    drawn = np.full((len(data), 1 + model.resamples), np.nan)
    found = _indirect(model, sums.reshape(-1, *sums.shape[2:]), first, through)
    drawn[able] = _in_which_varies(found.reshape(sums.shape[:2]), sums[..., -1, -1])
    return _told(model, alternative, drawn)


def _in_which_varies(drawn: Values, squares: Values) -> Values:
    """The resamples in which the outcome varies; in the others an effect has no size in SDs."""
    most = squares.max(axis=1, keepdims=True, initial=0.0)
    return np.where(squares > 1e-12 * most, drawn, np.nan)


def _told(model: Mediation | PairedMediation, alternative: str, drawn: Values) -> Reported:
    """What each study reports by its resamples (studies, 1 + resamples), its own estimate first."""
    found, p = np.full((len(drawn), 3), np.nan), np.full(len(drawn), np.nan)
    for place, (estimate, *_) in enumerate(drawn[:, :1].tolist()):
        resampled = drawn[place, 1:]
        sound = with_ties(resampled[np.isfinite(resampled)])
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
    upper, size = np.triu_indices(p), p + p * (p + 1) // 2
    products = np.concatenate([centered, centered[:, :, upper[0]] * centered[:, :, upper[1]]], axis=2)
    sums = (weights @ products.transpose(1, 0, 2).reshape(n, studies * size)).reshape(
        len(weights), studies, size
    )
    first, many = sums[..., :p], weights.sum(axis=1)[:, None, None]
    both = sums[..., p:] - first[..., upper[0]] * first[..., upper[1]] / many
    found = np.empty((studies, len(weights), p, p))
    found[..., upper[0], upper[1]] = found[..., upper[1], upper[0]] = both.transpose(1, 0, 2)
    return found


def _indirect(model: Mediation, sums: Values, many: int, asked: str = "") -> Values:
    """The indirect effect that answers, or that through the mediator asked for, of each matrix of sums.

    The moderator and its product with the treatment, last of the first columns, stand by the mediator alone.
    """
    first, mediators = [*range(many)], [*range(many, many + len(model.mediators))]
    beside, serial = [*range(1 + len(model.covariates))], model.structure == "serial"

    def slopes(outcome: int, xs: list[int]) -> Values:
        return solved(sums[:, xs][:, :, xs], sums[:, xs, outcome])

    onto = [slopes(m, [*first, *mediators[:place]] if serial else first) for place, m in enumerate(mediators)]
    b = slopes(sums.shape[1] - 1, [*beside, *mediators])[:, len(beside) :]
    if model.moderator:  # the index of moderated mediation
        return np.asarray(onto[0][:, -1] * b[:, 0], dtype=np.float64)
    if serial and len(mediators) > 1:
        found = onto[0][:, 0] * b[:, -1]
        for step in onto[1:]:
            found = found * step[:, -1]
        return found
    through = {name: onto[place][:, 0] * b[:, place] for place, name in enumerate(model.mediators)}
    return through[asked] if asked else _summed(model, through)


def _summed(model: Mediation | PairedMediation, through: dict[str, Values]) -> Values:
    """All indirect effects together, or those through two mediators compared."""
    if model.compare:
        return through[model.compare[0]] - through[model.compare[1]]
    return np.sum(list(through.values()), axis=0)  # type: ignore[no-any-return]


# --- within participants ----------------------------------------------------------------------------------


def paired_mediation(protocol: Protocol, hypothesis: Hypothesis, model: PairedMediation) -> Kernel | None:
    """Differences of two levels within participants, or of pairs' means, on those of mediators."""
    names, kept = (hypothesis.measure, *model.mediators), levels_kept(model)
    once = any({*placements(protocol, name)[0]} != {model.factor} for name in names)
    inner = any(protocol.factors[one].within for one in kept)
    alone = model.unit == "pair" and not protocol.is_paired
    if once or inner or alone or model.unit == "piece" or not are_numbers(protocol, names):
        return None
    levels = sides_of(model.contrast)

    def kernel(block: Block) -> Reported:
        rows = block.rows(kept)
        sides = [_side(block, names, level, rows) for level in levels]
        own = np.flatnonzero(rows)
        if model.unit == "pair" and block.pairs is not None:
            own = np.unique(block.pairs[rows])
            sides = [_by_pair(one, block.pairs[rows]) for one in sides]
        # the model has its people in the order of their names, by which resamples draw them
        order = np.argsort(own.astype(str), kind="stable")
        high, low = (one[:, order] for one in sides)
        data = np.concatenate([high - low, ((high + low) / 2)[:, :, 1:]], axis=2)
        return _of_differences(model, hypothesis.alternative, data)

    return kernel


def _side(block: Block, names: Sequence[str], level: str, rows: NDArray[np.bool_]) -> Values:
    """All that is asked at one level, shape (studies, people, measures)."""
    return np.stack([block.columns[column_of(at_levels(name, (level,)))][:, rows] for name in names], axis=2)


def _by_pair(values: Values, pairs: NDArray[np.int64]) -> Values:
    return np.stack([of_each_pair(values[:, :, one], pairs) for one in range(values.shape[2])], axis=2)


def _of_differences(model: PairedMediation, alternative: str, data: Values) -> Reported:
    """Of differences of outcome and mediators and the means of these: (studies, people, 1 + 2 mediators)."""
    able, k = ~_refused(data, data.shape[2] + 3), len(model.mediators)
    weights = row_weights(model.seed, data.shape[1], model.resamples)
    drawn = np.full((len(data), len(weights)), np.nan)
    sums = _moments(data[able], weights)
    flat = sums.reshape(-1, *sums.shape[2:])
    slopes = solved(flat[:, 1:, 1:], flat[:, 1:, 0]).reshape(*sums.shape[:2], 2 * k)
    means = (weights / data.shape[1]) @ data[able][:, :, 1 : 1 + k]
    through = {name: means[..., place] * slopes[..., place] for place, name in enumerate(model.mediators)}
    drawn[able] = _in_which_varies(_summed(model, through), sums[..., 0, 0])
    return _told(model, alternative, drawn)
