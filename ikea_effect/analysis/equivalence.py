"""Whether two means are close enough to count as the same: two one-sided tests."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ikea_effect.analysis.effect_sizes import hedges_g, pooled_t
from ikea_effect.analysis.question import Pair, Question, few, need, need_spread
from ikea_effect.analysis.ratio import ratio_t
from ikea_effect.analysis.results import Estimate, Interval, Statistic
from ikea_effect.analysis.tails import t_p
from ikea_effect.analysis.welch import two_cell_formula


class Sides(NamedTuple):
    """Both one-sided tests: (t, df, p) against the lower and against the upper bound."""

    lower: tuple[float, float, float]
    upper: tuple[float, float, float]


def equivalence(question: Question) -> Estimate:
    """The difference of two means with p of the weaker of both one-sided tests; Welch's variances.

    Bounds in d are bounds in the measure's unit, d times the pooled SD of these data.
    """
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

    pair, bounds = question.pair(), question.model.bounds
    cells = {pair.high_name: pair.high, pair.low_name: pair.low}
    need(cells, 2, "A test of equivalence")
    need_spread(cells, question.measure)
    compared = CompareMeans(DescrStatsW(pair.high), DescrStatsW(pair.low))
    sides = _by_ratio(pair, bounds.ratio) if bounds.ratio else _by_difference(pair, _margin(pair, bounds))
    deciding = max(sides, key=lambda side: side[2])
    inner = compared.tconfint_diff(alpha=0.10, usevar="unequal")
    return question.described(
        cells,
        method="two one-sided tests (equivalence)",
        estimate=float(compared.d1.mean - compared.d2.mean),
        se=float(compared.std_meandiff_separatevar),
        ci=Interval(*map(float, compared.tconfint_diff(usevar="unequal"))),
        statistic=Statistic("t", deciding[0], deciding[1]),
        p=deciding[2],
        alternative="equivalence",
        effect_size=hedges_g(pooled_t(pair.high, pair.low), len(pair.high), len(pair.low)),
        formula=two_cell_formula(question, pair.low_name) + ", one variance per cell",
        notes=few(cells),
        details={
            "bounds": bounds.model_dump(exclude_none=True),
            "margin": None if bounds.ratio else _margin(pair, bounds),
            "p_two_sided": float(compared.ttest_ind(usevar="unequal")[1]),
            "p_lower": sides.lower[2],
            "p_upper": sides.upper[2],
            "ci90": Interval(*map(float, inner)),
            "equivalent": deciding[2] < 0.05,
        },
    )


def _margin(pair: Pair, bounds: object) -> float:
    difference, d = getattr(bounds, "difference", None), getattr(bounds, "d", None)
    return float(difference) if difference is not None else float(d or 0) * pooled_sd(pair)


def pooled_sd(pair: Pair) -> float:
    """The SD of both cells around their own means."""
    squares = float(np.var(pair.high) * len(pair.high) + np.var(pair.low) * len(pair.low))
    return math.sqrt(squares / (len(pair.high) + len(pair.low) - 2))


def _by_difference(pair: Pair, margin: float) -> Sides:
    from statsmodels.stats.weightstats import ttost_ind

    _, (t1, p1, df1), (t2, p2, df2) = ttost_ind(pair.high, pair.low, -margin, margin, usevar="unequal")
    return Sides((float(t1), float(df1), float(p1)), (float(t2), float(df2), float(p2)))


def _by_ratio(pair: Pair, bound: float) -> Sides:
    """Both tests of high - R low, for R = 1 / bound and R = bound. Source: Sasabuchi (1988)."""
    (t1, df1), (t2, df2) = ratio_t(pair, 1 / bound), ratio_t(pair, bound)
    return Sides((t1, df1, t_p(t1, df1, "greater")), (t2, df2, t_p(t2, df2, "less")))
