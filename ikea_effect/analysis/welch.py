"""Two cells compared by Welch's t test."""

from __future__ import annotations

from ikea_effect.analysis.contrasts import welch_contrast
from ikea_effect.analysis.effect_sizes import pooled_spread, standardized
from ikea_effect.analysis.question import Pair, Question, few, need, need_spread
from ikea_effect.analysis.results import EffectSize, Estimate, Interval, Statistic


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
        effect_size=welch_g(pair),
        formula=two_cell_formula(question, pair.low_name) + ", one variance per cell",
        notes=few(cells),
    )


def welch_g(pair: Pair) -> EffectSize | None:
    """The difference over the SD of both cells, with the limits of Welch's t."""
    tested = welch_contrast({"high": pair.high, "low": pair.low}, {"high": 1.0, "low": -1.0})
    return standardized(*tested, pooled_spread(pair.high, pair.low))


def two_cell_formula(question: Question, reference: str) -> str:
    """The formula that people read: measure ~ C(factor, Treatment('reference'))."""
    against = getattr(question.model, "against", None)
    measure = question.measure if against is None else f"[{question.measure}; {reference}: {against}]"
    return f"{measure} ~ C({question.model.factor}, Treatment('{reference}'))"
