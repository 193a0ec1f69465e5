"""The z test: the difference of means over its standard error, against the normal distribution."""

from __future__ import annotations

from statistics import NormalDist

from ikea_effect.analysis.kinds import Estimate, Interval, Question, Statistic, few, need, need_spread

NORMAL = NormalDist()


def z_test(question: Question) -> Estimate:
    """The difference of two means, its standard error by both variances, z and its p."""
    pair = question.pair()
    cells = {pair.high_name: pair.high, pair.low_name: pair.low}
    need(cells, 2, "A z test")
    need_spread(cells, question.measure)
    estimate = float(pair.high.mean() - pair.low.mean())
    se = float(sum(values.var(ddof=1) / len(values) for values in cells.values())) ** 0.5
    z, half = estimate / se, NORMAL.inv_cdf(0.975) * se
    above = 1 - NORMAL.cdf(z)
    p = {"greater": above, "less": 1 - above, "two-sided": 2 * min(above, 1 - above)}
    return question.described(
        cells,
        method="z test",
        estimate=estimate,
        se=se,
        ci=Interval(estimate - half, estimate + half),
        statistic=Statistic("z", z),
        p=p[question.hypothesis.alternative],
        formula=f"{question.measure} ~ {question.model.factor}",
        notes=few(cells),
    )
