"""How many times the one mean is the other, with an interval: "63% more"."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import scipy
from numpy.typing import NDArray

from ikea_effect.analysis.question import CannotEstimate, Pair, Question, few, need, need_spread
from ikea_effect.analysis.resampling import Values, bootstrap_p, generator, index_blocks, percentile
from ikea_effect.analysis.results import Estimate, Interval, Statistic
from ikea_effect.analysis.spread import spread
from ikea_effect.analysis.tails import satterthwaite, t_p
from ikea_effect.analysis.welch import two_cell_formula

ROUNDING = 1e-12
"""Means of the same sum come out by so much apart at most, depending on the order that it is added up in."""


def ratio(question: Question) -> Estimate:
    """mean / mean with Fieller's and the bootstrap's interval; the test is of a ratio of 1.

    A ratio of 1 is a difference of 0: beside Fieller's interval the test is Welch's, beside the bootstrap's
    the p that inverts it.
    """
    pair = question.pair()
    cells = {pair.high_name: pair.high, pair.low_name: pair.low}
    need(cells, 2, "A ratio of means")
    need_spread(cells, question.measure)
    if float(pair.low.mean()) <= 0 or float(pair.high.mean()) < 0:
        raise CannotEstimate(
            "A ratio of means is read as 'times as much' only for means above 0. Declare welch."
        )
    by_fieller = fieller(pair)
    drawn = _bootstrap(pair, question.model.resamples, question.model.seed)
    by_bootstrap = percentile(drawn)
    fiellers = question.model.interval == "fieller"
    notes = few(cells) if fiellers else few(cells, 20, "bootstrap")
    notes += _without_ends(pair, by_fieller)
    t, df = ratio_t(pair, 1.0)
    side = question.hypothesis.alternative
    value = float(pair.high.mean() / pair.low.mean())
    return question.described(
        cells,
        method=f"ratio of means, {'Fieller' if fiellers else 'bootstrap'} interval",
        term=f"{pair.high_name} / {pair.low_name}",
        unit="ratio",
        estimate=value,
        se=float(np.std(drawn, ddof=1)),
        ci=by_fieller if fiellers else by_bootstrap,
        statistic=Statistic("t", t, df) if fiellers else None,
        p=t_p(t, df, side) if fiellers else bootstrap_p(drawn, 1.0, side),
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


def _without_ends(pair: Pair, found: Interval) -> tuple[str, ...]:
    """A sentence on the ends that Fieller's interval does not have, and on whose mean takes them."""
    if found.high is not None:
        return ()
    if found.low is not None:
        return (f"The mean of {pair.low_name} is too close to 0 for an upper end of Fieller's interval.",)
    both = f"{pair.high_name} and {pair.low_name}"
    return (f"The means of {both} are too close to 0 for any end of Fieller's interval.",)


def ratio_t(pair: Pair, against: float) -> tuple[float, float]:
    """t and df of high - against x low: whether the ratio of the means is `against`."""
    v1, v0 = _variance(pair.high), against * against * _variance(pair.low)
    t = float(pair.high.mean() - against * pair.low.mean()) / math.sqrt(v1 + v0)
    return t, satterthwaite([v1, v0], [len(pair.high) - 1, len(pair.low) - 1])


def fieller(pair: Pair) -> Interval:
    """The 95% interval of the ratio, with the t quantile of Welch's df; an end that there is not is None.

    The df are those of the test that the ratio is 1, so that it holds 1 exactly where p is .05 or more.
    Source: Fieller (1954).
    """
    quantile = float(scipy.stats.t.isf(0.025, ratio_t(pair, 1.0)[1]))
    return Interval(lower_ratio(pair, quantile), upper_ratio(pair, quantile))


def lower_ratio(pair: Pair, quantile: float) -> float | None:
    """The ratio that t = quantile just refutes from above; None where none is refuted."""
    a, b, c = _fiellers(pair, quantile)
    if a <= 0 and c <= 0:
        return None
    below = b + math.sqrt(max(b * b - a * c, 0.0))
    return c / below if below else 0.0  # nobody in the higher cell has more than 0: neither has the ratio


def upper_ratio(pair: Pair, quantile: float) -> float | None:
    """The same from below; None where the lower cell's mean may be 0, so that any ratio is possible."""
    a, b, c = _fiellers(pair, quantile)
    return None if a <= 0 else (b + math.sqrt(max(b * b - a * c, 0.0))) / a


def _fiellers(pair: Pair, quantile: float) -> tuple[float, float, float]:
    """a, b, c of a r^2 - 2 b r + c = 0, whose roots are the ratios at which |t| is the quantile."""
    high, low, square = float(pair.high.mean()), float(pair.low.mean()), quantile * quantile
    return low * low - square * _variance(pair.low), high * low, high * high - square * _variance(pair.high)


def _variance(values: Values) -> float:
    return float(values.var(ddof=1)) / len(values)


def _means(values: Values, index: NDArray[np.int64]) -> Values:
    return np.asarray(values[index].mean(axis=1), dtype=np.float64)


def _bootstrap(pair: Pair, resamples: int, seed: int) -> Values:
    means = [
        np.concatenate(
            spread(partial(_means, values), index_blocks(generator(seed, cell), len(values), resamples))
        )
        for cell, values in enumerate((pair.high, pair.low))
    ]
    drawn = ratios(*means)
    return drawn[np.isfinite(drawn)]


def ratios(high: Values, low: Values) -> Values:
    """Ratios of resampled means; 1 where rounding alone keeps them apart, in which cents and euros differ."""
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = np.asarray(high / low, dtype=np.float64)
        return np.where(np.abs(drawn - 1) < ROUNDING, 1.0, drawn)
