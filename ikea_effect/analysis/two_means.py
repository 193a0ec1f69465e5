"""Two means beside Welch's: Student's t test, and values of the same participants compared."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from ikea_effect.analysis.effect_sizes import hedges_g, paired_g
from ikea_effect.analysis.question import CannotEstimate, Question, Values, few, need, need_spread
from ikea_effect.analysis.results import Estimate, Interval, Statistic
from ikea_effect.analysis.unit import unit_keys
from ikea_effect.analysis.welch import two_cell_formula


def student(question: Question) -> Estimate:
    """The difference of two means with one variance for both; g beside it."""
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

    pair = question.pair()
    cells = {pair.high_name: pair.high, pair.low_name: pair.low}
    need(cells, 2, "Student's t test")
    need_spread(cells, question.measure)
    compared = CompareMeans(DescrStatsW(pair.high), DescrStatsW(pair.low))
    t, p, df = compared.ttest_ind(alternative=question.tail, usevar="pooled")
    return question.described(
        cells,
        method="Student's t test",
        estimate=float(compared.d1.mean - compared.d2.mean),
        se=float(compared.std_meandiff_pooledvar),
        ci=Interval(*map(float, compared.tconfint_diff(usevar="pooled"))),
        statistic=Statistic("t", float(t), float(df)),
        p=float(p),
        effect_size=hedges_g(float(t), len(pair.high), len(pair.low)),
        formula=two_cell_formula(question, pair.low_name),
        notes=few(cells),
    )


def paired(question: Question) -> Estimate:
    """The mean difference within participants, tested by a t test of the differences; g_z beside it."""
    from statsmodels.stats.weightstats import DescrStatsW

    (high_name, high), (low_name, low), lost = _both(question)
    cells = {high_name: high, low_name: low}
    difference = high - low
    if len(difference) < 2:
        raise CannotEstimate(
            f"A paired test needs at least 2 {_unit(question)}s with both values, not {len(high)}. "
            "Go on collecting, or leave the hypothesis out."
        )
    if np.ptp(difference) <= 1e-12 * max(np.abs(high).max(), np.abs(low).max()):  # 1.6 - 1.5 is not 0.1
        raise CannotEstimate(
            f"Every {_unit(question)}'s difference is the same ({difference[0]:g}): nothing to test. "
            "Leave the hypothesis out."
        )
    described = DescrStatsW(difference)
    t, p, df = described.ttest_mean(0, alternative=question.tail)
    return question.described(
        cells,
        method="paired t test",
        term=f"{high_name} - {low_name}",
        estimate=float(described.mean),
        se=float(described.std_mean),
        ci=Interval(*map(float, described.tconfint_mean())),
        statistic=Statistic("t", float(t), float(df)),
        p=float(p),
        effect_size=paired_g(float(t), len(difference)),
        formula=f"{high_name} - {low_name} ~ 1",
        notes=(*few({"pairs": difference}), *lost),
        details={"correlation": _correlation(high, low)},
    )


def _unit(question: Question) -> str:
    return question.model.unit or "participant"


def _both(question: Question) -> tuple[tuple[str, Values], tuple[str, Values], tuple[str, ...]]:
    """Both values of every participant who has both, and a sentence on those who have one."""
    if (against := question.model.against) is not None:
        names, columns = (question.measure, against), (question.outcome(), question.column(against))
    else:
        names, columns = _levels_side_by_side(question)
    first, second = columns
    whole = ~(np.isnan(first) | np.isnan(second))
    alone = int(np.sum(~whole & ~(np.isnan(first) & np.isnan(second))))
    lost = (f"{alone} with only one of the two values left out.",) if alone else ()
    return (names[0], first[whole]), (names[1], second[whole]), lost


def _levels_side_by_side(question: Question) -> tuple[tuple[str, str], tuple[Values, Values]]:
    if "participant" not in question.data.columns:
        raise CannotEstimate(
            "Without a column participant no one's two values can be told apart. "
            "Rename theirs with --map THEIRS=participant."
        )
    factor, weights = question.model.factor, question.weights()
    high = [level for level, weight in weights.items() if weight == 1]
    low = [level for level, weight in weights.items() if weight == -1]
    if len(high) != 1 or len(low) != 1 or len(weights) != 2:
        raise CannotEstimate(
            f"The contrast '{question.model.contrast}' does not compare two levels. "
            "Write contrast: level - level."
        )
    long = pd.DataFrame(
        {
            "who": unit_keys(question).astype(str),
            "code": question.codes(factor),
            "y": question.outcome(),
        }
    )
    wide = long[long["code"] >= 0].pivot_table(index="who", columns="code", values="y", aggfunc="mean")
    levels = question.levels(factor)
    wide = wide.reindex(columns=[levels.index(high[0]), levels.index(low[0])])
    values = np.asarray(wide, dtype=np.float64)
    return (high[0], low[0]), (values[:, 0], values[:, 1])


def _correlation(high: Values, low: Values) -> float | None:
    if np.ptp(high) == 0 or np.ptp(low) == 0:
        return None
    found = float(np.corrcoef(high, low)[0, 1])
    return found if math.isfinite(found) else None
