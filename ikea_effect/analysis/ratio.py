"""How many times the one mean is the other, with an interval: "63% more"."""

from __future__ import annotations

import math

import numpy as np
import scipy

from ikea_effect.analysis.question import CannotEstimate, Pair, Question, few, need, need_spread
from ikea_effect.analysis.resampling import Values, generator, index_blocks, percentile
from ikea_effect.analysis.results import Estimate, Interval, Statistic
from ikea_effect.analysis.tails import satterthwaite, t_p
from ikea_effect.analysis.welch import two_cell_formula


def ratio(question: Question) -> Estimate:
    """mean / mean with Fieller's and the bootstrap's interval; the test is of a ratio of 1.

    Source: Fieller (1954), with the normal quantile. A ratio of 1 is a difference of 0: the test is Welch's.
    """
    pair = question.pair()
    cells = {pair.high_name: pair.high, pair.low_name: pair.low}
    need(cells, 2, "A ratio of means")
    need_spread(cells, question.measure)
    if float(pair.low.mean()) <= 0 or float(pair.high.mean()) < 0:
        raise CannotEstimate("A ratio of means is read as 'times as much' only for means above 0.")
    by_fieller = fieller(pair)
    drawn = _bootstrap(pair, question.model.resamples, question.model.seed)
    by_bootstrap = percentile(drawn)
    fiellers = question.model.interval == "fieller"
    notes = few(cells)
    if by_fieller is None:
        notes += ("The lower mean is too close to 0 for Fieller's interval: it has no end.",)
    t, df = ratio_t(pair, 1.0)
    value = float(pair.high.mean() / pair.low.mean())
    return question.described(
        cells,
        method=f"ratio of means, {'Fieller' if fiellers else 'bootstrap'} interval",
        term=f"{pair.high_name} / {pair.low_name}",
        unit="ratio",
        estimate=value,
        se=float(np.std(drawn, ddof=1)),
        ci=by_fieller if fiellers else by_bootstrap,
        statistic=Statistic("t", t, df),
        p=t_p(t, df, question.hypothesis.alternative),
        formula=two_cell_formula(question, pair.low_name) + ", as a ratio",
        library=f"scipy {scipy.__version__}",
        notes=notes,
        details={
            "percent_more": 100 * (value - 1),
            "fieller": by_fieller,
            "bootstrap": by_bootstrap,
            "resamples": question.model.resamples,
        },
    )


def ratio_t(pair: Pair, against: float) -> tuple[float, float]:
    """t and df of high - against x low: whether the ratio of the means is `against`."""
    v1, v0 = _variance(pair.high), against * against * _variance(pair.low)
    t = float(pair.high.mean() - against * pair.low.mean()) / math.sqrt(v1 + v0)
    return t, satterthwaite([v1, v0], [len(pair.high) - 1, len(pair.low) - 1])


def fieller(pair: Pair, level: float = 0.95) -> Interval | None:
    """The ratios that high - ratio x low does not refute; None where the set has no end."""
    z = float(scipy.stats.norm.isf((1 - level) / 2))
    high, low = float(pair.high.mean()), float(pair.low.mean())
    a = low * low - z * z * _variance(pair.low)
    b, c = high * low, high * high - z * z * _variance(pair.high)
    root = b * b - a * c
    if a <= 0 or root < 0:
        return None
    return Interval((b - math.sqrt(root)) / a, (b + math.sqrt(root)) / a)


def _variance(values: Values) -> float:
    return float(values.var(ddof=1)) / len(values)


def _bootstrap(pair: Pair, resamples: int, seed: int) -> Values:
    means = [
        np.concatenate(
            [
                values[index].mean(axis=1)
                for index in index_blocks(generator(seed, cell), len(values), resamples)
            ]
        )
        for cell, values in enumerate((pair.high, pair.low))
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = means[0] / means[1]
    return np.asarray(drawn[np.isfinite(drawn)], dtype=np.float64)


def _means(values: Values, resamples: int, seed: int, cell: int) -> Values:
    blocks = index_blocks(generator(seed, cell), len(values), resamples)
    return np.concatenate([values[index].mean(axis=1) for index in blocks])
