"""Bootstrap weights and percentile limits, the same for the same seed."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ikea_effect.analysis.results import Interval

Values = NDArray[np.float64]


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


def percentile(drawn: Values, level: float = 0.95) -> Interval:
    """The middle `level` of the resampled values."""
    tail = (1 - level) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Interval(float(low), float(high))


def bias_corrected(drawn: Values, estimate: float, level: float = 0.95) -> Interval:
    """Efron's bias-corrected limits; the shift is the share of resamples below the estimate."""
    below = float(np.mean(drawn < estimate))
    if below in (0.0, 1.0):
        return percentile(drawn, level)
    shift, z = float(special.ndtri(below)), float(special.ndtri((1 + level) / 2))
    low, high = np.quantile(drawn, special.ndtr([2 * shift - z, 2 * shift + z]))
    return Interval(float(low), float(high))


def two_sided_normal_p(z: float) -> float:
    """P(|Z| > |z|) of a standard normal Z."""
    return math.erfc(abs(z) / math.sqrt(2))
