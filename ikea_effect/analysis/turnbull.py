"""How many would pay each price, from intervals alone: Turnbull's estimate, which assumes no distribution."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ikea_effect.analysis.bounded import interval_columns
from ikea_effect.analysis.question import CannotEstimate, Question, Values, few, need
from ikea_effect.analysis.resampling import bootstrap_p, generator, percentile, weight_blocks, with_ties
from ikea_effect.analysis.results import Estimate

NEAR = 1e-6
"""The steps of a resample end when no share moves by more: nearer to no effect, resamples are at it."""


class Mass(NamedTuple):
    """Where values can lie, (start, end], and how much of the sample lies in each place.

    `probability` has a row per weighting, of several sets of these one after the other.
    """

    start: Values
    end: Values
    probability: Values


def turnbull(low: Values, high: Values, weights: Values | None = None, tolerance: float = 1e-11) -> Mass:
    """The self-consistent distribution of values in (low, high]; equal limits are exact values.

    Source: Turnbull (1976). `weights` (weightings, n) count each row; without them each counts once. Of
    weights (sets, weightings, n) every set comes to what it comes to alone.
    """
    start, end, inside = _places(low, high)
    counts = np.ones((1, len(low))) if weights is None else weights
    sets = counts if counts.ndim == 3 else counts[None]
    p = _self_consistent(sets, inside.astype(np.float64), tolerance)
    return Mass(start, end, p if counts.ndim == 3 else p[0])


def _self_consistent(sets: Values, shown: Values, tolerance: float) -> Values:
    """The shares of places, shape (sets, weightings, places); a set's steps end when none of it moves."""
    p = np.full((*sets.shape[:2], shown.shape[1]), 1 / shown.shape[1])
    going = np.arange(len(sets))
    for _ in range(100_000):
        before, counts = p[going], sets[going]
        share = before @ shown.T
        new = before * ((counts / np.where(share > 0, share, 1.0)) @ shown)
        new /= counts.sum(axis=2, keepdims=True)
        p[going] = new
        going = going[np.abs(new - before).max(axis=(1, 2)) >= tolerance]
        if not len(going):
            break
    return p


def _places(low: Values, high: Values) -> tuple[Values, Values, np.ndarray]:
    """The pieces between neighboring limits (an exact value is one of no width), and who can lie in each."""
    cuts = np.unique(np.concatenate([low, high]))
    start, end = cuts[:-1], cuts[1:]
    points = np.unique(low[low == high])
    start, end = np.concatenate([start, points]), np.concatenate([end, points])
    order = np.lexsort((start, end))
    start, end = start[order], end[order]
    point = start == end
    covered = (start >= low[:, None]) & (end <= high[:, None])
    exact = (low == high)[:, None]
    inside = np.where(exact, covered & point, covered & (~point | (start > low[:, None])))
    used = inside.any(axis=0)
    return start[used], end[used], inside[:, used]


def difference(question: Question) -> Estimate:
    """The difference of lower-bound means, with a percentile bootstrap; the survival curves in the details.

    The lower-bound mean puts everyone at the lowest value of the place they are in, and open lower ends at 0.
    """
    cells = _intervals(question)
    (high_name, high), (low_name, low) = cells.items()
    need({name: limits[0] for name, limits in cells.items()}, 2, "Turnbull's estimate")
    masses = {name: turnbull(*limits) for name, limits in cells.items()}
    means = {name: float(lower_means(mass)[0]) for name, mass in masses.items()}
    resamples, seed = question.model.resamples, question.model.seed
    apart = _resampled(high, resamples, seed, 0) - _resampled(low, resamples, seed, 1)
    drawn = with_ties(apart, within=NEAR)
    se = float(np.std(drawn, ddof=1))
    if np.ptp(drawn) == 0:  # the SD of values that are all .1 is not 0
        raise CannotEstimate(
            "Every resample gives the same means: there is no spread to test with. Declare interval."
        )
    estimate = means[high_name] - means[low_name]
    shown = {name: _known(limits) for name, limits in cells.items()}
    return question.described(
        shown,
        method="Turnbull, difference of lower-bound means, percentile bootstrap",
        mean=means,
        sd={},
        estimate=estimate,
        se=se,
        ci=percentile(drawn),
        p=bootstrap_p(drawn, 0.0, question.hypothesis.alternative),
        formula=f"S({question.measure}) by C({question.model.factor})",
        library=f"ikea-effect (self-consistency), numpy {np.__version__}",
        notes=few(shown, 20, "bootstrap"),
        details={
            "survival": {name: survival(mass) for name, mass in masses.items()},
            "resamples": resamples,
            "seed": seed,
        },
    )


