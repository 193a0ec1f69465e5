"""Whether two means are close enough to count as the same: two one-sided tests."""

from __future__ import annotations

from typing import Any, NamedTuple

from scipy import stats

from ikea_effect.analysis.effect_sizes import pooled_spread
from ikea_effect.analysis.question import CannotEstimate, Pair, Question, few, need, need_spread
from ikea_effect.analysis.ratio import lower_ratio, ratio_t, upper_ratio
from ikea_effect.analysis.results import Estimate, Interval, Statistic
from ikea_effect.analysis.tails import t_p
from ikea_effect.analysis.welch import two_cell_formula, welch_g


class Sides(NamedTuple):
    """Both one-sided tests: (t, df, p) against the lower and against the upper bound."""

    lower: tuple[float, float, float]
    upper: tuple[float, float, float]


def equivalence(question: Question) -> Estimate:
    """The difference of two means (the ratio, where the bounds are) with p of the weaker one-sided test.

    The 90% interval lies within the bounds exactly where p is below .05; Welch's variances. Bounds in d are
    bounds in the measure's unit, d times the pooled SD of these data.
    """
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

    pair, bounds = question.pair(), question.model.bounds
    cells = {pair.high_name: pair.high, pair.low_name: pair.low}
    need(cells, 2, "A test of equivalence")
    need_spread(cells, question.measure)
    compared = CompareMeans(DescrStatsW(pair.high), DescrStatsW(pair.low))
    margin = None if bounds.ratio else _margin(pair, bounds)
    sides = _by_ratio(pair, bounds.ratio) if margin is None else _by_difference(pair, margin)
    deciding = max(sides, key=lambda side: side[2])
    inner = Interval(*map(float, compared.tconfint_diff(alpha=0.10, usevar="unequal")))
    answer = _ratio(pair, sides) if margin is None else _difference(compared, inner)
    return question.described(
        cells,
        method="two one-sided tests (equivalence)",
        level=0.90,
        statistic=Statistic("t", deciding[0], deciding[1]),
        p=deciding[2],
        alternative="equivalence",
        effect_size=welch_g(pair),
        formula=two_cell_formula(question, pair.low_name) + ", one variance per cell",
        notes=few(cells),
        details={
            "bounds": bounds.model_dump(exclude_none=True),
            "margin": margin,
            "p_two_sided": float(compared.ttest_ind(usevar="unequal")[1]),
            "p_lower": sides.lower[2],
            "p_upper": sides.upper[2],
            "ci90": inner,
            "equivalent": deciding[2] < 0.05,
        },
        **answer,
    )


def _difference(compared: Any, inner: Interval) -> dict[str, Any]:
    estimate = float(compared.d1.mean - compared.d2.mean)
    return {"estimate": estimate, "se": float(compared.std_meandiff_separatevar), "ci": inner}


def _ratio(pair: Pair, sides: Sides) -> dict[str, Any]:
    """The ratio with the limits that both tests, each by its own df, just do not refute."""
    lower, upper = (float(stats.t.isf(0.05, df)) for _, df, _ in sides)
    return {
        "term": f"{pair.high_name} / {pair.low_name}", "unit": "ratio",
        "estimate": float(pair.high.mean() / pair.low.mean()),
        "ci": Interval(lower_ratio(pair, lower), upper_ratio(pair, upper)),
    }  # fmt: skip


def _margin(pair: Pair, bounds: object) -> float:
    difference, d = getattr(bounds, "difference", None), getattr(bounds, "d", None)
    return (
        float(difference) if difference is not None else float(d or 0) * pooled_spread(pair.high, pair.low).sd
    )


def _by_difference(pair: Pair, margin: float) -> Sides:
    from statsmodels.stats.weightstats import ttost_ind

    _, (t1, p1, df1), (t2, p2, df2) = ttost_ind(pair.high, pair.low, -margin, margin, usevar="unequal")
    return Sides((float(t1), float(df1), float(p1)), (float(t2), float(df2), float(p2)))


def _by_ratio(pair: Pair, bound: float) -> Sides:
    """Both tests of high - R low, for R = 1 / bound and R = bound. Source: Sasabuchi (1988)."""
    if float(pair.low.mean()) <= 0 or float(pair.high.mean()) < 0:
        raise CannotEstimate(
            "A ratio of means is read as 'times as much' only for means above 0. "
            "Declare bounds as a difference."
        )
    (t1, df1), (t2, df2) = ratio_t(pair, 1 / bound), ratio_t(pair, bound)
    return Sides((t1, df1, t_p(t1, df1, "greater")), (t2, df2, t_p(t2, df2, "less")))
