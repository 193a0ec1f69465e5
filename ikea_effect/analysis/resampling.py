"""Bootstrap weights and percentile limits, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ikea_effect.analysis.results import Interval

Values = NDArray[np.float64]

ROUNDING = 1e-10
"""Resampled values this near to "no effect", as a share of their spread, lie at it but for rounding."""


def generator(seed: int, *path: int) -> np.random.Generator:
    """A generator of its own for the seed and the place it is used in."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, *path])))


def weight_blocks(rng: np.random.Generator, n: int, resamples: int, block: int = 250) -> Iterator[Values]:
    """How often each of n rows is drawn, per resample: blocks of shape (resamples, n)."""
    size = max(1, min(block, 4_000_000 // max(n, 1)))
    for start in range(0, resamples, size):
        count = min(size, resamples - start)
        drawn = rng.integers(0, n, (count, n), dtype=np.int32)
        drawn += np.arange(count, dtype=np.int32)[:, None] * np.int32(n)
        yield np.bincount(drawn.ravel(), minlength=count * n).reshape(count, n).astype(np.float64)


def index_blocks(rng: np.random.Generator, n: int, resamples: int) -> Iterator[NDArray[np.int64]]:
    """Which of n rows are drawn, per resample: blocks of shape (resamples, n)."""
    size = max(1, min(resamples, 4_000_000 // max(n, 1)))
    for start in range(0, resamples, size):
        yield rng.integers(0, n, (min(size, resamples - start), n))


def with_ties(drawn: Values, null: float = 0.0, within: float = ROUNDING) -> Values:
    """Resampled values, those at `null` that rounding alone keeps from it; shape (resamples,).

    `within`: how near is at it, as a share of their spread, where steps end before the last digit.

    Sums of the same amounts in another order, or in cents and not in euros, differ in their last digits: to
    which side of `null` they then fall would count in p.
    """
    if not len(drawn):
        return drawn
    return np.where(np.abs(drawn - null) <= within * np.ptp(drawn), null, drawn)


def percentile(drawn: Values, level: float = 0.95) -> Interval:
    """The middle `level` of the resampled values."""
    tail = (1 - level) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Interval(float(low), float(high))


def bias_corrected(
    drawn: Values, estimate: float, level: float = 0.95, shift: float | None = None
) -> Interval:
    """Efron's bias-corrected limits; the shift is the share of resamples below the estimate.

    Another effect's `shift` is given where both are to exclude zero together: an effect and its size.
    """
    if shift is None:
        shift = shift_of(drawn, estimate)
    if shift == 0:
        return percentile(drawn, level)
    z = float(special.ndtri((1 + level) / 2))
    low, high = np.quantile(drawn, special.ndtr([2 * shift - z, 2 * shift + z]))
    return Interval(float(low), float(high))


def shift_of(drawn: Values, estimate: float) -> float:
    """The normal quantile of the share of resamples below the estimate; 0 where all lie to one side."""
    below = float(np.mean(drawn < estimate))
    return 0.0 if below in (0.0, 1.0) else float(special.ndtri(below))


def bootstrap_p(drawn: Values, null: float = 0.0, alternative: str = "two-sided") -> float:
    """p below .05 (two-sided) exactly where the 95% percentile interval does not hold `null`.

    It is worked out from where `null` lies among the resamples, and never below what their number can show.
    """
    low, high = _place(np.sort(drawn), null)
    return _p_of(high, 1 - low, alternative, len(drawn))


def bias_corrected_p(
    drawn: Values, estimate: float, null: float = 0.0, alternative: str = "two-sided"
) -> float:
    """The same for the bias-corrected interval."""
    if (shift := shift_of(drawn, estimate)) == 0:
        return bootstrap_p(drawn, null, alternative)
    low, high = special.ndtri(_place(np.sort(drawn), null))
    below, above = special.ndtr([high - 2 * shift, 2 * shift - low])
    return _p_of(float(below), float(above), alternative, len(drawn))


def _p_of(below: float, above: float, alternative: str, resamples: int) -> float:
    """p from the shares at or below and at or above the null value."""
    least = 1 / (resamples + 1)
    if alternative == "greater":
        return max(below, least)
    if alternative == "less":
        return max(above, least)
    return min(1.0, 2 * max(min(below, above), least))


def _place(ordered: Values, at: float) -> tuple[float, float]:
    """The lowest and highest share whose quantile (linear, as np.quantile's) is `at`; they differ at ties."""
    last = len(ordered) - 1
    before, until = (int(np.searchsorted(ordered, at, side=side)) for side in ("left", "right"))
    return tuple(_between(ordered, place, at) / last for place in (before, until))  # type: ignore[return-value]


def _between(ordered: Values, place: int, at: float) -> float:
    """Where `at` lies between the neighbors of a place, in numbers of values."""
    if place == 0:
        return 0.0
    if place == len(ordered):
        return len(ordered) - 1.0
    low, high = float(ordered[place - 1]), float(ordered[place])
    return place - 1 + (at - low) / (high - low)