def survival(mass: Mass) -> list[dict[str, float]]:
    """The share whose value is above each limit at which the estimate is one number."""
    above = 1 - np.cumsum(mass.probability[0])
    ends = [float(end) for end in mass.end]
    return [
        {"price": e, "share": max(0.0, float(s))} for e, s in zip(ends, above, strict=True) if np.isfinite(e)
    ]


def lower_means(mass: Mass) -> Values:
    """The mean of each weighting, everyone at the lowest value of the place they are in."""
    at = np.where(np.isfinite(mass.start), mass.start, np.minimum(0.0, mass.end))
    return np.asarray(mass.probability @ at, dtype=np.float64)


def _resampled(limits: tuple[Values, Values], resamples: int, seed: int, cell: int) -> Values:
    low, high = limits
    pairs, inverse = np.unique(np.stack([low, high]), axis=1, return_inverse=True)
    sorter = np.zeros((len(low), pairs.shape[1]))
    sorter[np.arange(len(low)), inverse.ravel()] = 1
    blocks = weight_blocks(generator(seed, cell), len(low), resamples)
    return np.concatenate(
        [lower_means(turnbull(pairs[0], pairs[1], weights @ sorter, NEAR)) for weights in blocks]
    )


def _intervals(question: Question) -> dict[str, tuple[Values, Values]]:
    weights, levels = question.weights(), question.levels(question.model.factor)
    names = sorted(weights, key=lambda level: -weights[level])
    if [weights[name] for name in names] != [1, -1]:
        raise CannotEstimate(
            f"The contrast '{question.model.contrast}' does not compare two cells. "
            "Write contrast: level - level."
        )
    low, high = interval_columns(question)
    codes, told = question.codes(question.model.factor), ~np.isnan(low)
    rows = {name: told & (codes == levels.index(name)) for name in names}
    return {name: (low[mask], high[mask]) for name, mask in rows.items()}


def _known(limits: tuple[Values, Values]) -> Values:
    """One number per person, for n only."""
    return np.where(np.isfinite(limits[0]), limits[0], limits[1])


class Demand(NamedTuple):
    """Turnbull's estimate as a demand curve, shape (prices,); between two prices it may fall anywhere.

    `share` is the part whose value lies above each price, `low` and `high` its pointwise 95% limits.
    """

    price: Values
    share: Values
    low: Values
    high: Values


def demand_points(low: Values, high: Values, resamples: int = 1_000, seed: int = 1) -> Demand:
    """Every price above 0 at which the share is one number, with a percentile bootstrap.

    A share of 0 or 1, which no resample changes, has the exact binomial limit of those who settle it.
    """
    mass = turnbull(low, high)
    pairs, inverse = np.unique(np.stack([low, high]), axis=1, return_inverse=True)
    sorter = np.zeros((len(low), pairs.shape[1]))
    sorter[np.arange(len(low)), inverse.ravel()] = 1
    drawn = np.concatenate(
        [
            np.cumsum(turnbull(pairs[0], pairs[1], weights @ sorter, NEAR).probability, axis=1)
            for weights in weight_blocks(generator(seed), len(low), resamples)
        ]
    )
    price = np.unique(np.concatenate([mass.start, mass.end]))
    price = price[np.isfinite(price) & (price > 0)]
    before = np.searchsorted(mass.end, price, side="right")  # how many places end at or before the price
    drawn = np.column_stack([np.zeros(len(drawn)), drawn])[:, before]
    share = 1 - np.concatenate([[0.0], np.cumsum(mass.probability[0])])[before]
    least, most = np.quantile(1 - drawn, [0.025, 0.975], axis=0)
    refused, bought = (high[:, None] <= price).sum(axis=0), (low[:, None] >= price).sum(axis=0)
    most = np.where(share < 1e-9, 1 - 0.025 ** (1 / np.maximum(refused, 1)), most)
    least = np.where(share > 1 - 1e-9, 0.025 ** (1 / np.maximum(bought, 1)), least)
    return Demand(price, *(np.clip(one, 0, 1) for one in (share, least, most)))
