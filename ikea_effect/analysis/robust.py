"""Two cells compared where a few high bids would decide a mean: trimmed means and quantiles."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy import stats

from ikea_effect.analysis.effect_sizes import noncentrality_interval
from ikea_effect.analysis.question import CannotEstimate, Question, few, need, need_difference, need_spread
from ikea_effect.analysis.resampling import (
    Values,
    bootstrap_p,
    generator,
    index_blocks,
    percentile,
    with_ties,
)
from ikea_effect.analysis.results import EffectSize, Estimate, Interval, Statistic
from ikea_effect.analysis.spread import spread
from ikea_effect.analysis.tails import satterthwaite, t_interval, t_p
from ikea_effect.analysis.welch import two_cell_formula

YUEN_NEEDS, QUANTILE_NEEDS = 4, 5
"""The fewest values in each cell."""


def yuen(question: Question) -> Estimate:
    """The difference of trimmed means with winsorized variances. Source: Yuen (1974)."""
    pair = question.pair()
    trim = question.model.trim
    cells = {pair.high_name: pair.high, pair.low_name: pair.low}
    need(cells, YUEN_NEEDS, "Yuen's test")
    _need_two_kept(cells, trim)
    need_spread(cells, question.measure)
    if all(np.ptp(winsorized(values, trim)) == 0 for values in cells.values()):
        raise CannotEstimate(
            f"A trim of {trim:g} cuts off all that differs within the cells. "
            "Declare a smaller trim, or mann-whitney."
        )
    estimate = float(stats.trim_mean(pair.high, trim) - stats.trim_mean(pair.low, trim))
    parts = [_trimmed_error(values, trim) for values in (pair.high, pair.low)]
    se, df = math.sqrt(parts[0][0] + parts[1][0]), satterthwaite(*map(list, zip(*parts, strict=True)))
    t = estimate / se
    return question.described(
        cells,
        method=f"Yuen's test, {trim:.0%} trimmed from each end",
        estimate=estimate,
        se=se,
        ci=t_interval(estimate, se, df),
        statistic=Statistic("t", t, df),
        p=t_p(t, df, question.hypothesis.alternative),
        effect_size=_robust_d(pair.high, pair.low, trim, estimate, se, df),
        formula="trimmed " + two_cell_formula(question, pair.low_name),
        library=f"scipy {scipy.__version__}",
        notes=few(cells, below=10),
        details={
            "trimmed_mean": {name: float(stats.trim_mean(values, trim)) for name, values in cells.items()}
        },
    )


def _need_two_kept(cells: Mapping[str, Values], trim: float) -> None:
    """Raises CannotEstimate where one value of a cell is left, which has no spread."""
    if alone := {name: len(values) for name, values in cells.items() if kept_of(len(values), trim) < 2}:
        found = ", ".join(f"{name} {count}" for name, count in alone.items())
        raise CannotEstimate(
            f"A trim of {trim:g} leaves one value of a cell, which has no spread ({found}). "
            "Declare a smaller trim, or go on collecting."
        )


def kept_of(n: int, trim: float) -> int:
    """How many of n values are left when `trim` of them is cut from each end."""
    return n - 2 * int(trim * n)


def _trimmed_error(values: Values, trim: float) -> tuple[float, float]:
    """The squared standard error of a trimmed mean and its degrees of freedom."""
    kept = kept_of(len(values), trim)
    squares = float(winsorized(values, trim).var(ddof=1)) * (len(values) - 1)
    return squares / (kept * (kept - 1)), kept - 1


def winsorized(values: Values, trim: float) -> Values:
    """The values with `trim` of each end drawn in to the nearest that is kept."""
    cut = int(trim * len(values))
    ordered = np.sort(values)
    return np.asarray(np.clip(values, ordered[cut], ordered[len(values) - 1 - cut]), dtype=np.float64)


def _robust_d(high: Values, low: Values, trim: float, estimate: float, se: float, df: float) -> EffectSize:
    """d of trimmed means on the pooled winsorized SD, scaled to be d for normal data.

    Source: Algina, Keselman & Penfield (2005). Limits from the noncentral t of Yuen's test.
    """
    n, m = len(high), len(low)
    squares = winsorized(high, trim).var(ddof=1) * (n - 1) + winsorized(low, trim).var(ddof=1) * (m - 1)
    scale = _winsorized_normal_sd(trim) / math.sqrt(squares / (n + m - 2))
    limits = noncentrality_interval(estimate / se, df)
    return EffectSize("akp_d", estimate * scale, limits.scaled(se * scale))


def _winsorized_normal_sd(trim: float) -> float:
    """SD of a standard normal winsorized at both ends; .642 for a trim of .2."""
    z = float(stats.norm.isf(trim))
    inside = (1 - 2 * trim) - 2 * z * float(stats.norm.pdf(z))
    return math.sqrt(inside + 2 * trim * z * z)


def quantile(question: Question) -> Estimate:
    """The difference of one quantile of both cells, with a percentile bootstrap."""
    pair = question.pair()
    at, resamples, seed = question.model.quantile, question.model.resamples, question.model.seed
    cells = {pair.high_name: pair.high, pair.low_name: pair.low}
    need(cells, QUANTILE_NEEDS, "A difference of quantiles")
    need_difference(cells, question.measure)
    drawn = [
        _quantiles(values, at, resamples, seed, cell) for cell, values in enumerate((pair.high, pair.low))
    ]
    difference = with_ties(drawn[0] - drawn[1])
    if np.ptp(difference) == 0:  # the SD of values that are all .1 is not 0
        raise CannotEstimate(
            f"The {at:.0%} quantile of {question.measure} does not vary between resamples. "
            "Declare another quantile, or mann-whitney."
        )
    found = {name: float(np.quantile(values, at)) for name, values in cells.items()}
    estimate = found[pair.high_name] - found[pair.low_name]
    return question.described(
        cells,
        method=f"difference of {at:.0%} quantiles, percentile bootstrap",
        estimate=estimate,
        se=float(np.std(difference, ddof=1)),
        ci=percentile(difference),
        p=bootstrap_p(difference, 0.0, question.hypothesis.alternative),
        formula=two_cell_formula(question, pair.low_name).replace(" ~", f", quantile {at:g} ~", 1),
        library=f"numpy {np.__version__}",
        notes=few(cells, 20, "bootstrap"),
        details={
            "quantile": found,
            "minimizers": {name: _minimizers(values, at) for name, values in cells.items()},
            "resamples": resamples,
        },
    )


def _quantiles(values: Values, at: float, resamples: int, seed: int, cell: int) -> Values:
    blocks = index_blocks(generator(seed, cell), len(values), resamples)
    return np.concatenate(spread(partial(_quantile, values, at), blocks))


def _quantile(values: Values, at: float, index: NDArray[np.int64]) -> Values:
    return np.asarray(np.quantile(values[index], at, axis=1), dtype=np.float64)


def _minimizers(values: Values, at: float) -> Interval:
    """All values that minimize the check loss: quantile regression may give any of them."""
    ordered, place = np.sort(values), at * len(values)
    if abs(place - round(place)) < 1e-9:
        last = min(round(place), len(values) - 1)
        return Interval(float(ordered[round(place) - 1]), float(ordered[last]))
    return Interval(float(ordered[int(place)]), float(ordered[int(place)]))
