"""Two cells compared by ranks: the chance that one has more than the other."""

from __future__ import annotations

import numpy as np
import scipy
from scipy import stats

from ikea_effect.analysis.question import CannotEstimate, Pair, Question, few, need
from ikea_effect.analysis.results import EffectSize, Estimate, Interval, Statistic
from ikea_effect.analysis.tails import t_p

MOST_PAIRS = 4_000_000


def mann_whitney(question: Question) -> Estimate:
    """P(X > Y) + P(X = Y) / 2 with U; p from the normal law with ties and continuity corrected."""
    pair, cells = _pair(question)
    tested = stats.mannwhitneyu(
        pair.high, pair.low, alternative=question.hypothesis.alternative, method="asymptotic"
    )
    return _estimate(
        question,
        pair,
        cells,
        "Mann-Whitney U test",
        Statistic("U", float(tested.statistic)),
        float(tested.pvalue),
        p_two_sided=float(stats.mannwhitneyu(pair.high, pair.low, method="asymptotic").pvalue),
    )


def brunner_munzel(question: Question) -> Estimate:
    """P(X > Y) + P(X = Y) / 2 with Brunner and Munzel's t, which lets the spreads differ."""
    from statsmodels.stats.nonparametric import rank_compare_2indep

    pair, cells = _pair(question)
    with np.errstate(divide="ignore", invalid="ignore"):
        tested = rank_compare_2indep(pair.high, pair.low, use_t=True)
    if not np.isfinite(tested.statistic):
        raise CannotEstimate("The two cells do not overlap: their ranks leave no spread to test with.")
    df = float(tested.df)
    statistic = Statistic("t", float(tested.statistic), df)
    p = t_p(float(tested.statistic), df, question.hypothesis.alternative)
    return _estimate(question, pair, cells, "Brunner-Munzel test", statistic, p)


def _pair(question: Question) -> tuple[Pair, dict[str, np.ndarray]]:
    pair = question.pair()
    cells = {pair.high_name: pair.high, pair.low_name: pair.low}
    need(cells, 2, "A rank test")
    together = np.concatenate([pair.high, pair.low])
    if np.ptp(together) == 0:
        raise CannotEstimate(f"Every {question.measure} is the same ({together[0]:g}): nothing to rank.")
    return pair, cells


def _estimate(
    question: Question,
    pair: Pair,
    cells: dict[str, np.ndarray],
    method: str,
    statistic: Statistic,
    p: float,
    **more: float,
) -> Estimate:
    import statsmodels
    from statsmodels.stats.nonparametric import rank_compare_2indep

    with np.errstate(divide="ignore", invalid="ignore"):
        compared = rank_compare_2indep(pair.high, pair.low, use_t=True)
    share, se = float(compared.prob1), float(np.sqrt(compared.var / compared.nobs))
    ci = None
    if se > 0:
        low, high = compared.conf_int(alpha=0.05)
        ci = Interval(float(low), float(high))
    delta = EffectSize("rank_biserial", 2 * share - 1, ci and ci.scaled(2, -1))
    return question.described(
        cells,
        method=method,
        term=f"P({pair.high_name} > {pair.low_name})",
        unit="share",
        estimate=share,
        se=se if se > 0 else None,
        ci=ci,
        statistic=statistic,
        p=p,
        effect_size=delta,
        formula=f"rank({question.measure}) ~ C({question.model.factor}, Treatment('{pair.low_name}'))",
        library=f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
        notes=(*few(cells), *(() if ci else ("The two cells do not overlap: no interval can be given.",))),
        details={**_shift(pair), **more},
    )


def _shift(pair: Pair) -> dict[str, object]:
    """Hodges and Lehmann's shift, the median of all differences, with its 95% interval (measure's unit)."""
    n, m = len(pair.high), len(pair.low)
    if n * m > MOST_PAIRS:
        return {}
    differences = np.sort((pair.high[:, None] - pair.low[None, :]).ravel())
    spread = np.sqrt(n * m * (n + m + 1) / 12)
    cut = int(np.floor(n * m / 2 - float(stats.norm.isf(0.025)) * spread))
    if cut < 0:
        return {"shift": float(np.median(differences))}
    limits = Interval(float(differences[cut]), float(differences[n * m - 1 - cut]))
    return {"shift": float(np.median(differences)), "shift_ci": limits}
