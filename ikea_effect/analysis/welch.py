"""Two cells compared by Welch's t test."""

from __future__ import annotations

from ikea_effect.analysis.effect_sizes import hedges_g, pooled_t
from ikea_effect.analysis.question import Question, few, need, need_spread
from ikea_effect.analysis.results import Estimate, Interval, Statistic


def welch(question: Question) -> Estimate:
    """The difference of two means with unequal variances and Satterthwaite's df; g beside it."""
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

    pair = question.pair()
    cells = {pair.high_name: pair.high, pair.low_name: pair.low}
    need(cells, 2, "Welch's t test")
    need_spread(cells, question.measure)
    compared = CompareMeans(DescrStatsW(pair.high), DescrStatsW(pair.low))
    t, p, df = compared.ttest_ind(alternative=question.tail, usevar="unequal")
    low, high = compared.tconfint_diff(alpha=0.05, usevar="unequal")
    return question.described(
        cells,
        method="Welch's t test",
        estimate=float(compared.d1.mean - compared.d2.mean),
        se=float(compared.std_meandiff_separatevar),
        ci=Interval(float(low), float(high)),
        statistic=Statistic("t", float(t), float(df)),
        p=float(p),
        effect_size=hedges_g(pooled_t(pair.high, pair.low), len(pair.high), len(pair.low)),
        formula=two_cell_formula(question, pair.low_name) + ", one variance per cell",
        notes=few(cells),
    )


def two_cell_formula(question: Question, reference: str) -> str:
    """The formula that people read: measure ~ C(factor, Treatment('reference'))."""
    return f"{question.measure} ~ C({question.model.factor}, Treatment('{reference}'))"
